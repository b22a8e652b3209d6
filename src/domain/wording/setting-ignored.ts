import type { SettingIgnoredFinding } from '../findings/setting-ignored.ts';
import { formatRegistry } from '../registry.ts';
import { plural, type Wording } from './wording.ts';

export function settingIgnoredWording(finding: SettingIgnoredFinding): Wording {
  const { repository, settings } = finding;
  const count = plural(settings.length, 'setting', 'settings');
  return {
    where: repository,
    headline: `has ${count} that cannot be used`,
    happened: `${repository} in ${formatRegistry(finding)} has ${count} that cannot be used: ${settings.map(({ name }) => name).join(', ')}.`,
    why: settings.flatMap(({ name, problem }) => [`- ${name}`, `  ${problem}`]),
  };
}
