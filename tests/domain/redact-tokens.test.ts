import { describe, expect, test } from 'vitest';
import { redact } from '../../src/domain/redact.ts';

describe('a token, a key or a header', () => {
  test.each([
    {
      reason: 'a shell in another place',
      text: '|1 A=b /usr/bin/bash -ec make',
      redacted: '|1 [build arguments] /usr/bin/bash -ec make',
    },
    {
      reason: 'a build argument that names a shell',
      text: '|1 A=x /bin/sh hunter2 /bin/sh -c make',
      redacted: '|1 [build arguments] /bin/sh -c make',
    },
    {
      reason: 'build arguments on Windows, by full name',
      text: '|1 A=hunter2 cmd.exe /S /C dir',
      redacted: '|1 [build arguments] cmd.exe /S /C dir',
    },
    {
      reason: 'a password with a slash in a URL',
      text: 'psql postgres://u:hun/ter2@db/x',
      redacted: 'psql postgres://[redacted]@db/x',
    },
    {
      reason: 'an access key and its secret in one file',
      text: 'printf "aws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=hunter2"',
      redacted: 'printf "aws_access_key_id=[redacted]\naws_secret_access_key=[redacted]"',
    },
    {
      reason: 'a secret key that the AWS CLI is told',
      text: 'aws configure set aws_secret_access_key hunter2',
      redacted: 'aws configure set aws_secret_access_key [redacted]',
    },
    {
      reason: 'an AWS session token',
      text: 'export AWS_SESSION_TOKEN=hunter2',
      redacted: 'export AWS_SESSION_TOKEN=[redacted]',
    },
    { reason: 'a GitLab deploy token', text: 'echo gldt-0123456789abcdefghij', redacted: 'echo [redacted]' },
    { reason: 'a Slack app token', text: 'echo xapp-1-A0123456789', redacted: 'echo [redacted]' },
    {
      reason: 'a Slack workflow: its path is the secret',
      text: 'curl https://hooks.slack.com/workflows/T0/A0/1/xx',
      redacted: 'curl https://hooks.slack.com/workflows/[redacted]',
    },
    {
      reason: 'a Discord webhook',
      text: 'curl https://discord.com/api/webhooks/1/xx-yy',
      redacted: 'curl https://discord.com/api/webhooks/[redacted]',
    },
    {
      reason: 'the secret of a Stripe webhook',
      text: 'echo whsec_0123456789abcdefABC',
      redacted: 'echo [redacted]',
    },
    { reason: 'a Google OAuth token', text: 'echo ya29.a0AfH6SMBx0123456789', redacted: 'echo [redacted]' },
    { reason: 'a Vault token', text: 'echo hvs.CAESIJ0123456789abcdef', redacted: 'echo [redacted]' },
    {
      reason: 'a SendGrid key',
      text: 'echo SG.0123456789abcdefghij.0123456789abcdefghij',
      redacted: 'echo [redacted]',
    },
    { reason: 'a Hugging Face token', text: `echo hf_${'aB3'.repeat(11)}`, redacted: 'echo [redacted]' },
    { reason: 'an Azure client secret', text: `echo abc8Q~${'aB3~'.repeat(9)}`, redacted: 'echo [redacted]' },
    {
      reason: 'an Azure SAS',
      text: 'curl https://x.blob.core.windows.net/a?sv=2020&sig=hunter2%3D&se=1',
      redacted: 'curl https://x.blob.core.windows.net/a?sv=2020&sig=[redacted]&se=1',
    },
    {
      reason: 'an Azure connection string',
      text: 'set DefaultEndpointsProtocol=https;AccountName=x;AccountKey=hunter2==;EndpointSuffix=y',
      redacted: 'set DefaultEndpointsProtocol=https;AccountName=x;AccountKey=[redacted];EndpointSuffix=y',
    },
    {
      reason: 'a signed URL of S3',
      text: 'curl "https://b.s3.amazonaws.com/k?X-Amz-Credential=hunter2&X-Amz-Signature=hunter2"',
      redacted: 'curl "https://b.s3.amazonaws.com/k?X-Amz-Credential=[redacted]&X-Amz-Signature=[redacted]"',
    },
    {
      reason: 'a header without a scheme',
      text: 'curl -H "Authorization: token hunter2" x',
      redacted: 'curl -H "Authorization: [redacted]" x',
    },
    {
      reason: 'a bearer that looks like a word',
      text: "curl --header 'Authorization: Bearer hunter' x",
      redacted: "curl --header 'Authorization: Bearer [redacted]' x",
    },
    {
      reason: 'a header without quotes',
      text: 'curl -H Authorization:hunter2 && make',
      redacted: 'curl -H Authorization:[redacted] && make',
    },
    {
      reason: 'a header that is named after a key',
      text: 'curl -H "X-Api-Key: hunter2" x',
      redacted: 'curl -H "X-Api-Key: [redacted]" x',
    },
    {
      reason: 'a header of GitLab',
      text: 'curl -H "PRIVATE-TOKEN: hunter2" x',
      redacted: 'curl -H "PRIVATE-TOKEN: [redacted]" x',
    },
    {
      reason: 'an npm token by its name',
      text: 'echo //registry.npmjs.org/:_authToken=hunter2 > .npmrc',
      redacted: 'echo //registry.npmjs.org/:_authToken=[redacted] > .npmrc',
    },
    {
      reason: 'an npm token that npm is told',
      text: 'npm config set //registry.npmjs.org/:_authToken hunter2',
      redacted: 'npm config set //registry.npmjs.org/:_authToken [redacted]',
    },
    {
      reason: 'a private key in one line',
      text: 'echo "-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----" > k',
      redacted: 'echo "[redacted key]" > k',
    },
    {
      reason: 'a key of OpenSSH',
      text: '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n-----END OPENSSH PRIVATE KEY-----',
      redacted: '[redacted key]',
    },
    {
      reason: 'a key of PGP',
      text: '-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQdG\n-----END PGP PRIVATE KEY BLOCK----- x',
      redacted: '[redacted key] x',
    },
    {
      reason: 'a key of PuTTY',
      text: 'echo PuTTY-User-Key-File-2: ssh-rsa\nPrivate-Lines: 1\nAAAA\nPrivate-MAC: abc x',
      redacted: 'echo [redacted key] x',
    },
    {
      reason: 'a private key in base64',
      text: 'echo LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQo= | base64 -d',
      redacted: 'echo [redacted key] | base64 -d',
    },
  ])('is replaced, and the step stays recognisable ($reason)', ({ text, redacted }) => {
    expect(redact(text)).toBe(redacted);
  });
});
