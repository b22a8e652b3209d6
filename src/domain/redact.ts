// What a name says whose value is a secret. `token` is none in TOKENIZERS_PARALLELISM, nor `pass` in PASSENGER_ROOT, nor
// `auth` in AUTHOR; public keys (GPG_KEY) are none, and no version is.
const KEY_OWNERS =
  'api|access|private|account|encryption|signing|master|license|ssh|secret|service|storage|deploy|app|auth|client|session|shared';
const NAMED = [
  'password|passwd|passphrase|passcode|secret|credential|token(?!iz)',
  '(?<![a-z])pass(?![a-z])|(?:(?<=[_.;-]\\s?)|(?<=db|sql))pwd(?![a-z])',
  '(?<![a-z])o?auth(?!or|s\\b)',
  `(?:${KEY_OWNERS})[_-]?key`,
].join('|');
// Starts at the telling word, not at the name's beginning: otherwise hostile text takes cubic time.
const NAME = `(?:${NAMED})(?![\\w.-]{0,64}version)[\\w.-]{0,64}`;
// A value's quotes may be escaped (JSON inside a shell string), hold escaped ones, or never close.
const QUOTED = `\\\\"[\\s\\S]*?(?:\\\\"|$)|"(?:\\\\[\\s\\S]|[^"\\\\])+"?|'[^']+'?`;
// What ends like a name (`s/password: .*/password: hunter2/`) is followed by one more value. Redacted twice it is the same.
const WORD = `[^\\s"';&|]+`;
const VALUE = `(?:\\[redacted\\](?=[\\s"'\\\\;&|,)}\\]]|$)|${QUOTED}|${WORD}(?:(?<=[:=])\\s+${WORD})*)`;
// A value that is the next word: not the next flag, and not what is redacted already.
const NEXT_VALUE = `(?!-|\\[redacted|''|"")${VALUE}`;

/**
 * Instructions can hold secrets: build arguments, credentials in URLs, tokens. They are replaced before anything
 * is stored, sent or logged. Each rule keeps enough of the text to recognise the step.
 */
