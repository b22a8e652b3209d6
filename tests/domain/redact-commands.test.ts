import { describe, expect, test } from 'vitest';
import { redact } from '../../src/domain/redact.ts';

describe('a secret that a command is given', () => {
  test.each([
    { reason: 'the user of curl', text: 'curl -u me:hunter2 x', redacted: 'curl -u me:[redacted] x' },
    {
      reason: 'the user of curl, in quotes',
      text: 'curl --user "me:hunter2" x',
      redacted: 'curl --user "me:[redacted]" x',
    },
    {
      reason: 'the password of docker login',
      text: 'docker login -u me -p hunter2 r',
      redacted: 'docker login -u me -p [redacted] r',
    },
    {
      reason: 'the password of mysql: no space',
      text: 'mysql -uroot -phunter2 -e x',
      redacted: 'mysql -uroot -p[redacted] -e x',
    },
    {
      reason: 'the password of sshpass',
      text: 'sshpass -p hunter2 ssh x',
      redacted: 'sshpass -p [redacted] ssh x',
    },
    {
      reason: 'the password of redis-cli',
      text: 'redis-cli -a hunter2 ping',
      redacted: 'redis-cli -a [redacted] ping',
    },
    {
      reason: 'the password of sqlcmd',
      text: 'sqlcmd -U sa -P hunter2 -Q x',
      redacted: 'sqlcmd -U sa -P [redacted] -Q x',
    },
    {
      reason: 'the hash of a password',
      text: "useradd -m -p '$6$salt$hash' me",
      redacted: 'useradd -m -p [redacted] me',
    },
    { reason: 'the password of plink', text: 'plink -pw hunter2 x', redacted: 'plink -pw [redacted] x' },
    {
      reason: 'a flag of PowerShell',
      text: 'Connect -Password "hunter 2" -Name x',
      redacted: 'Connect -Password [redacted] -Name x',
    },
    {
      reason: 'a flag in the exec form',
      text: 'RUN ["login","--password","hunter2"]',
      redacted: 'RUN ["login","--password",[redacted]]',
    },
    {
      reason: 'what passwd reads',
      text: "echo 'root:hunter2' | chpasswd",
      redacted: "echo 'root:[redacted]' | chpasswd",
    },
    {
      reason: 'what docker login reads',
      text: 'echo hunter2 | docker login --password-stdin',
      redacted: 'echo [redacted] | docker login --password-stdin',
    },
    {
      reason: 'debconf',
      text: 'echo s s/root_password password hunter2 | debconf-set-selections',
      redacted: 'echo s s/root_password password [redacted] | debconf-set-selections',
    },
    {
      reason: 'a user of Windows',
      text: 'net user me hunter2 /add',
      redacted: 'net user me [redacted] /add',
    },
    { reason: 'a variable of Windows', text: 'setx /M TOKEN hunter2', redacted: 'setx /M TOKEN [redacted]' },
    {
      reason: 'a variable of PowerShell',
      text: "$env:TOKEN = 'hunter2'; dir",
      redacted: '$env:TOKEN = [redacted]; dir',
    },
    {
      reason: 'a variable of .NET',
      text: "SetEnvironmentVariable('TOKEN', 'hunter2')",
      redacted: "SetEnvironmentVariable('TOKEN', [redacted])",
    },
    {
      reason: 'composer',
      text: 'composer config http-basic.repo.example me hunter2',
      redacted: 'composer config http-basic.repo.example me [redacted]',
    },
    {
      reason: 'a short name that tells, of Microsoft',
      text: 'SA_PWD=hunter2 start',
      redacted: 'SA_PWD=[redacted] start',
    },
    {
      reason: 'a name without a gap',
      text: 'PGPASSWORD=hunter2 psql',
      redacted: 'PGPASSWORD=[redacted] psql',
    },
    {
      reason: 'ENV with a space',
      text: 'ENV SECRET_KEY_BASE hunter 2',
      redacted: 'ENV SECRET_KEY_BASE [redacted]',
    },
    {
      reason: 'ENV: builders leave out the quotes',
      text: 'ENV A=1 DB_PASSWORD=hunter 2; "x" B=2',
      redacted: 'ENV A=1 DB_PASSWORD=[redacted] B=2',
    },
    {
      reason: 'ENV of the classic builder',
      text: '/bin/sh -c #(nop)  ENV TOKEN=hunter 2',
      redacted: '/bin/sh -c #(nop)  ENV TOKEN=[redacted]',
    },
    { reason: 'ARG with a value', text: 'ARG NPM_TOKEN=hunter2', redacted: 'ARG NPM_TOKEN=[redacted]' },
    {
      reason: 'a .netrc',
      text: 'echo "machine x login y password hunter2" > .netrc',
      redacted: 'echo "machine x login y password [redacted]" > .netrc',
    },
    {
      reason: 'a connection string with a space',
      text: '"Server=db;Password=hunter 2;Encrypt=true"',
      redacted: '"Server=db;Password=[redacted];Encrypt=true"',
    },
    {
      reason: 'the config of docker',
      text: '{"auths":{"r":{"auth":"bWU6aHVudGVyMg=="}}}',
      redacted: '{"auths":{"r":{"auth":[redacted]}}}',
    },
    {
      reason: 'quotes inside of quotes',
      text: 'PASSWORD="hun\\"ter 2" make',
      redacted: 'PASSWORD=[redacted] make',
    },
    {
      reason: 'a name that stands twice',
      text: "sed 's/password: .*/password: hunter2/' f",
      redacted: "sed 's/password: [redacted]' f",
    },
  ])('is replaced, and the step stays recognisable ($reason)', ({ text, redacted }) => {
    expect(redact(text)).toBe(redacted);
  });
});
