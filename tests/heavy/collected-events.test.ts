import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ServiceError } from '../../src/domain/errors.ts';
import { parseImageAction } from '../../src/handlers/ecr-event.ts';
import { describeWith } from './suite.ts';

describeWith('events that others have published', ['LAYERWATCH_DATA'], (path) => {
  test('are what they are said to be, and none is taken for another', () => {
    const folder = join(path('LAYERWATCH_DATA'), 'events');
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

    const parsed = names.map((name) => [name, whatIs(readFileSync(join(folder, name), 'utf8'))]);

    expect(Object.fromEntries(parsed)).toEqual(EXPECTED);
  });
});

function whatIs(body: string): string {
  try {
    const action = parseImageAction(body);
    return action.action === 'ignore' ? action.reason : action.action;
  } catch (error) {
    if (error instanceof ServiceError) return error.code;
    throw error;
  }
}

const EXPECTED: Readonly<Record<string, string>> = {
  'awsdocs__image-action-restore.json': 'doubt',
  'awsdocs__referrer-action-restore.json': 'doubt',
  'soci-index-builder__push.json': 'push',
  'textindex__push-2019-ubuntu.json': 'push',
  'textindex__push-2022-snutt.json': 'push',
  'textindex__push-node-2023-with-media-types.json': 'push',
  'textindex__push-FAILURE-empty-digest.json': 'ACTION_FAILED',
  'awsdocs__image-scan-basic.json': 'NOT_AN_IMAGE_ACTION',
  'awsdocs__replication-failed.json': 'NOT_AN_IMAGE_ACTION',
  'awsdocs__replication-success.json': 'NOT_AN_IMAGE_ACTION',
  'awsdocs__scan-resource-change.json': 'NOT_AN_IMAGE_ACTION',
  // Digests of 60 digits, as AWS's own page has them.
  'awsdocs__image-action-push.json': 'EVENT_INVALID',
  'awsdocs__image-action-delete.json': 'EVENT_INVALID',
  // A repository called SERVICE: somebody's template.
  'textindex__push-docker-media-types-2023.json': 'EVENT_INVALID',
  // Not JSON.
  'awsdocs__pull-through-cache.INVALID.json': 'EVENT_INVALID',
  // Records of CloudTrail, not the events that EventBridge makes of them.
  'awsdocs__cloudtrail-lifecycle-expire.json': 'EVENT_INVALID',
  'awsdocs__cloudtrail-list-referrers.json': 'EVENT_INVALID',
  'awsdocs__cloudtrail-put-image.json': 'EVENT_INVALID',
  'awsdocs__cloudtrail-update-storage-class.json': 'EVENT_INVALID',
};