const RULES: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // `|2 TOKEN=… VERSION=… /bin/sh -c`: the values of build arguments, as builders prefix them (BuildKit: `RUN |2 …`).
  [
    /^((?:RUN )?\|\d+)\s.*?(?=\s(?:\/\S{0,40}\/)?(?:\w{0,4}sh|cmd|powershell)(?:\.exe)?\s+[-/]|$)/is,
    '$1 [build arguments]',
  ],
  [
    /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
    '[redacted key]',
  ],
  [/PuTTY-User-Key-File-[\s\S]*?(Private-MAC: ?\w+|$)/g, '[redacted key]'],
  // `-----BEGIN` in base64.
  [/\bLS0tLS1CRUdJT[\w+/=]+/g, '[redacted key]'],
  [/:\/\/(?!git@)(?:[^\s/'"]+|[^\s/'":@]{0,100}:(?!\d+\/)[^\s'"]{1,200}?)@/g, '://[redacted]@'],
  // AWS: the prefixes of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  [/\b(AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{16}\b/g, '[redacted]'],
  // GitHub, GitLab, npm, PyPI, Docker, Slack, Stripe, Google, OpenAI, Vault, SendGrid, Hugging Face, DigitalOcean, Azure.
  [
    /\b(gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|gl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent)-[\w.-]{16,}|npm_[A-Za-z0-9]{16,}|pypi-[\w-]{16,}|dckr_[op]at_[\w-]{16,}|xox[a-z]-[\w-]{10,}|xapp-[\w-]{10,}|(?:[rs]k_(?:live|test)|whsec)_\w{16,}|AIza[\w-]{30,}|ya29\.[\w-]{16,}|GOCSPX-[\w-]{16,}|sk-[\w-]{20,}|hv[bs]\.[\w-]{16,}|SG\.[\w-]{16,}\.[\w-]{16,}|hf_[A-Za-z0-9]{30,}|dop_v1_\w{16,}|\w{3}8Q~[\w~.-]{30,})/g,
    '[redacted]',
  ],
  [
    /\b(hooks\.slack\.com\/\w+\/|discord(?:app)?\.com\/api\/webhooks\/|webhook\.office\.com\/webhookb2\/)[\w/@.-]+/gi,
    '$1[redacted]',
  ],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '[redacted]'],
  // Not `basic dependencies`: credentials hold a capital, a digit or padding.
  [/\b([Bb]earer|BEARER|[Bb]asic|BASIC)\s+(?=[\w.~+/-]*[A-Z\d=])[\w.~+/=-]{8,}/g, '$1 [redacted]'],
  // A header's value may be several words: it ends with its quotes, or where the next thing begins.
  [
    /((?:authorization|cookie|x-[\w-]{0,32}(?:key|token|auth))\\?["']?\s*[:=]\s*\\?["']?(?:(?:bearer|basic)\s+)?)(?:(?!\s(?:&&|[|;-]))[^"'\\\n])+/gi,
    '$1[redacted]',
  ],
  // The signature of a signed URL.
  [/([?&](?:sig|[\w-]{0,16}(?:signature|credential))=)[^\s"';&|]+/gi, '$1[redacted]'],
  // A connection string: its values end at a semicolon, and may hold spaces.
  [/(;\s?(?:password|pwd)\s?=\s?)[^;"'\n&|]{1,200}(?=[;"'])/gi, '$1[redacted]'],
  [new RegExp(`(${NAME}\\\\?["']?\\s*[=:](?!=)\\s*)${VALUE}`, 'gi'), '$1[redacted]'],
  // `--password hunter2`, `-Password hunter2`: what follows such a flag. The source of a build's secret is none.
  [
    new RegExp(
      `((?<=^|[\\s"'=])--?[\\w-]{0,32}(?:${NAMED}|(?<=-)pw)(?:\\s+|\\\\?["']\\s*,\\s*))(?!id=)${NEXT_VALUE}`,
      'gi',
    ),
    '$1[redacted]',
  ],
  // `npm config set //registry.npmjs.org/:_authToken hunter2`, `setx /M TOKEN hunter2`, and what PowerShell has for it.
  [
    new RegExp(
      `(\\b(?:set|setx|config)\\s+(?:[-/]\\w{1,16}\\s+){0,3}[^\\s=]{0,100}?${NAME}\\s+|SetEnvironmentVariable\\(["'][^"']{0,100}?${NAME}["'],\\s*)${NEXT_VALUE}`,
      'gi',
    ),
    '$1[redacted]',
  ],
  [
    new RegExp(
      `(\\b(?:http-basic\\.\\S{1,100}\\s+\\S{1,100}\\s+|net\\s+user\\s+\\S{1,100}\\s+(?!/)))${NEXT_VALUE}`,
      'gi',
    ),
    '$1[redacted]',
  ],
  // `machine x login y password z` of a .netrc; `mysql-server/root_password password z` of debconf.
  [
    new RegExp(`((?:\\blogin\\s+\\S{1,100}|pass\\w{0,32})\\s+password\\s+)${NEXT_VALUE}`, 'gi'),
    '$1[redacted]',
  ],
  // `curl -u user:hunter2`, not the user and group in `-u 1000:1000`.
  [/(\s(?:-u|-U|--(?:proxy-)?user)[\s=]?\\?["']?(?!\d+:\d+\b)[^\s:"'$]{1,100}:)[^\s"'\\]+/g, '$1[redacted]'],
  // Short flags, which are passwords of these programs only.
  [
    new RegExp(
      `((?:\\b(?:(?:mysql|mariadb|mongo)[\\w-]{0,16}|sshpass|login|user(?:add|mod))(?=\\s)[^\\n;&|]{0,200}?\\s-p|\\bredis-cli(?=\\s)[^\\n;&|]{0,200}?\\s-a|\\bsqlcmd(?=\\s)[^\\n;&|]{0,200}?\\s-P)[\\s=]?)${NEXT_VALUE}`,
      'g',
    ),
    '$1[redacted]',
  ],
  // `echo root:hunter2 | chpasswd`, `echo hunter2 | docker login --password-stdin`.
  [/((?:["'\s]|^)[\w.$-]{1,64}:)[^\s"'|]+(?=\\?["']?\s{0,9}\|\s{0,9}chpasswd)/g, '$1[redacted]'],
  [
    /(\b(?:echo|printf)\s+(?:-\w{1,9}\s+)?)(?!\[redacted)(?:"[^"]*"|'[^']*'|[^\s"'|]+)(?=\s{0,9}\|[^|&;\n]{0,100}-stdin\b)/g,
    '$1[redacted]',
  ],
];

// Builders write the variables of ENV and ARG without quotes: a value goes on to the next name, or to the end.
const VARIABLES = /^(?:[^#\n]{0,200}#\(nop\)\s+)?(?:ENV|ARG)\s/;
const VARIABLE = new RegExp(
  `(${NAME}(?:=|\\s+(?![^\\s=]+=)))(?!\\[redacted\\](?:\\s|$))[\\s\\S]+?(?=\\s[\\w.-]+=|$)`,
  'gi',
);

export function redact(text: string): string {
  const unquoted = VARIABLES.test(text) ? text.replace(VARIABLE, '$1[redacted]') : text;
  return RULES.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), unquoted);
}
