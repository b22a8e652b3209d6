import { formatRegistry } from '../domain/registry.ts';
import type { ImageAnswer } from './image-api.ts';
import { shortDigest } from './image-options.ts';
import { plural } from './plural.ts';

export type BaseAnswer = NonNullable<ImageAnswer['base']>;

/** What an image stands on, and how that is known: the name first. */
export function baseLines(base: BaseAnswer, image: Pick<ImageAnswer, 'accountId' | 'region'>): string[] {
  if (base.evidence === 'unknown') return ['unknown'];
  const isElsewhere = base.repository !== null && formatRegistry(base.repository) !== formatRegistry(image);
  return [
    nameOf(base),
    evidenceOf(base),
    ...(base.repository && isElsewhere ? [`in the registry ${formatRegistry(base.repository)}`] : []),
    ...(base.lambda && base.evidence !== 'lambda' ? [`below it ${lambdaName(base.lambda)}`] : []),
    ...endOf(base),
  ];
}

function nameOf({ evidence, name, digest, lambda }: BaseAnswer): string {
  if (evidence === 'lambda' && lambda) return lambdaName(lambda);
  if (digest === null) return name ?? 'without a name';
  return name === null ? digest : `${name}@${shortDigest(digest)}`;
}

function evidenceOf({ evidence, name, repository, layerCount }: BaseAnswer): string {
  switch (evidence) {
    case 'declared':
      return repository === null || repository.repository === name
        ? 'declared by the image'
        : `declared by the image; its layers are those of ${repository.repository}`;
    case 'layers':
      return `by its layers: they are the lowest ${layerCount ?? ''} of this image`;
    case 'lambda':
      return 'by the config of the image';
    case 'inferred':
      return 'inferred: at least three repositories hold each of these layers';
    case 'unknown':
      return 'unknown';
  }
}

function lambdaName({ runtime, os }: NonNullable<BaseAnswer['lambda']>): string {
  return `an AWS Lambda base image${runtime === null ? '' : ` for ${runtime}`}${os === null ? '' : ` on ${os}`}`;
}

/** Where it ends, unless the evidence says that already. */
function endOf({ evidence, boundary, layerCount }: BaseAnswer): string[] {
  if (boundary === null || layerCount === null) return ['where it ends is not known'];
  const layers = plural(layerCount, 'layer');
  if (boundary === 'history') return [`${layers}: the base is what has no history`];
  if (boundary === 'inferred' && evidence !== 'inferred')
    return [`${layers}, inferred: at least three repositories hold each of them`];
  return [];
}
