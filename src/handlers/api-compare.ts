import * as z from 'zod/mini';
import { CHANGE_KINDS, type ChangeKind } from '../domain/layer-steps.ts';
import { Base } from './api-bases.ts';
import * as field from './api-fields.ts';

const { described } = field;

const bytesBefore = field.bytes('What it weighs in `from`; layers that are counted elsewhere left out.');
const bytesAfter = field.bytes('What it weighs in `to`; layers that are counted elsewhere left out.');

const kind = described(
  z.enum(CHANGE_KINDS),
  '`kept`: the same layer in the same order; `moved`: the same layer in another order; `recompressed`: the same content (diff ID), another digest; `rebuilt`: the same instruction, another digest, or all that two bases do not share, as one step; `added`, `removed`: in one of the images only.',
);

const stepInstruction = described(
  z.nullable(z.string()),
  'Dockerfile step, redacted and shortened: that of `to` where it has one. `FROM` and its name for the layers of a base; null where it is not known.',
);

function bytesOrNull(description: string) {
  return described(
    z.nullable(z.int().check(z.minimum(0))),
    `${description}; null where it is not known where the base ends. Compressed bytes.`,
  );
}

const ComparedImage = described(
  z.strictObject({
    accountId: field.accountId,
    region: field.region,
    repository: field.repository,
    digest: field.digest('Digest of the manifest.'),
    tags: described(z.array(described(z.string(), 'One tag.')), 'The tags it has now, sorted.'),
    series: described(z.nullable(z.string()), 'Tag family; null where it never had a tag.'),
    platform: field.platform,
    pushedAt: field.time('The first push.'),
    sizeBytes: field.bytes('Sum over its distinct layers.'),
    layerCount: field.count('Layers in its manifest.'),
    baseBytes: bytesOrNull('What the layers of its base weigh'),
    ownBytes: bytesOrNull('What its own layers weigh'),
    base: described(z.nullable(Base), 'What it stands on.'),
    deletedAt: described(
      z.nullable(z.iso.datetime()),
      'When it was deleted. RFC 3339, UTC; null while it lives.',
    ),
  }),
  'One of the two images, in a repository that has it, or had it: `from` in that of `to`, if it is there.',
  'ComparedImage',
);

const ComparedLayer = described(
  z.strictObject({
    position: field.count('From 1, base first.'),
    digest: field.digest('Digest of the compressed layer.'),
    diffId: field.diffId,
    sizeBytes: field.bytes('Size.'),
    instruction: field.instruction,
    origin: field.origin,
  }),
  'A layer of one of the images.',
  'ComparedLayer',
);

function layersOf(side: string) {
  return described(
    z.array(ComparedLayer),
    `Its layers in \`${side}\`, base first; at most one, but for a rebuilt base.`,
  );
}

const ComparedStep = described(
  z.strictObject({
    kind,
    origin: field.origin,
    instruction: stepInstruction,
    bytesBefore,
    bytesAfter,
    from: layersOf('from'),
    to: layersOf('to'),
  }),
  'What became of a layer, or of the base as a whole. A digest that stands twice in an image is counted in one step only.',
  'ComparedStep',
);

const KindTotals = described(
  z.strictObject({
    layersBefore: field.count('Layers in `from`.'),
    layersAfter: field.count('Layers in `to`.'),
    bytesBefore,
    bytesAfter,
  }),
  'What the steps of one kind add up to.',
  'KindTotals',
);

const FirstChange = described(
  z.strictObject({
    position: field.count(
      'The lowest position, from 1, at which the digests differ; one above the layers of `to` where it only lost layers on top.',
    ),
    kind,
    instruction: stepInstruction,
    pushedAgainBytes: field.bytes(
      'All that is rebuilt or recompressed in `to`: the same steps, and yet other layers to upload. They stand at the position or above it.',
    ),
    pushedAgainAboveBytes: field.bytes('The same without the first changed step itself.'),
  }),
  'Where the images begin to differ, and what followed from it.',
  'FirstChange',
);

const InstructionChange = described(
  z.strictObject({
    instruction: described(
      z.nullable(z.string()),
      'As in `steps`; null gathers the layers whose instruction is not known, `FROM` all those of the bases, named as that of `to`.',
    ),
    bytesBefore,
    bytesAfter,
  }),
  'What the layers of one instruction weigh.',
  'InstructionChange',
);

export const Comparison = described(
  z.strictObject({
    from: ComparedImage,
    to: ComparedImage,
    newBytes: field.bytes(
      'What the push of `to` uploaded to its repository, the one that is answered: layers that the repository did not hold before, in any image.',
    ),
    firstChange: described(z.nullable(FirstChange), 'Null where the layers are the same.'),
    totals: described(
      z.strictObject(
        Object.fromEntries(CHANGE_KINDS.map((one) => [one, KindTotals])) as Record<
          ChangeKind,
          typeof KindTotals
        >,
      ),
      'By kind. The `bytesBefore` of all add up to the size of `from`, the `bytesAfter` to that of `to`.',
    ),
    instructions: described(
      z.array(InstructionChange),
      'Largest change first; those without a change are last. They add up to both sizes, too.',
    ),
    steps: described(
      z.array(ComparedStep),
      'Every layer of both images, in one step each, in the order of `to`; what is removed stands above what it stood on. Base first.',
    ),
  }),
  'What became of the layers of one image in another: by digests, then by diff IDs, then by instructions, and never by position.',
  'Comparison',
);
