import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidEventError } from '../../src/domain/errors.ts';
import { parseImageAction } from '../../src/handlers/ecr-event.ts';
import { fakeDigest, REPOSITORY } from '../support/builders.ts';
import { pushEvent } from '../support/image-events.ts';

const IMAGE = { ...REPOSITORY, digest: fakeDigest('image') };

describe('an event of ECR', () => {
  it('names the image, its tag and its time; the registry is that of the envelope', () => {
    const event = pushEvent(IMAGE, { 'image-tag': 'v1.4.2' }, { time: '2026-11-16T01:54:34Z' });

    const action = parseImageAction(JSON.stringify(event));

    expect(action).toEqual({
      action: 'push',
      image: IMAGE,
      push: { tag: 'v1.4.2', at: '2026-11-16T01:54:34.000Z' },
    });
  });

  it.each([
    ['an empty string, as ECR writes it', ''],
    ['nothing at all', undefined],
  ])('is a push by digest where the tag is %s', (_reason, tag) => {
    const event = pushEvent(IMAGE, { 'image-tag': tag });

    const action = parseImageAction(JSON.stringify(event));

    expect(action).toMatchObject({ action: 'push', push: { tag: null } });
  });

  it.each([
    [
      'a failed push stored nothing and has an empty digest',
      pushEvent(IMAGE, { result: 'FAILURE', 'image-digest': '' }),
      'PUSH_FAILED',
    ],
    ['a deletion', pushEvent(IMAGE, { 'action-type': 'DELETE' }), 'ACTION_IGNORED'],
    [
      'an image that is archived',
      pushEvent(IMAGE, { 'action-type': 'UPDATE_STORAGE_CLASS' }),
      'ACTION_IGNORED',
    ],
    ['a scan', { ...pushEvent(IMAGE), 'detail-type': 'ECR Image Scan' }, 'NOT_AN_IMAGE_ACTION'],
    ['another service', { ...pushEvent(IMAGE), source: 'aws.s3' }, 'NOT_AN_IMAGE_ACTION'],
  ])('is ignored with a reason where it is %s', (_what, event, reason) => {
    const action = parseImageAction(JSON.stringify(event));

    expect(action).toEqual({ action: 'ignore', reason });
  });

  it.each([
    ['not JSON', '{"version": ', /not JSON/],
    ['an array', '[]', /document/],
    ['null', 'null', /document/],
    ['without detail', JSON.stringify({ ...pushEvent(IMAGE), detail: undefined }), /detail/],
    ['without a result', JSON.stringify(pushEvent(IMAGE, { result: undefined })), /result/],
    [
      'a success with an empty digest: nobody could say of what',
      JSON.stringify(pushEvent(IMAGE, { 'image-digest': '' })),
      /image-digest/,
    ],
    [
      'a digest of 60 digits, as the sample on the page of AWS has it',
      JSON.stringify(pushEvent(IMAGE, { 'image-digest': `sha256:${'a'.repeat(60)}` })),
      /image-digest/,
    ],
    ['a digest that is a number', JSON.stringify(pushEvent(IMAGE, { 'image-digest': 7 })), /image-digest/],
    [
      'a repository name with a key delimiter in it',
      JSON.stringify(pushEvent(IMAGE, { 'repository-name': 'a#b' })),
      /repository-name/,
    ],
    ['a tag that ECR would refuse', JSON.stringify(pushEvent(IMAGE, { 'image-tag': 'a tag' })), /image-tag/],
    ['an account that is none', JSON.stringify(pushEvent(IMAGE, {}, { account: '12345' })), /account/],
    ['a region that is none', JSON.stringify(pushEvent(IMAGE, {}, { region: 'eu west' })), /region/],
    ['a day that does not exist', JSON.stringify(pushEvent(IMAGE, {}, { time: '2026-13-45' })), /time/],
  ])('is refused, naming what is wrong, where it is %s', (_what, body, message) => {
    expect(() => parseImageAction(body)).toThrow(InvalidEventError);
    expect(() => parseImageAction(body)).toThrow(message);
  });

  it('is never quoted in the error: it may hold anything', () => {
    const event = pushEvent(IMAGE, { 'image-digest': 'a-secret' });

    expect(() => parseImageAction(JSON.stringify(event))).not.toThrow(/a-secret/);
  });
});

describe('the sample events', () => {
  const bodies = readdirSync('events')
    .filter((name) => /^(image-|index-|push-)/.test(name) && name !== 'image-action-batch.json')
    .map((name) => [name, readFileSync(`events/${name}`, 'utf8')] as const);

  it.each(bodies)('%s is parsed, or ignored for its stated reason', (name, body) => {
    const action = parseImageAction(body);

    const reason = action.action === 'ignore' ? action.reason : 'recorded';
    expect({ [name]: reason }).toEqual({ [name]: EXPECTED[name] });
  });
});

const EXPECTED: Readonly<Record<string, string>> = {
  'image-pushed.json': 'recorded',
  'image-pushed-untagged.json': 'recorded',
  'index-pushed.json': 'recorded',
  'image-deleted.json': 'ACTION_IGNORED',
  'image-archived.json': 'ACTION_IGNORED',
  'push-failed.json': 'PUSH_FAILED',
};
