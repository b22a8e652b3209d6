import { describe, expect, it, test } from 'vitest';
import { redact } from '../../src/domain/redact.ts';

const KEY = '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----';

describe('a secret', () => {
  test.each([
    {
      reason: 'build arguments of the classic builder',
      text: '|2 A=hunter2 B=3 /bin/sh -c make',
      redacted: '|2 [build arguments] /bin/sh -c make',
    },
    {
      reason: 'build arguments of BuildKit',
      text: 'RUN |1 PW=hunter2 /bin/sh -c make # buildkit',
      redacted: 'RUN |1 [build arguments] /bin/sh -c make # buildkit',
    },
    {
      reason: 'build arguments with spaces and line breaks',
      text: '|1 A=hun ter\n2 /bin/sh -c make',
      redacted: '|1 [build arguments] /bin/sh -c make',
    },
    {
      reason: 'build arguments on Windows',
      text: '|1 A=hunter2 cmd /S /C dir',
      redacted: '|1 [build arguments] cmd /S /C dir',
    },
    {
      reason: 'build arguments under PowerShell',
      text: '|1 A=hunter2 powershell -Command dir',
      redacted: '|1 [build arguments] powershell -Command dir',
    },
    {
      reason: 'build arguments and a shell nobody knows',
      text: '|1 A=hunter2 /usr/bin/nu -c make',
      redacted: '|1 [build arguments]',
    },
    {
      reason: 'user and password in a URL',
      text: 'pip install https://me:hunter2@example.com/x',
      redacted: 'pip install https://[redacted]@example.com/x',
    },
    {
      reason: 'a token in a URL',
      text: 'git clone https://abcdef@example.com/x',
      redacted: 'git clone https://[redacted]@example.com/x',
    },
    {
      reason: 'an @ inside the password',
      text: 'git clone https://me:h@nter2@example.com/x',
      redacted: 'git clone https://[redacted]@example.com/x',
    },
    {
      reason: 'any scheme',
      text: 'POSTGRES postgresql+ssl://me:hunter2@db:5432/x',
      redacted: 'POSTGRES postgresql+ssl://[redacted]@db:5432/x',
    },
    {
      reason: 'an AWS access key',
      text: 'aws configure set aws_id AKIAIOSFODNN7EXAMPLE',
      redacted: 'aws configure set aws_id [redacted]',
    },
    { reason: 'a temporary AWS access key', text: 'echo ASIAIOSFODNN7EXAMPLE', redacted: 'echo [redacted]' },
    {
      reason: 'an AWS secret key, by its name',
      text: 'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG aws s3 ls',
      redacted: 'AWS_SECRET_ACCESS_KEY=[redacted] aws s3 ls',
    },
    {
      reason: 'a GitHub token',
      text: 'echo ghp_0123456789abcdefABCDEF0123456789abcd',
      redacted: 'echo [redacted]',
    },
    {
      reason: 'a fine-grained GitHub token',
      text: 'echo github_pat_0123456789abcdef_ABCDEF',
      redacted: 'echo [redacted]',
    },
    { reason: 'a GitLab token', text: 'echo glpat-0123456789abcdef-xyz', redacted: 'echo [redacted]' },
    { reason: 'an npm token', text: 'echo npm_0123456789abcdefABCDEF', redacted: 'echo [redacted]' },
    { reason: 'a Slack token', text: 'curl -d xoxb-0123456789-abc', redacted: 'curl -d [redacted]' },
    {
      reason: 'a JSON web token',
      text: 'echo eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSM',
      redacted: 'echo [redacted]',
    },
    { reason: 'a PyPI token', text: 'echo pypi-AgEIcHlwaS5vcmcCJDAwMD', redacted: 'echo [redacted]' },
    { reason: 'a Docker token', text: 'echo dckr_pat_0123456789abcdefABC', redacted: 'echo [redacted]' },
    { reason: 'a Stripe key', text: 'echo sk_live_0123456789abcdefABC', redacted: 'echo [redacted]' },
    {
      reason: 'a Google key',
      text: 'curl maps?key=AIzaSyA0123456789abcdefghijklmnopqrstuv',
      redacted: 'curl maps?key=[redacted]',
    },
    {
      reason: 'a Slack webhook: its path is the secret',
      text: 'curl https://hooks.slack.com/services/T000/B000/XXXX',
      redacted: 'curl https://hooks.slack.com/services/[redacted]',
    },
    {
      reason: 'a flag that tells',
      text: 'RUN login --username me --password hunter2 --quiet',
      redacted: 'RUN login --username me --password [redacted] --quiet',
    },
    {
      reason: 'a flag that tells, and quotes',
      text: "RUN login --auth-token 'hunter 2' now",
      redacted: 'RUN login --auth-token [redacted] now',
    },
    {
      reason: 'a short name that tells',
      text: 'RUN DB_PASS=hunter2 make',
      redacted: 'RUN DB_PASS=[redacted] make',
    },
    {
      reason: 'a build argument with a path in it',
      text: '|1 A=x /bin/y hunter2 /bin/sh -c make',
      redacted: '|1 [build arguments] /bin/sh -c make',
    },
    {
      reason: 'a bearer token',
      text: 'curl -H "X-Thing: Bearer abc.def-0123456"',
      redacted: 'curl -H "X-Thing: Bearer [redacted]"',
    },
    {
      reason: 'basic credentials',
      text: 'curl -H "X-Thing: Basic bWU6aHVudGVyMg=="',
      redacted: 'curl -H "X-Thing: Basic [redacted]"',
    },
    {
      reason: 'a private key',
      text: `RUN echo "${KEY}" > /id_rsa`,
      redacted: 'RUN echo "[redacted key]" > /id_rsa',
    },
    {
      reason: 'a private key that is cut off',
      text: `RUN echo "${KEY.slice(0, 40)}`,
      redacted: 'RUN echo "[redacted key]',
    },
    { reason: 'two private keys', text: `${KEY} and ${KEY}`, redacted: '[redacted key] and [redacted key]' },
    {
      reason: 'a name that tells',
      text: 'RUN DB_PASSWORD=hunter2 make',
      redacted: 'RUN DB_PASSWORD=[redacted] make',
    },
    {
      reason: 'an option that tells',
      text: 'mysql --password=hunter2 -e x',
      redacted: 'mysql --password=[redacted] -e x',
    },
    {
      reason: 'a value in quotes',
      text: 'export API_KEY="hunter 2"; make',
      redacted: 'export API_KEY=[redacted]; make',
    },
    {
      reason: 'a value in single quotes',
      text: "export api-key='hunter 2' && make",
      redacted: 'export api-key=[redacted] && make',
    },
    {
      reason: 'a quote that is never closed',
      text: 'export SECRET="hunter 2 and so on',
      redacted: 'export SECRET=[redacted]',
    },
    {
      reason: 'a value that ends with a shell operator',
      text: 'TOKEN=hunter2&&make;TOKEN=hunter2|cat',
      redacted: 'TOKEN=[redacted]&&make;TOKEN=[redacted]|cat',
    },
    { reason: 'a colon', text: 'echo "_authToken: hunter2"', redacted: 'echo "_authToken: [redacted]"' },
    { reason: 'JSON', text: `echo '{"auth":"bWU6aHVudGVyMg=="}'`, redacted: `echo '{"auth":[redacted]}'` },
    {
      reason: 'JSON in a shell string',
      text: 'echo "{\\"password\\": \\"hunter 2\\"}"',
      redacted: 'echo "{\\"password\\": [redacted]}"',
    },
  ])('is replaced, and the step stays recognisable ($reason)', ({ text, redacted }) => {
    expect(redact(text)).toBe(redacted);
  });

  it('is still gone where the text is redacted twice', () => {
    const text = `|1 A=b /bin/sh -c curl https://me:hunter2@example.com -H "Authorization: Bearer 0123456789"`;

    expect(redact(redact(text))).toBe(redact(text));
    expect(redact(text)).not.toMatch(/hunter2|0123456789/);
  });
});
