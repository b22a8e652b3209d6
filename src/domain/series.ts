/** The family of tags that are nothing but a version: `1.4.2`, `latest`, `sha-3f9c2d1`, `2026-11-23`. */
export const DEFAULT_FAMILY = 'default';

const VERSION_TOKENS: readonly RegExp[] = [
  // 1, 1.4.2, v1.5, 1.4.2.9, 3.7rc1, 1.0b2, 8u151, 17.0.1, 1.x
  /^v?\d+([._]?[a-z]?\d+)*([._]?(a|b|c|u|m|p|rc|ga|alpha|beta|build|post|dev|snapshot|final|release)\d*)*(\.x)?$/i,
  /^(rc|alpha|beta|pre|preview|m|build|b|r|rev|snapshot|final|release|ga|dev|nightly)\.?\d*(\.\d+)*$/i,
  /^(latest|stable|edge|current|head|sha|git|commit)$/i,
];
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
    .filter((token) => token && !isVersion(token))
    .map((token) => (NAME_WITH_VERSION.exec(token)?.[1] ?? token).toLowerCase());
  return words.join('-') || DEFAULT_FAMILY;
}

function isVersion(token: string): boolean {
  return GIT_HASH.test(token) || VERSION_TOKENS.some((pattern) => pattern.test(token));
}
