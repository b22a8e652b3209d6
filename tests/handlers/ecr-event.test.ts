import { describe, expect, it } from 'vitest';
import { InvalidEventError } from '../../src/domain/errors.ts';
import { parseImageAction } from '../../src/handlers/ecr-event.ts';
import { fakeDigest, REPOSITORY } from '../support/builders.ts';
import { deleteEvent, pushEvent, storageClassEvent } from '../support/image-events.ts';

const IMAGE = { ...REPOSITORY, digest: fakeDigest('image') };
const DELETION = { 'action-type': 'DELETE' };
const ARCHIVAL = { 'action-type': 'UPDATE_STORAGE_CLASS' };
const REFERRER = { 'detail-type': 'ECR Referrer Action' };

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
    ['a deletion by digest', deleteEvent(IMAGE), []],
    ['a deletion that says nothing of tags', pushEvent(IMAGE, { ...DELETION, 'image-tag': undefined }), []],
    [
      'a deletion by tag, which may have left the image where it is',
      deleteEvent(IMAGE, 'v1.4.2'),
      ['v1.4.2'],
    ],
    ['an image that is archived', storageClassEvent(IMAGE, 'ARCHIVE'), []],
    ['an image that is restored', storageClassEvent(IMAGE, 'STANDARD'), []],
    [
      'an archived image with a tag, which stays on it',
      pushEvent(IMAGE, { ...ARCHIVAL, 'image-tag': 'v1.4.2' }),
      [],
    ],
    ['a storage class of tomorrow', pushEvent(IMAGE, { ...ARCHIVAL, 'target-storage-class': 'FROZEN' }), []],
    ['a signature that is archived', { ...storageClassEvent(IMAGE, 'ARCHIVE'), ...REFERRER }, []],
  ])('puts the image in doubt where it is %s', (_what, event, tags) => {
    const action = parseImageAction(JSON.stringify({ ...event, time: '2026-11-17T08:30:00Z' }));

    expect(action).toEqual({
      action: 'doubt',
      image: IMAGE,
      doubt: { tags, at: '2026-11-17T08:30:00.000Z' },
    });
  });

  it('is a push of a reference artifact, too', () => {
    const action = parseImageAction(JSON.stringify({ ...pushEvent(IMAGE), ...REFERRER }));

    expect(action).toMatchObject({ action: 'push', image: IMAGE });
  });

  it.each([
    [
      'a failed push stored nothing and has an empty digest',
      pushEvent(IMAGE, { result: 'FAILURE', 'image-digest': '' }),
      'ACTION_FAILED',
    ],
    ['a failed deletion', pushEvent(IMAGE, { ...DELETION, result: 'FAILURE' }), 'ACTION_FAILED'],
    ['an action of tomorrow', pushEvent(IMAGE, { 'action-type': 'RENAME' }), 'ACTION_IGNORED'],
    ['a scan', { ...pushEvent(IMAGE), 'detail-type': 'ECR Image Scan' }, 'NOT_AN_IMAGE_ACTION'],
    [
      'an image from another registry',
      { ...pushEvent(IMAGE, { 'action-type': 'REPLICATE' }), 'detail-type': 'ECR Replication Action' },
      'NOT_AN_IMAGE_ACTION',
    ],
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
    [
      'a deletion of nothing',
      JSON.stringify(pushEvent(IMAGE, { ...DELETION, 'image-digest': '' })),
      /image-digest/,
    ],
    [
      'an archived image without a digest',
      JSON.stringify(pushEvent(IMAGE, { ...ARCHIVAL, 'image-digest': undefined })),
      /image-digest/,
    ],
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
