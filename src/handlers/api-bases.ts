import * as z from 'zod/mini';
import type * as domain from '../domain/base.ts';
import * as field from './api-fields.ts';

const { described } = field;

export const BaseRepository = described(
  z.strictObject({ accountId: field.accountId, region: field.region, repository: field.repository }),
  'A repository that has the base, or had it.',
  'BaseRepository',
);

export const Base = described(
  z.strictObject({
    evidence: described(
      z.enum(['declared', 'layers', 'lambda', 'inferred', 'unknown']),
      'How it is known: the image says so (`org.opencontainers.image.base.*`); its lowest layers are all those of an image in another repository; its config is that of a child of an AWS Lambda base image; each of its lowest layers is held by three repositories or more; not at all.',
    ),
    name: described(
      z.nullable(z.string()),
      'As declared, or the repository of the image that was found; of an inferred base its first instruction.',
    ),
    digest: described(z.nullable(field.digest('Digest.')), 'Digest of its manifest, where it is known.'),
    repository: described(z.nullable(BaseRepository), 'Where the organisation has it, or had it.'),
    provided: described(z.nullable(z.enum(['aws'])), 'Who provides the image at the bottom of it all.'),
    lambda: described(
      z.nullable(
        z.strictObject({
          runtime: described(z.nullable(z.string()), 'Such as `dotnet8`, where the config tells.'),
          os: described(z.nullable(z.string()), 'Such as `al2023`, where it can be known.'),
        }),
      ),
      'Of an AWS Lambda base image.',
    ),
    chainId: described(
      z.nullable(field.digest('Digest.')),
      'Chain ID of its layers (OCI image configuration); of layers without diff IDs, by their digests.',
    ),
    layerCount: described(
      z.nullable(z.int().check(z.minimum(1))),
      'So many of the lowest layers are its; null where it is not known where it ends.',
    ),
    sizeBytes: described(z.nullable(z.int().check(z.minimum(0))), 'Bytes of those layers. Compressed bytes.'),
    boundary: described(
      z.nullable(z.enum(['layers', 'inferred', 'history'])),
      'How it is known where it ends: by the layers of another image, by who holds them, or because exactly its layers are without history.',
    ),
  }),
  'What an image stands on, as far as it is known.',
  'Base',
);

export function toBase({ isBare: _isBare, ...told }: domain.Base): z.infer<typeof Base> {
  return told;
}
