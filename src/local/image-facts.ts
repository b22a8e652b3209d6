import { formatBytes } from '../domain/format-bytes.ts';
import { plainLine } from '../domain/plain-text.ts';
import { formatRegistry, formatRepository } from '../domain/registry.ts';
import { baseLines } from './base-text.ts';
import type { ImageAnswer } from './image-api.ts';
import { imageName } from './image-options.ts';
import { plural } from './plural.ts';

const NAMES_SHOWN = 5;
const LINE_LENGTH = 300;
const LABEL_WIDTH = 10;

/** A label, and the lines that stand beside it. */
type Fact = readonly [label: string, ...values: readonly string[]];

/** What is known of an image besides its layers, a label before each fact. */
export function factLines(image: ImageAnswer): string[] {
  return factsOf(image).flatMap(([label, ...values]) =>
    values.map(
      (value, position) =>
        `  ${(position === 0 ? label : '').padEnd(LABEL_WIDTH)}${plainLine(value, LINE_LENGTH)}`,
    ),
  );
}

function factsOf(image: ImageAnswer): Fact[] {
  const { kind, tags, platform, deletedAt, storageClass, base } = image;
  const elsewhere = image.locations.filter((place) => formatRepository(place) !== formatRepository(image));
  return [
    ['registry', formatRegistry(image)],
    ['tags', tags.length === 0 ? 'none' : some(tags)],
    ...(kind === 'image'
      ? [['platform', platform ?? 'not stated'] as const]
      : [['kind', kindOf(image)] as const]),
    ...(image.subject === null ? [] : [['about', imageName({ ...image, digest: image.subject })] as const]),
    ['pushed', formatTime(image.pushedAt)],
    ...(deletedAt === null ? [] : [['deleted', formatTime(deletedAt)] as const]),
    ...(storageClass === 'archive'
      ? [['archived', 'its bytes count; it cannot be pulled before it is restored'] as const]
      : []),
    ...(kind === 'image' || kind === 'artifact' ? [['size', sizeText(image)] as const] : []),
    ...(elsewhere.length === 0
      ? []
      : [['also in', some(elsewhere.map((place) => placeText(place, image)))] as const]),
    ...(base === null ? [] : [['base', ...baseLines(base, image)] as const]),
  ];
}

function kindOf({ kind, artifactType, mediaType, children }: ImageAnswer): string {
  switch (kind) {
    case 'image':
      return 'image';
    case 'index':
      return `index of ${plural(children.length, 'manifest')}`;
    case 'artifact':
      return `artifact, ${artifactType ?? 'of a type that is not known'}`;
    case 'unsupported':
      return `not supported, ${mediaType}`;
  }
}

function sizeText({ sizeBytes, layerCount, newBytes }: ImageAnswer): string {
  if (sizeBytes === null || newBytes === null) return 'not known';
  const size = `${formatBytes(sizeBytes)} in ${plural(layerCount, 'layer')}`;
  if (newBytes === null) return size;
  if (newBytes === 0) return `${size}, none new to the repository`;
  return `${size}, ${newBytes === sizeBytes ? 'all' : formatBytes(newBytes)} new to the repository`;
}

type Location = ImageAnswer['locations'][number];

/** The registry is named where it is another one. */
function placeText(place: Location, from: ImageAnswer): string {
  return formatRegistry(place) === formatRegistry(from) ? place.repository : formatRepository(place);
}

function some(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  return names.slice(0, NAMES_SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** `2026-11-09 23:56:11 UTC` */
function formatTime(time: string): string {
  return `${time.slice(0, 19).replace('T', ' ')} UTC`;
}
