import * as z from 'zod/mini';
import { REMEDY_STEPS } from '../domain/remedy-ladder.ts';
import * as field from './api-fields.ts';
import * as finding from './api-finding-fields.ts';

const { described } = field;

/** A step of the ladder from the cheapest remedy to the one that costs isolation. */
const RemedyStep = described(
  z.strictObject({
    step: described(
      z.enum(REMEDY_STEPS),
      'Turn on blob mounting; align encryption; an internal base image repository; merge repositories.',
    ),
    savedBytes: field.bytes('What it saves on top of the steps before it.'),
    monthlyCostUsd: field.usd('What savedBytes cost.'),
    bound: described(
      z.enum(['exact', 'upper']),
      '`upper`: savedBytes is the most that it saves, because it depends on how clients push from then on.',
    ),
    isDone: described(z.boolean(), 'It is so already: what the step can save may be saved.'),
    blockedBy: described(
      z.array(described(z.string(), 'One reason.')),
      'In words: what is in its way in this registry, or is not known.',
    ),
    advice: described(z.string(), 'What to do, or to type.'),
  }),
  'One step of the remedy, from the cheapest one to the one that costs isolation.',
  'RemedyStep',
);

/** A layer that repositories of a group have in common. */
const GroupLayer = described(
  z.strictObject({
    digest: field.digest('Digest of the compressed layer.'),
    sizeBytes: field.bytes('Size of one copy.'),
    repositoryCount: field.count('Repositories of the group that hold it.'),
    instruction: field.instruction,
  }),
  'A layer that repositories of a group have in common.',
  'GroupLayer',
);

export const ConsolidationFinding = described(
  z.strictObject({
    kind: finding.kind('consolidation'),
    strategy: finding.strategy,
    severity: finding.severity,
    ...finding.REGISTRY,
    groupId: described(z.string(), 'Names the group within its registry, while members come and go.'),
    isBase: described(
      z.boolean(),
      'They have a base in common that most repositories of the registry hold: share that, do not merge them.',
    ),
    repositories: described(z.array(field.repository), 'The first ten of them by name.'),
    repositoryCount: field.count('How many there are.'),
    owners: described(
      z.array(described(z.string(), 'One owner.')),
      'Who looks after all of them, by name (tag `layerwatch:owner`); at most fifty.',
    ),
    sharedLayers: described(
      z.array(GroupLayer),
      'What they have in common, most bytes that it could save first; at most five.',
    ),
    savedBytes: field.bytes('The copies beyond the first of all layers that they have in common.'),
    costBytes: field.bytes('The same as savedBytes.'),
    bound: described(
      z.enum(['exact', 'upper']),
      '`upper`: savedBytes is the most that can be saved, because nothing tells which copies are mounted.',
    ),
    monthlyCostUsd: field.usd('What savedBytes cost.'),
    ladder: described(z.array(RemedyStep), 'The four steps in their order; together they save savedBytes.'),
    remedy: finding.remedy,
  }),
  'Repositories of one registry that belong together by the layers that they share.',
  'ConsolidationFinding',
);
