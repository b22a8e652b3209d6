/** What is built together is pushed within this time. */
const BUILD_MS = 900_000;

/** Where an image stands in the order of its series. */
export interface PlacedInOrder {
  /** `version-order.ts` makes it. */
  readonly line: string;
  /** RFC 3339. */
  readonly pushedAt: string;
}

/**
 * The images that one replaces, the next one first: those of its own line of versions; or else, where it is the first of
 * its line, those of lower lines. `below` are the images of its series and platform that come before it by line and time,
 * the next one first.
 */
export function predecessorsOf<T extends PlacedInOrder>(image: PlacedInOrder, below: readonly T[]): T[] {
  const own = below.filter(({ line }) => line === image.line);
  if (own.length > 0) return own;
  // What is built for several versions at once are variants: none of them replaces another. Where there is nothing older
  // somebody may be trying things out, one version after the other.
  const older = below.filter((one) => isBefore(one, image, BUILD_MS));
  return older.length > 0 ? older : below.filter((one) => isBefore(one, image, 1));
}

function isBefore(one: PlacedInOrder, other: PlacedInOrder, milliseconds: number): boolean {
  return Date.parse(other.pushedAt) - Date.parse(one.pushedAt) >= milliseconds;
}
