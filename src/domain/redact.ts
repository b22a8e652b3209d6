/**
 * Instructions can hold secrets: build arguments, credentials in URLs, tokens. They are replaced before anything
 * is stored, sent or logged. Each rule keeps enough of the text to recognise the step.
 */
const RULES: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // `|2 TOKEN=… VERSION=… /bin/sh -c`: the values of build arguments, as builders prefix them (BuildKit: `RUN |2 …`).
  [/^((?:RUN )?\|\d+)\s.*?(?=\s\/bin\/\w{0,4}sh\s|\scmd\s|\spowershell\s|$)/s, '$1 [build arguments]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[redacted key]'],
  [/:\/\/[^\s/'"]+@/g, '://[redacted]@'],
  [/\b(AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b/g, '[redacted]'],
  // GitHub, GitLab, npm, PyPI, Docker, Slack, Stripe, Google, OpenAI.
  [
    /\b(gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|npm_[A-Za-z0-9]{16,}|pypi-[\w-]{16,}|dckr_pat_[\w-]{16,}|xox[a-z]-[\w-]{10,}|[rs]k_(?:live|test)_\w{16,}|AIza[\w-]{30,}|sk-[\w-]{20,})/g,
    '[redacted]',
  ],
  [/\b(hooks\.slack\.com\/services\/)[\w/]+/gi, '$1[redacted]'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '[redacted]'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 [redacted]'],
  [
    // Starts at the telling word, not at the name's beginning: otherwise hostile text takes cubic time. The value's
    // quotes may be escaped (JSON inside a shell string) or not closed.
    /((?:password|passwd|(?<![a-z])pass|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|auth|credential)[\w.-]{0,64}\\?["']?\s*[=:]\s*)(?:\\?"[^"]*"?|'[^']*'?|[^\s"';&|]+)/gi,
    '$1[redacted]',
  ],
  // `--password hunter2`: what follows such a flag, unless it is the next flag.
  [
    /(--[\w-]{0,32}(?:password|passwd|passphrase|secret|token|api-?key)\s+)(?!-|\[redacted\])(?:"[^"]*"?|'[^']*'?|[^\s"';&|]+)/gi,
    '$1[redacted]',
  ],
];

export function redact(text: string): string {
  return RULES.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}
