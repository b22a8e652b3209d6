import * as z from 'zod/mini';
import * as field from './api-fields.ts';

const { described } = field;

const IMAGES_MAX = 200;
const REPOSITORIES_MAX = 50;

const PlannedImage = described(
  z.strictObject({
    repository: field.repository,
    digest: field.digest('Digest of the image: of its manifest, as ECR lists it.'),
  }),
  'An image in its repository. A tag is no image: it may point elsewhere tomorrow.',
  'SimulatedImage',
);

const Deletion = described(
  z.strictObject({
    images: z.optional(
      described(
        z.array(PlannedImage).check(z.maxLength(IMAGES_MAX, `must have at most ${IMAGES_MAX} images`)),
        `At most ${IMAGES_MAX}.`,
      ),
    ),
    repositories: z.optional(described(z.array(field.repository), 'These go with everything in them.')),
  }),
  'What is deleted first.',
  'SimulatedDeletion',
);

const Merge = described(
  z.strictObject({ repositories: described(z.array(field.repository), 'At least two.') }),
  'Repositories that become one.',
  'SimulatedMerge',
);

interface Named {
  readonly delete?: z.infer<typeof Deletion> | undefined;
  readonly merge?: readonly z.infer<typeof Merge>[] | undefined;
}

/** What is wrong with a request whose fields are right, each for itself. */
function* wrongRoles({ delete: { images = [], repositories = [] } = {}, merge = [] }: Named) {
  const merged = merge.flatMap((one) => one.repositories);
  const named = new Set([...images.map(({ repository }) => repository), ...repositories, ...merged]);
  if (named.size === 0) yield wrong([], 'must name something to delete or to merge');
  if (named.size > REPOSITORIES_MAX)
    yield wrong([], `must name at most ${REPOSITORIES_MAX} repositories in all`);
  const taken = new Map(repositories.map((repository) => [repository, 'is deleted']));
  for (const [position, one] of merge.entries()) {
    const path = ['merge', position, 'repositories'];
    const distinct = new Set(one.repositories);
    if (distinct.size < 2) yield wrong(path, 'must name at least two repositories');
    for (const repository of distinct) {
      const role = taken.get(repository);
      if (role) yield wrong(path, `must not name ${repository}, which ${role} already`);
      taken.set(repository, 'is merged');
    }
  }
}

function wrong(path: (string | number)[], message: string) {
  return [path, message] as const;
}

/** What is to be thought through; at least one thing is named, and a repository in one role only. */
export const SimulationRequest = described(
  z
    .strictObject({
      accountId: z.optional(field.accountId),
      region: z.optional(field.region),
      delete: z.optional(Deletion),
      merge: z.optional(described(z.array(Merge), 'What is merged then, each of these for itself.')),
    })
    .check(
      z.superRefine((asked, { addIssue }) => {
        for (const [path, message] of wrongRoles(asked)) addIssue({ code: 'custom', path, message });
      }),
    ),
  `Images and repositories to delete, and repositories to merge then: at most ${REPOSITORIES_MAX} repositories in all. The registry has to be named where there are several.`,
  'SimulationRequest',
);

const SimulatedLayer = described(
  z.strictObject({
    digest: field.digest('Digest of the compressed layer.'),
    instruction: field.instruction,
    sizeBytes: field.bytes('Size of one copy.'),
    copies: field.count('Copies that go: each repository that holds a layer has one.'),
    freedBytes: field.bytes('sizeBytes × copies.'),
    repositories: described(
      z.array(field.repository),
      'Those whose copies go, or become one by merging, by name.',
    ),
  }),
  'A layer of which copies are freed.',
  'SimulatedLayer',
);

export const Simulation = described(
  z.strictObject({
    accountId: field.accountId,
    region: field.region,
    asOf: field.time('When the question was answered.'),
    freedBytes: field.bytes(
      'What goes: each copy of a layer counted once, and only where no image that stays in its repository has it. Manifests and configs, some kB each, are not counted.',
    ),
    freedLowerBytes: field.bytes('What goes for certain, whichever of the copies are mounted ones.'),
    bound: described(
      z.enum(['exact', 'upper']),
      '`upper`: freedBytes is the most that can go, and freedLowerBytes the least, because nothing tells which copies are mounted; `exact` where the two are the same.',
    ),
    monthlyCostUsd: field.usd('What freedBytes cost.'),
    complete: described(z.boolean(), 'False while not everything that the registry holds has been seen.'),
    storedBytesBefore: field.bytes('What the repositories that are named store.'),
    storedBytesAfter: field.bytes('What they store then.'),
    keptBytes: field.bytes(
      'Layers of the deleted images that stay, because another image of the same repository has them.',
    ),
    layerCount: field.count('Layers of which copies are freed.'),
    layers: described(z.array(SimulatedLayer), 'The first twenty of them, most bytes first.'),
    notes: described(z.array(z.string()), 'What else there is to know, for a person to read.'),
  }),
  'What deleting and merging would really free.',
  'Simulation',
);
