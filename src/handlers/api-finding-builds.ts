import * as z from 'zod/mini';
import { BUILD_TOOLS, LEFTOVER_KINDS } from '../domain/leftover.ts';
import * as field from './api-fields.ts';
import * as finding from './api-finding-fields.ts';

const { described } = field;

const LeftoverLayer = described(
  z.strictObject({
    digest: field.digest('Digest of the compressed layer.'),
    sizeBytes: field.bytes('Size.'),
    instruction: described(z.string(), 'Dockerfile step that made the layer, redacted and shortened.'),
    leaves: described(
      z.array(
        z.strictObject({
          kind: described(z.enum(LEFTOVER_KINDS), 'What it is.'),
          tool: described(z.enum(BUILD_TOOLS), 'What left it.'),
          what: described(z.string(), 'Packages, a cache, or a command; short.'),
        }),
      ),
      'What the step leaves in the layer; empty where it is only known that a later layer removes what this one adds.',
    ),
    removedBy: z.exactOptional(
      described(
        z.string(),
        'The step of the later layer that removes it: its bytes stay where they are. Absent where there is none.',
      ),
    ),
  }),
  'A layer that holds what only the build needed.',
  'LeftoverLayer',
);

export const BuildLeftoversFinding = described(
  z.strictObject({
    kind: finding.kind('build-leftovers'),
    strategy: finding.strategy,
    severity: finding.severity,
    ...finding.SERIES_IMAGE,
    layers: described(z.array(LeftoverLayer), 'These layers, largest first; at most five.'),
    layerCount: field.count('How many there are.'),
    ...finding.costAtMost('All of them: how much of a layer is left over cannot be told from outside.'),
    remedy: finding.remedy,
  }),
  'An image with layers that hold what only its build needed.',
  'BuildLeftoversFinding',
);

const OrderStep = described(
  z.strictObject({
    instruction: described(z.string(), 'Dockerfile step, redacted and shortened.'),
    sizeBytes: field.bytes('Its newest layer; 0 where that stands below already.'),
    changes: field.count('Pushes that changed it.'),
    trials: field.count('Pushes that tell whether it changed.'),
    rate: described(
      z.number().check(z.minimum(0), z.maximum(1)),
      'Estimate of how often a push changes it, from 0 to 1, to two decimals.',
    ),
    position: field.count('From 1, above the base, steps without a layer left out.'),
    bestPosition: field.count('Its position in the best order.'),
  }),
  'A step that makes a layer.',
  'OrderStep',
);

export const LayerOrderFinding = described(
  z.strictObject({
    kind: finding.kind('layer-order'),
    strategy: finding.strategy,
    severity: finding.severity,
    ...finding.SERIES_IMAGE,
    pushes: field.count('Pushes that were compared with the one before them, on the same base.'),
    measuredBytesPerPush: field.bytes('Mean of what these brought, of the layers above the base.'),
    bytesPerPush: field.bytes('What a push is expected to bring in the present order.'),
    bestBytesPerPush: field.bytes('The same in the best order.'),
    savedBytesPerPush: field.bytes('bytesPerPush − bestBytesPerPush.'),
    savedPercent: described(
      z.number().check(z.minimum(0)),
      'savedBytesPerPush in percent of bytesPerPush, to one decimal.',
    ),
    steps: described(z.array(OrderStep), 'In the best order, lowest first; the first thirty.'),
    ...finding.costAtMost(
      'The same as savedBytesPerPush.',
      'What the bytes that the pushes of the last 30 days brought for nothing cost while they are kept.',
    ),
    remedy: finding.remedy,
  }),
  'A series that pushes large layers again and again because of what stands below them.',
  'LayerOrderFinding',
);
