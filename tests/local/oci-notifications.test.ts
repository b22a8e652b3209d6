import { expect, test } from 'vitest';
import { OCI_MANIFEST } from '../../src/domain/media-type.ts';
import { parseNotifications } from '../../src/local/oci-notifications.ts';
import { fakeDigest } from '../support/builders.ts';

const TARGET = {
  mediaType: OCI_MANIFEST,
  digest: fakeDigest('image'),
  size: 708,
  length: 708,
  repository: 'team/orders',
  url: 'http://localhost:5000/v2/team/orders/manifests/sha256:a',
  tag: '1.0.0',
};

// https://distribution.github.io/distribution/about/notifications/
function notification(...events: object[]): string {
  return JSON.stringify({
    events: events.map((event) => ({ id: 'a', timestamp: '2026-11-20T10:00:00Z', action: 'push', ...event })),
  });
}

test('finds the pushes of manifests', () => {
  const { tag: _tag, ...untagged } = TARGET;

  const told = parseNotifications(notification({ target: TARGET }, { target: untagged }));

  const push = { repository: 'team/orders', digest: TARGET.digest, mediaType: OCI_MANIFEST };
  expect(told).toEqual([
    { ...push, tag: '1.0.0' },
    { ...push, tag: null },
  ]);
});

test.each([
  ['a pull', { action: 'pull', target: TARGET }],
  ['a deletion', { action: 'delete', target: { digest: TARGET.digest, repository: 'team/orders' } }],
  ['a layer', { target: { ...TARGET, mediaType: 'application/octet-stream' } }],
  ['a digest that is none', { target: { ...TARGET, digest: 'sha256:abc' } }],
  ['a name that is none', { target: { ...TARGET, repository: '../orders' } }],
  ['an event without a target', {}],
])('leaves out %s', (_reason, event) => {
  expect(parseNotifications(notification(event))).toEqual([]);
});

test.each(['', 'text', '[]', '{}', '{"events":"a"}', 'null'])('is null for %j', (body) => {
  expect(parseNotifications(body)).toBeNull();
});
