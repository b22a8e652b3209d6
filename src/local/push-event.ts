import { randomUUID } from 'node:crypto';
import type { RegistryId } from '../domain/registry.ts';

/** The account and region that everything on this machine belongs to. */
export const LOCAL_REGISTRY: RegistryId = { accountId: '123456789012', region: 'eu-west-1' };

/** One push, as a registry tells of it. */
export interface PushedManifest {
  readonly repository: string;
  readonly digest: string;
  /** Null for a push by digest, such as a child of an index. */
  readonly tag: string | null;
  /** RFC 3339. */
  readonly at: string;
}

/** One thing that happens to an image: a push, or a deletion of the image or, where a tag is given, of that tag. */
export interface ImageChange extends PushedManifest {
  readonly action: 'PUSH' | 'DELETE';
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html */
export interface ImageActionEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': 'ECR Image Action';
  readonly source: 'aws.ecr';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: {
    readonly result: 'SUCCESS';
    readonly 'repository-name': string;
    readonly 'image-digest': string;
    readonly 'action-type': ImageChange['action'];
    readonly 'image-tag': string;
  };
}

/** The EventBridge event ECR sends for a push. */
export function pushEvent(push: PushedManifest): ImageActionEvent {
  return imageEvent({ ...push, action: 'PUSH' });
}

/** The EventBridge event ECR sends for a push or a deletion; one without a tag has the empty tag. */
export function imageEvent({ action, repository, digest, tag, at }: ImageChange): ImageActionEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'ECR Image Action',
    source: 'aws.ecr',
    account: LOCAL_REGISTRY.accountId,
    time: at,
    region: LOCAL_REGISTRY.region,
    resources: [],
    detail: {
      result: 'SUCCESS',
      'repository-name': repository,
      'image-digest': digest,
      'action-type': action,
      'image-tag': tag ?? '',
    },
  };
}
