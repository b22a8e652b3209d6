/** The family of tags that are nothing but a version: `1.4.2`, `latest`, `sha-3f9c2d1`, `2026-11-23`. */
export const DEFAULT_FAMILY = 'default';

const VERSION_TOKENS: readonly RegExp[] = [
  // 1, 1.4.2, v1.5, 1.4.2.9, 3.7rc1, 1.0b2, 8u151, 17.0.1, 1.x, 20240131T235959Z. No two parts of it can match the same
  // text: a tag of 128 digits and one letter must not take for ever.
  /^v?\d+((?:[._][a-z]?|[a-z])\d+)*([._]?(a|b|c|u|m|p|rc|ga|alpha|beta|build|post|dev|snapshot|final|release)\d*)*(\.x|z)?$/i,
  /^(rc|alpha|beta|pre|preview|m|build|b|r|rev|snapshot|final|release|ga|dev|nightly)\.?\d*(\.\d+)*$/i,
  /^(latest|stable|edge|current|head)$/i,
];
// `git` alone names a variant (`docker:1.11-git`); before a hash it only says what the hash is.
const HASH_LABEL = /^(sha|git|commit)$/i;
const GIT_HASH = /^g?(?=[a-f]*\d)[a-f0-9]{7,64}$/i;
// `alpine3.18`, `jdk17`: a name with its version.
const NAME_WITH_VERSION = /^([a-z]{2,})v?\d+(\.\d+)*$/i;

/**
 * The tag without its version part: `orders-1.4.2` and `orders-1.5.0` → `orders`; `3.12-slim` → `slim`.
 * Tags of one family replace each other; tags of two families are two things that share a repository.
 */
export function tagFamily(tag: string): string {
  const words = tag
    .split(/[-_+]+/)
    .filter((token, position, all) => token && !isVersion(token) && !isHashLabel(token, all[position + 1]))
    .map((token) => (NAME_WITH_VERSION.exec(token)?.[1] ?? token).toLowerCase());
  return words.join('-') || DEFAULT_FAMILY;
}

function isHashLabel(token: string, next: string | undefined): boolean {
  return HASH_LABEL.test(token) && next !== undefined && GIT_HASH.test(next);
}

function isVersion(token: string): boolean {
  return GIT_HASH.test(token) || VERSION_TOKENS.some((pattern) => pattern.test(token));
}
