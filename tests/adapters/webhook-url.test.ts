import { expect, test } from 'vitest';
import { isWebhookUrl } from '../../src/adapters/webhook-url.ts';

test.each([
  ['https://hooks.slack.com/services/T0/B0/x', 'a webhook'],
  ['https://HOOKS.slack.com:443/services/T0/B0/x', 'the same'],
  ['https://hooks.slack-gov.com/services/T0/B0/x', 'a webhook of GovSlack'],
])('%s is posted to: %s', (url) => {
  expect(isWebhookUrl(new URL(url), null)).toBe(true);
});

test.each([
  ['http://hooks.slack.com/services/T0/B0/x', 'not encrypted'],
  ['https://hooks.slack.com:8443/services/T0/B0/x', 'another port'],
  ['https://slack.com/services/T0/B0/x', 'another host'],
  ['https://hooks.slack.com.evil.example/services', 'another domain'],
  ['https://evil.example/hooks.slack.com', 'another host with a path like it'],
  ['https://hooks.slack.com@evil.example/services', 'a user of another host'],
  ['https://user:word@hooks.slack.com/services', 'a password'],
  ['https://169.254.169.254/latest/meta-data', 'an address'],
  ['http://127.0.0.1:4000/services', 'this machine'],
  ['file:///etc/passwd', 'a file'],
])('%s is not posted to: %s', (url) => {
  expect(isWebhookUrl(new URL(url), null)).toBe(false);
});

test.each([
  ['http://127.0.0.1:4000/services', 'http://127.0.0.1:4000', true, 'the origin itself'],
  ['https://hooks.slack.com/services', 'http://127.0.0.1:4000', true, 'Slack besides'],
  ['http://127.0.0.1:4001/services', 'http://127.0.0.1:4000', false, 'another port'],
  ['http://evil.example:80/services', 'http://evil.example', false, 'an origin that is not on this machine'],
  ['http://127.0.0.1.evil.example/x', 'http://127.0.0.1.evil.example', false, 'an origin that looks like it'],
])('%s where %s is allowed: %s (%s)', (url, allowedOrigin, isAllowed) => {
  expect(isWebhookUrl(new URL(url), allowedOrigin)).toBe(isAllowed);
});
