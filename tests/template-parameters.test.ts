import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FINDING_KINDS } from '../src/domain/findings/finding.ts';
import { parseRepositorySettings, SETTING_EXAMPLES } from '../src/domain/repository-settings.ts';
import { THRESHOLD_LIMITS } from '../src/domain/threshold-limits.ts';
import { DEFAULT_THRESHOLDS } from '../src/domain/thresholds.ts';
import { parseSettings } from '../src/handlers/settings.ts';
import { at, list, TEMPLATE } from './support/template.ts';

const DOCS = readFileSync('docs/repository-settings.md', 'utf8');
/** The rows of tables that begin with a tag: its name, what it says, an example. */
const TAG_ROWS = [...DOCS.matchAll(/^\| `layerwatch:([\w-]+)` \|(.*?)\| `(.*?)` \|/gm)];

const WIRING = { TABLE_NAME: 'layerwatch', TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts' };

const thresholds = Object.keys(DEFAULT_THRESHOLDS) as (keyof typeof DEFAULT_THRESHOLDS)[];
const variables = at(TEMPLATE.Globals, 'Function', 'Environment', 'Variables');

/** `growthBytes` → `GrowthBytes` */
function parameterOf(threshold: string): string {
  return `${threshold.charAt(0).toUpperCase()}${threshold.slice(1)}`;
}

/** `GrowthBytes` → `GROWTH_BYTES` */
function variableOf(parameter: string): string {
  return parameter.replaceAll(/(?<=.)[A-Z]/g, '_$&').toUpperCase();
}

/** What a table says is the default of a parameter of the stack: `10 (`GrowthPercent`)`. */
function documentedDefault(parameter: string): number {
  return Number(new RegExp(`\\| ([\\d.]+) \\(\`${parameter}\`\\) \\|$`, 'm').exec(DOCS)?.[1]);
}

describe.each(thresholds)('the threshold %s', (threshold) => {
  const name = parameterOf(threshold);
  const parameter = TEMPLATE.Parameters[name];

  test('has one default, in the code, the template and the documentation', () => {
    expect(Number(parameter?.Default)).toBe(DEFAULT_THRESHOLDS[threshold]);
    expect(documentedDefault(name)).toBe(DEFAULT_THRESHOLDS[threshold]);
  });

  test('may be what the code lets it be, or is refused with words that say so', () => {
    const { min, max, unit } = THRESHOLD_LIMITS[threshold];

    expect(parameter?.Type).toBe('Number');
    expect([Number(parameter?.MinValue), Number(parameter?.MaxValue)]).toEqual([min, max]);
    expect(parameter?.ConstraintDescription).toMatch(
      new RegExp(`^must be a .*number of ${unit}.* from ${min} to ${max}$`),
    );
  });

  test('reaches the functions', () => {
    expect(at(variables, variableOf(name))).toEqual({ Ref: name });
  });
});

test('all defaults of the template are without a problem', () => {
  const environment = Object.fromEntries(
    [...thresholds.map(parameterOf), 'AlertsPerTenMinutes', 'MutedKinds'].map((name) => [
      variableOf(name),
      String(TEMPLATE.Parameters[name]?.Default),
    ]),
  );
  const settings = parseSettings({ ...WIRING, ...environment });

  expect(settings).toEqual(parseSettings(WIRING));
  expect(settings.problems).toEqual([]);
  expect(settings.alertsPerTenMinutes).toBe(documentedDefault('AlertsPerTenMinutes'));
});

test('the number of alerts may be what the code lets it be', () => {
  const { MinValue, MaxValue } = TEMPLATE.Parameters.AlertsPerTenMinutes ?? {};
  for (const [value, problems] of [
    [Number(MinValue), 0],
    [Number(MinValue) - 1, 1],
    [Number(MaxValue), 0],
    [Number(MaxValue) + 1, 1],
  ])
    expect(parseSettings({ ...WIRING, ALERTS_PER_TEN_MINUTES: String(value) }).problems).toHaveLength(
      problems ?? 0,
    );
});

describe('the kinds that nobody is told of', () => {
  const { AllowedPattern, ConstraintDescription } = TEMPLATE.Parameters.MutedKinds ?? {};
  // CloudFormation compares the whole value.
  const pattern = new RegExp(`^(?:${AllowedPattern})$`);

  test.each([...FINDING_KINDS, '', FINDING_KINDS.join(','), FINDING_KINDS.join(', ')])(
    'may be "%s"',
    (value) => {
      expect(value).toMatch(pattern);
    },
  );

  test.each([
    'all',
    'image-grow',
    'image-grew layer-order',
    'image-grew;',
    ',image-grew',
    'image-grewlayer-order',
  ])('may not be "%s"', (value) => {
    expect(value).not.toMatch(pattern);
  });

  test('are named where a wrong one is refused', () => {
    expect(String(ConstraintDescription).split(': ')[1]?.split(', ')).toEqual(FINDING_KINDS);
  });
});

describe('the secret of the webhook', () => {
  const pattern = new RegExp(`^(?:${TEMPLATE.Parameters.SlackWebhookSecretArn?.AllowedPattern})$`);

  test.each([
    ['none', ''],
    ['one', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:layerwatch/slack-a1B2c3'],
    ['one in China', 'arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:slack-a1B2c3'],
  ])('may be %s', (_what, value) => {
    expect(value).toMatch(pattern);
    expect(parseSettings({ ...WIRING, SLACK_WEBHOOK_SECRET_ARN: value }).slackWebhookSecretArn).toBe(
      value || null,
    );
  });

  test.each([
    ['the webhook itself', 'https://hooks.slack.com/services/T000/B000/XXXX'],
    ['its name', 'layerwatch/slack'],
    ['cut off', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:layerwatch/slack'],
    ['all secrets', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:*'],
    ['something else', 'arn:aws:ssm:eu-west-1:123456789012:parameter/slack-a1B2c3'],
  ])('may not be %s', (_what, value) => {
    expect(value).not.toMatch(pattern);
  });
});

describe('a person who deploys', () => {
  test('finds each parameter in one group', () => {
    const groups = list(at(TEMPLATE, 'Metadata', 'AWS::CloudFormation::Interface', 'ParameterGroups'));

    const grouped = groups.flatMap((group) => list(at(group, 'Parameters')));

    expect(grouped.toSorted()).toEqual(Object.keys(TEMPLATE.Parameters).sort());
  });

  test('is told what may be where a value can be refused', () => {
    for (const [name, { AllowedPattern, ConstraintDescription }] of Object.entries(TEMPLATE.Parameters))
      if (AllowedPattern) expect(ConstraintDescription, name).toMatch(/^must be /);
  });

  test('cannot set more than the environment of a function holds', () => {
    const longest = Object.keys(Object(variables)).map((name) => name.length + 30);
    const kinds = FINDING_KINDS.join(', ').length;
    // The names of the table, two topics, the queue, two roles and the secret, as long as they may be.
    const names = 255 + 2 * 300 + 200 + 2 * 200 + (80 + 512);

    // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    expect(longest.reduce((sum, length) => sum + length, kinds + names)).toBeLessThan(4_096);
  });
});

describe('the documentation of the tags', () => {
  test('has all of them, in their order', () => {
    expect(TAG_ROWS.map(([, name]) => name)).toEqual([...SETTING_EXAMPLES.keys()]);
  });

  test.each(TAG_ROWS.map(([, name = '', , example = '']) => [name, example] as const))(
    'has an example for %s that can be used',
    (name, example) => {
      expect(parseRepositorySettings(new Map([[name, example]])).problems).toEqual({});
    },
  );

  test('says of a wrong value what is said of it', () => {
    const rows = [...DOCS.matchAll(/^\| `layerwatch:([\w-]+)` = `(.*?)` \| (.*) \|$/gm)];

    expect(rows.length).toBeGreaterThan(2);
    for (const [, name = '', value = '', problem] of rows)
      expect(parseRepositorySettings(new Map([[name, value]])).problems).toEqual({ [name]: problem });
  });
});
