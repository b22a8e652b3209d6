import { expect, test } from 'vitest';
import { isBlobUrl } from '../../src/adapters/blob-url.ts';

test.each([
  ['https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com/a?b=c', 'where ECR keeps blobs'],
  ['https://bucket.s3.cn-north-1.amazonaws.com.cn/a', 'China'],
  ['https://amazonaws.com/a', 'the domain itself'],
  ['https://BUCKET.S3.AMAZONAWS.COM/a', 'host names have no case'],
  ['https://bucket.s3.amazonaws.com:443/a', "https's own port"],
  ['http://127.0.0.1:5001/a', 'the allowed origin'],
])('takes %s (%s)', (url) => {
  expect(isBlobUrl(new URL(url), 'http://127.0.0.1:5001/')).toBe(true);
});

test.each([
  ['https://amazonaws.com.evil.org/a', 'the domain as a prefix'],
  ['https://evilamazonaws.com/a', 'the domain without its dot'],
  ['https://bucket.s3.amazonaws.com.cn.evil.org/a', 'the Chinese domain as a prefix'],
  ['https://bucket.s3.amazonaws.com.evil/a', 'another top-level domain'],
  ['https://bucket.s3.amazonaws.com./a', 'a host with a trailing dot is another name'],
  ['https://evil.org/amazonaws.com', 'the domain in the path'],
  ['https://evil.org\\@s3.amazonaws.com/a', 'a backslash ends the host'],
  ['https://s3.amazonaws.com@evil.org/a', 'the domain as a user'],
  ['https://user@s3.amazonaws.com/a', 'a user'],
  ['https://:password@s3.amazonaws.com/a', 'a password'],
  ['http://user@127.0.0.1:5001/a', 'a user at the allowed origin'],
  ['http://s3.amazonaws.com/a', 'not encrypted'],
  ['ftp://s3.amazonaws.com/a', 'another protocol'],
  ['https://s3.amazonaws.com:8443/a', 'another port'],
  ['https://s3.amazonaws.com:80/a', "http's port"],
  ['https://169.254.169.254/latest/meta-data/', 'an address'],
  ['https://[::1]/a', 'an IPv6 address'],
  ['https://2130706433/a', 'an address as one number'],
  ['http://169.254.169.254/latest/meta-data/', 'an address, not encrypted'],
  ['http://127.0.0.1:5002/a', 'another port than the allowed origin'],
  ['https://127.0.0.1:5001/a', 'another protocol than the allowed origin'],
  ['http://localhost:5001/a', 'another name of the allowed origin'],
  ['file:///etc/passwd', 'a file'],
  ['data:application/json,{}', 'no host at all'],
])('refuses %s (%s)', (url) => {
  expect(isBlobUrl(new URL(url), 'http://127.0.0.1:5001')).toBe(false);
});

test.each<[string, string | null, string]>([
  ['http://127.0.0.1:5001/a', null, 'nothing is allowed besides AWS'],
  ['file:///etc/passwd', 'file:///', 'origins that are none are all alike'],
  ['file:///etc/passwd', 'not a URL', 'an allowed origin that cannot be read'],
])('refuses %s where the allowed origin is %s (%s)', (url, allowedOrigin) => {
  expect(isBlobUrl(new URL(url), allowedOrigin)).toBe(false);
});
