import { describe, expect, test } from 'vitest';
import { redact } from '../../src/domain/redact.ts';

describe('text without a secret', () => {
  test.each([
    { reason: 'nothing', text: '' },
    {
      reason: 'an ordinary step',
      text: 'RUN /bin/sh -c apt-get update && apt-get install -y curl=7.88.1-10 # buildkit',
    },
    { reason: 'a URL without credentials', text: 'ADD https://example.com/a/b.tar.gz?version=1.2#x /opt/' },
    { reason: 'an @ in the path of a URL', text: 'RUN curl https://registry.npmjs.org/@types/node' },
    { reason: 'a mail address', text: 'LABEL maintainer=me@example.com' },
    {
      reason: 'a digest',
      text: 'FROM debian@sha256:7f5b2640fe6fb4f46592dfd3410c4a79dac4f89e4782432e0378abcd12345678',
    },
    { reason: 'a mount of a secret: only its name', text: 'RUN --mount=type=secret,id=npmrc npm ci' },
    { reason: 'a variable that holds a secret', text: 'RUN echo $TOKEN > /dev/null' },
    { reason: 'a public key', text: '-----BEGIN PUBLIC KEY-----' },
    { reason: 'a word that begins like a key', text: 'RUN echo AKIA AKIAsomething npm_ci ghp_short' },
    { reason: 'a pipe', text: 'RUN a |1 b /bin/sh' },
    { reason: 'a file that is named after a secret', text: 'COPY token.txt auth.js /app/' },
    { reason: 'a stage that is named after a secret', text: 'COPY --from=auth /app /app' },
    { reason: 'basic, the word', text: 'RUN echo basic dependencies' },
    { reason: 'a package that is named after a password', text: 'RUN apt-get install password-store' },
    { reason: 'packages that are pinned', text: 'RUN pip install auth0-python==4.7 token-bucket==1.0' },
    { reason: 'a file of secrets', text: 'COPY secrets.md /app/' },
    { reason: 'a file of secrets, in the exec form', text: 'COPY ["secrets.md", "/app/"]' },
    { reason: 'a password that is locked', text: 'RUN passwd -l root' },
    { reason: 'a password that is empty', text: "RUN useradd -p '' me && gpg --passphrase '' x" },
    {
      reason: 'a switch that is named after tokens, and is known to be none',
      text: 'TOKENIZERS_PARALLELISM=false',
    },
    { reason: 'a version', text: 'ENV PASSENGER_VERSION=5.0.1 AUTH_PROXY_VERSION=7' },
    { reason: 'the people who wrote it', text: 'LABEL org.opencontainers.image.authors=me' },
    { reason: 'a public key', text: 'ENV GPG_KEY=0D96DF4D4110E5C43FBFB17F2D347EA6AA65421D' },
    { reason: 'a key server', text: 'gpg --keyserver hkp://keyserver.ubuntu.com:80 --recv-keys ABCD' },
    { reason: 'a checksum', text: `echo "${'ab'.repeat(32)}  f" | sha256sum -c` },
    { reason: 'the working directory', text: 'RUN PWD=/app make' },
    { reason: 'a user and a group', text: 'RUN install -u 1000:1000 x' },
    { reason: 'a user and a password that are variables', text: 'curl -u "$USER:$PASS" x' },
    { reason: 'the user git', text: 'git clone ssh://git@github.com/x' },
    { reason: 'a port before an @', text: 'curl http://host:4873/@types/node' },
    { reason: 'a variable without a value', text: 'ARG NPM_TOKEN' },
    { reason: 'a secret of a build', text: 'docker build --secret id=npm,src=f .' },
    { reason: 'files of mysql', text: "find /etc/mysql/ -name '*.cnf' -print0" },
    { reason: 'folders', text: 'RUN mkdir -p /login /mysql' },
    { reason: 'a short word after bearer', text: 'RUN echo the bearer of news' },
  ])('does not change ($reason)', ({ text }) => {
    expect(redact(text)).toBe(text);
  });
});
