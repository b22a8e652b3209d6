/** What a step that does nothing but install packages needs. */
export interface PackageInstall {
  /** All are packages of the operating system: no package of a language is needed for them. */
  readonly isSystem: boolean;
  /** The files to copy for it, in words; null where it needs none. */
  readonly needs: string | null;
  /** Finds one of these files in the instruction that copies it. */
  readonly needed: RegExp | null;
}

type Rule = readonly [command: RegExp, needs: string | null, needed: RegExp | null];

const SYSTEM =
  /^(?:(?:apt|apt-get|yum|dnf|microdnf|tdnf|zypper) (?:-\S+ )*(?:install|update|upgrade|dist-upgrade|makecache|in)\b|apk (?:-\S+ )*(?:add|update|upgrade)\b)/;

/** The first that fits counts. Commands that run what is in the sources, or install that itself, are none. */
const LANGUAGES: readonly Rule[] = [
  [/^(?:npm|pnpm) (?:.* )?(?:-g|--global)(?: |$)|^(?:yarn global add|corepack|gem install) /, null, null],
  [/^npm (?:-\S+ )*(?:ci|i|install)\b/, 'package.json and package-lock.json', /package[\w*.-]*\.json/],
  [/^yarn(?: install)?(?: -|$)/, 'package.json and yarn.lock', /package[\w*.-]*\.json|yarn\.lock/],
  [/^pnpm (?:-\S+ )*(?:i|install|fetch)\b/, 'package.json and pnpm-lock.yaml', /package[\w*.-]*\.json|pnpm-/],
  // Not `pip install .`, nor a package that was copied: a path that is not the value of an option.
  [
    /^(?:python[\d.]* -m |uv )?pip[\d.]* (?:-\S+ )*install(?= )(?!.*(?<! (?:-[rctf]|--(?:requirement|constraint|target|prefix|cache-dir|find-links))) ["']?(?:\.{1,2}|\.{0,2}\/\S*|\S+\.whl|-e|--editable)["']?(?: |$))/,
    'requirements.txt',
    /require|constraints/,
  ],
  [/^poetry install .*--no-root/, 'pyproject.toml and poetry.lock', /pyproject|poetry\.lock/],
  [/^uv sync .*--no-install-(?:project|workspace)/, 'pyproject.toml and uv.lock', /pyproject|uv\.lock/],
  [/^bundle install\b/, 'Gemfile and Gemfile.lock', /Gemfile/],
  [/^composer install .*--no-autoloader/, 'composer.json and composer.lock', /composer\./],
  [/^(?:\S*\/)?mvnw? .*\bdependency:(?:go-offline|resolve|copy-dependencies)/, 'pom.xml', /pom\.xml/],
  [/^(?:\S*\/)?gradlew? (?:-\S+ )*dependencies\b/, 'the Gradle build and lock files', /gradle/],
  [/^go mod download\b/, 'go.mod and go.sum', /go\.(?:mod|sum|\*)/],
  [/^cargo (?:fetch|chef cook)\b/, 'Cargo.toml and Cargo.lock', /Cargo|recipe\.json/],
  [/^dotnet restore\b/, 'the project files (*.csproj)', /\.(?:cs|fs|vb)proj|\.slnx?\b/],
];

/** What may stand beside an install in one step and needs no more than that. */
const HARMLESS =
  /^(?:rm|mkdir|cd|set|export|true|find|apk del|apt(?:-get)? (?:-\S+ )*(?:clean|autoclean|autoremove|purge|remove)|(?:yum|dnf|microdnf|tdnf|zypper) (?:-\S+ )*clean|(?:npm|yarn|pnpm|pip[\d.]*|uv) (?:cache|config|store|prune))\b/;

/** What a RUN runs, without build arguments, flags, and a shell other than the default one. */
const SCRIPT = /^RUN (?:\|\d+ (?:\[build arguments\] )?)?(?:--\S+ )*(?:\/\S*sh (?:-o \w+ |-\w+ )+)?(.*)$/;

/** `DEBIAN_FRONTEND=noninteractive apt-get …`, `sudo …`. */
const ASSIGNMENTS = /^(?:sudo |\w+=\S* )+/;

/** What the install that a step is needs; null where it does anything else, or might: its text is cut. */
export function packageInstallOf(instruction: string): PackageInstall | null {
  const script = SCRIPT.exec(instruction)?.[1] ?? '';
  const commands = script.split(/&&|\|\||;/).map((command) => command.trim().replace(ASSIGNMENTS, ''));
  const installs = commands.filter((command) => command !== '' && !HARMLESS.test(command));
  if (installs.length === 0 || script.endsWith('…')) return null;
  const languages = installs.filter((command) => !SYSTEM.test(command));
  const rules = new Set(languages.map((command) => LANGUAGES.find(([pattern]) => pattern.test(command))));
  if (rules.has(undefined)) return null;
  const [rule, another] = [...rules].filter((found) => found?.[1]);
  if (another) return null;
  return { isSystem: rules.size === 0, needs: rule?.[1] ?? null, needed: rule?.[2] ?? null };
}
