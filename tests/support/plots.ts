import { type Act, push, remove, type StoryImage } from './story.ts';

const MB = 1_000_000;

function imageOf(repository: string, ...own: readonly string[]): StoryImage {
  const layers = ['runtime', ...own].map((seed) => ({ seed, sizeBytes: seed === 'runtime' ? 60 * MB : MB }));
  return { repository, layers };
}

const [ORDERS, OTHER, BILLING] = [
  imageOf('team/orders', 'orders 1'),
  imageOf('team/orders', 'orders 2'),
  imageOf('team/billing', 'billing 1'),
];
/** The very image in another repository. */
const COPY = { ...ORDERS, repository: 'team/copy' };
const INDEX: StoryImage = { repository: 'team/orders', layers: [] };

/** What happens while a process does something slowly. */
export interface Plot {
  readonly reason: string;
  readonly before: readonly Act[];
  /** Takes so long that everything else happens meanwhile, or is never done. */
  readonly slow: Act;
  readonly meanwhile: readonly Act[];
}

/** Every way in which pushes and deletions of images meet that have layers in common. */
export const PLOTS: readonly Plot[] = [
  { reason: 'a push, and nothing else', before: [push(BILLING)], slow: push(ORDERS), meanwhile: [] },
  {
    reason: 'a deletion, and nothing else',
    before: [push(ORDERS), push(BILLING)],
    slow: remove(ORDERS),
    meanwhile: [],
  },
  {
    reason: 'a push, while what it builds on goes',
    before: [push(ORDERS)],
    slow: push(OTHER),
    meanwhile: [remove(ORDERS)],
  },
  {
    reason: 'a deletion, while what builds on it comes',
    before: [push(ORDERS), push(BILLING)],
    slow: remove(ORDERS),
    meanwhile: [push(OTHER)],
  },
  {
    reason: 'a deletion, while the other image goes',
    before: [push(ORDERS), push(OTHER), push(BILLING)],
    slow: remove(ORDERS),
    meanwhile: [remove(OTHER)],
  },
  { reason: 'a push, while the image goes', before: [], slow: push(ORDERS), meanwhile: [remove(ORDERS)] },
  {
    reason: 'a push, while the image goes and comes again',
    before: [push(BILLING)],
    slow: push(ORDERS),
    meanwhile: [remove(ORDERS), push(ORDERS)],
  },
  {
    reason: 'a deletion, while the image comes again',
    before: [push(ORDERS), push(BILLING)],
    slow: remove(ORDERS),
    meanwhile: [push(ORDERS)],
  },
  {
    reason: 'a deletion, while the image comes again and goes again',
    before: [push(ORDERS), push(OTHER)],
    slow: remove(ORDERS),
    meanwhile: [push(ORDERS), remove(ORDERS)],
  },
  {
    reason: 'a push again, while the image goes again',
    before: [push(ORDERS), push(BILLING), remove(ORDERS)],
    slow: push(ORDERS),
    meanwhile: [remove(ORDERS)],
  },
  {
    reason: 'a push, while the other repository loses the layer',
    before: [push(BILLING)],
    slow: push(ORDERS),
    meanwhile: [remove(BILLING)],
  },
  {
    reason: 'a push, while the other repository loses the layer and gets it again',
    before: [push(BILLING)],
    slow: push(ORDERS),
    meanwhile: [remove(BILLING), push(BILLING)],
  },
  {
    reason: 'a deletion, while another repository gets the layer',
    before: [push(ORDERS)],
    slow: remove(ORDERS),
    meanwhile: [push(BILLING)],
  },
  {
    reason: 'a deletion, while another repository loses the layer',
    before: [push(ORDERS), push(BILLING), push(COPY)],
    slow: remove(ORDERS),
    meanwhile: [remove(BILLING)],
  },
  {
    reason: 'a push to a third repository, while the first two lose the layer',
    before: [push(ORDERS), push(BILLING)],
    slow: push(COPY),
    meanwhile: [remove(ORDERS), remove(BILLING)],
  },
  {
    reason: 'an index, while it goes',
    before: [push(ORDERS)],
    slow: push(INDEX),
    meanwhile: [remove(INDEX)],
  },
  {
    reason: 'an index that goes, while it comes again',
    before: [push(INDEX)],
    slow: remove(INDEX),
    meanwhile: [push(INDEX)],
  },
];
