import * as z from 'zod/mini';
import { ALERT_STATES } from '../domain/alert.ts';
import { FINDING_KINDS } from '../domain/findings/finding.ts';
import { accountId, described, digest, region, repository } from './api-fields.ts';
import { SEVERITIES } from './api-finding-fields.ts';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 200;
const LIMIT_RULE = `must be a whole number from 1 to ${LIMIT_MAX}`;
const TIME_RULE = 'must be an RFC 3339 time such as 2026-11-23T00:00:00Z';

const limit = described(
  z._default(
    z.pipe(
      z.string().check(z.regex(/^\d{1,9}$/, LIMIT_RULE)),
      z.pipe(
        z.coerce.number<string>(),
        z.int().check(z.minimum(1, LIMIT_RULE), z.maximum(LIMIT_MAX, LIMIT_RULE)),
      ),
    ),
    LIMIT_DEFAULT,
  ),
  'Items on a page.',
);

const cursor = described(
  z.optional(z.string().check(z.regex(/^.{1,4096}$/, 'must be the cursor of the page before'))),
  'The `cursor` of the page before; absent for the first page.',
);

function time(description: string) {
  return described(
    z.optional(z.iso.datetime({ offset: true, error: TIME_RULE })),
    `${description} RFC 3339; write the + of an offset as %2B.`,
  );
}

function oneOf<const V extends readonly [string, ...string[]]>(values: V, description: string) {
  return described(z.optional(z.enum(values, `must be one of ${values.join(', ')}`)), description);
}

const REGISTRY = { accountId: z.optional(accountId), region: z.optional(region) };
const PAGE = { limit, cursor };

// One set of parameters per route, those of the path included. Strict: a misspelt filter must not answer everything.
export const NoParameters = z.strictObject({});

export const SummaryParameters = z.strictObject(REGISTRY);

export const RepositoriesParameters = z.strictObject({
  ...REGISTRY,
  repository: z.optional(repository),
  ...PAGE,
});

export const ImagesParameters = z.strictObject({
  repository,
  ...REGISTRY,
  from: time('The earliest `pushedAt` wanted.'),
  to: time('The first `pushedAt` not wanted any more.'),
  ...PAGE,
});

export const ImageParameters = z.strictObject({
  digest: digest('Digest of the image: of its manifest, as ECR lists it.'),
  ...REGISTRY,
  repository: z.optional(repository),
});

export const CompareParameters = z.strictObject({
  from: digest('Digest of the image that is compared with: the earlier one, as a rule.'),
  to: digest('Digest of the image that is compared.'),
  accountId: z.optional(accountId),
  region: z.optional(region),
  repository: z.optional(repository),
});

export const LayerParameters = z.strictObject({
  digest: digest('Digest of the compressed layer, as in the manifest.'),
  ...REGISTRY,
  ...PAGE,
});

export const ConsolidationsParameters = z.strictObject({
  ...REGISTRY,
  repository: z.optional(repository),
  ...PAGE,
});

export const DuplicatesParameters = z.strictObject({ ...REGISTRY, ...PAGE });

export const AlertsParameters = z.strictObject({
  ...REGISTRY,
  repository: z.optional(repository),
  owner: described(
    z.optional(z.string().check(z.regex(/^\S{1,100}$/, 'must be one owner, as in the tag layerwatch:owner'))),
    'Only alerts about repositories that this owner looks after.',
  ),
  kind: oneOf(FINDING_KINDS, 'Only alerts of this kind.'),
  severity: oneOf(SEVERITIES, 'Only alerts of this severity.'),
  state: oneOf(
    [...ALERT_STATES, 'active'],
    'Only alerts in this state; `active` stands for `open` and `grew`.',
  ),
  ...PAGE,
});

export const AlertParameters = z.strictObject({
  id: described(
    z.string().check(z.regex(/^[0-9a-f]{20}$/, 'must be the id of an alert: 20 hex digits in small letters')),
    'Id of the alert.',
  ),
});
