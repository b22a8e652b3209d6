/**
 * The family of tags that name nothing: `1.4.2`, `latest`, `sha-3f9c2d1`, `2026-11-23`. No tag names it otherwise: the
 * word `default` says no more than `latest` does.
 */
export const DEFAULT_FAMILY = 'default';

/**
 * The tag itself is the hash of a content: an asset of the AWS CDK, or what belongs to another manifest
 * (`sha256-<hex>.sig`). Neighbours in such a repository have nothing to do with each other.
 */
const CONTENT_HASH = /^(sha256-[a-f0-9]{64}.*|[a-f0-9]{64})$/;
export const UUID = /(?<![a-z0-9])[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}(?![a-z0-9])/g;
const SEPARATORS = /[-_.+]+/;

// In each of these no two parts can match the same text: a hostile tag takes no longer than any other.
/** `1`, `v1`, `8u151`, `0rc3`, `31T23`, `59Z`, `2024w05`. */
const NUMBER =
  /^v?\d+(([a-z]|rc|cr|alpha|beta|build|post|dev|sp)\d+)*([abcz]|rc|alpha|beta|build|dev|ga|final|release|snapshot)?$/;
/** What says how mature a build is, or only that a number follows. */
export const MARK =
  /^((rc|cr|ea|sp|alpha|beta|milestone|build|ga|final|rel|release|rev|ver|version|snapshot|nightly)\d*|post\d+|[bmpqrw]\d+|dirty)$/;
/** These are names (`dev-123` is an environment), except right behind a number: `1.4.2-dev`, `1.x`. */
const MARK_OF_NUMBER = /^((dev|pre|preview)\d*|x)$/;
const CHANNEL = /^(latest|stable|edge|current|head|lts|canary|next|mainline|rolling|default)$/;
// From seven letters on hardly a word is made of a to f alone, but one in a thousand short hashes is.
export const HASH = /^(g|git|sha|commit)?[a-f0-9]{7,64}$/;
// `git` alone names a variant (`docker:1.11-git`); before a hash it only says what the hash is.
const HASH_LABEL = /^(git|sha\d*|commit)$/;
/** A series is of one platform anyway. */
export const PLATFORM =
  /^(linux|amd64|x64|x86|i[3-6]86|arm(hf|el|64|32)?(v\d)?|aarch64|ppc64(le|el)?|s390x|riscv64)$/;
/** `alpine3`, `jdk17`: a name with its version. */
const NAME_WITH_VERSION = /^([a-z]{2,})\d+$/;

/**
 * The tag without its version part: `orders-1.4.2` and `orders-1.5.0` → `orders`; `3.12-slim` → `slim`.
 * Tags of one family replace each other; tags of two families are two things that share a repository. Null where the
 * tag is the hash of a content: what it is on replaces nothing.
 */
export function tagFamily(tag: string): string | null {
  const text = tag.toLowerCase();
  if (CONTENT_HASH.test(text)) return null;
  const pieces = text.replace(UUID, '0').split(SEPARATORS);
  const words = pieces
    .filter((piece, place) => piece !== '' && !isVersion(piece, pieces[place - 1], pieces[place + 1]))
    .map((piece) => NAME_WITH_VERSION.exec(piece)?.[1] ?? piece);
  return words.join('-') || DEFAULT_FAMILY;
}

function isVersion(piece: string, before = '', after = ''): boolean {
  if (HASH_LABEL.test(piece) && HASH.test(after)) return true;
  if (MARK_OF_NUMBER.test(piece) && NUMBER.test(before) && !HASH.test(before)) return true;
  return [NUMBER, HASH, MARK, CHANNEL, PLATFORM].some((pattern) => pattern.test(piece));
}
