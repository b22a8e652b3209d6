import { expect, test } from 'vitest';
import { UserError } from '../../src/local/command-line.ts';
import {
  DEFAULT_API,
  IMAGE_HELP,
  imageCommand,
  imageName,
  parseImageOptions,
} from '../../src/local/image-options.ts';
import { imageToShow } from '../../src/local/sample-mode.ts';
import { createSampleOrganisation } from '../../src/local/sample-organisation.ts';
import { parseStartOptions } from '../../src/local/start-options.ts';
import { fakeDigest } from '../support/builders.ts';

const DIGEST = fakeDigest('image');
const HEX = DIGEST.slice('sha256:'.length);

/** The error a command line ends in. */
function refusal(args: readonly string[]): UserError {
  try {
    parseImageOptions(args);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('asks the program that runs on this machine unless told otherwise', () => {
  expect(parseImageOptions([DIGEST])).toEqual({
    wanted: { by: 'digest', digest: DIGEST },
    place: { repository: undefined, accountId: undefined, region: undefined },
    api: 'http://127.0.0.1:8787',
    json: false,
    width: null,
  });
  expect(DEFAULT_API).toBe(`http://127.0.0.1:${parseStartOptions([]).port}`);
});

test('takes what narrows the question, and how to answer it', () => {
  const place = ['--repository', 'team/orders', '--account', '123456789012', '--region', 'eu-west-1'];

  const options = parseImageOptions([
    ...place,
    HEX,
    '--api=https://example.com/prod/',
    '--json',
    '--width',
    '90',
  ]);

  expect(options).toEqual({
    wanted: { by: 'digest', digest: DIGEST },
    place: { repository: 'team/orders', accountId: '123456789012', region: 'eu-west-1' },
    api: 'https://example.com/prod',
    json: true,
    width: 90,
  });
});

const ORDERS = { repository: 'team/orders' };
const WHOLE = { by: 'digest', digest: DIGEST };
const BEGINNING = { by: 'beginning', beginning: DIGEST.slice(0, 14), ...ORDERS };
const TAG = { by: 'tag', tag: '1.4.2', ...ORDERS };

test.each([
  ['a digest', [DIGEST], WHOLE],
  ['its digits', [HEX], WHOLE],
  ['its digits in capitals', [HEX.toUpperCase()], WHOLE],
  ['a digest in its repository', [`team/orders@${DIGEST}`], WHOLE],
  ['seven digits in a repository', [`team/orders@${HEX.slice(0, 7)}`], BEGINNING],
  ['seven digits, the repository apart', [HEX.slice(0, 7), '--repository', 'team/orders'], BEGINNING],
  ['the beginning of a digest', [`team/orders@${DIGEST.slice(0, 14)}`], BEGINNING],
  ['a tag', ['team/orders:1.4.2'], TAG],
  ['a tag, the repository apart', ['1.4.2', '--repository', 'team/orders'], TAG],
  ['a tag that could be digits', ['team/orders:3f9c2d1'], { ...TAG, tag: '3f9c2d1' }],
])('takes %s', (_reason, args, wanted) => {
  expect(parseImageOptions(args)?.wanted).toEqual(wanted);
});

test('names an image as it can be asked for', () => {
  const name = imageName({ repository: 'team/orders', digest: DIGEST });

  expect(parseImageOptions([name])?.wanted).toEqual({
    by: 'beginning',
    beginning: DIGEST.slice(0, 19),
    ...ORDERS,
  });
  expect(imageCommand(name, DEFAULT_API)).toBe(`npm run image -- ${name}`);
  expect(imageCommand(name, 'http://127.0.0.1:9000')).toBe(
    `npm run image -- ${name} --api http://127.0.0.1:9000`,
  );
});

const NO_DIGEST =
  "is no digest: 'sha256:' and 64 hex digits, or repository@ and the first seven of them or more, or repository:tag";

test.each([
  ['nothing', [], 'An image is needed: npm run image -- sha256:… (see --help)'],
  ['two images', [HEX, HEX], `One image at a time: '${HEX}' is one too many (see --help)`],
  ['six digits', ['team/orders@3f9c2d'], `'team/orders@3f9c2d' ${NO_DIGEST}`],
  ['a digest that is too long', [`${DIGEST}0`], `'${DIGEST}0' ${NO_DIGEST}`],
  ['a digest with other letters', ['sha256:xyz'], `'sha256:xyz' ${NO_DIGEST}`],
  ['a tag of nothing', ['1.4.2'], `'1.4.2' ${NO_DIGEST}`],
  [
    'the beginning of a digest in no repository',
    ['3f9c2d1'],
    "'3f9c2d1' is the beginning of a digest: give all 64 digits, or the repository to look in, as in orders/api@3f9c2d1",
  ],
  [
    'two repositories',
    [`team/orders@${HEX}`, '--repository', 'team/web'],
    `'team/orders@${HEX}' names a repository, and --repository another one`,
  ],
  ['an unknown flag', ['--wide', HEX], "Unknown option '--wide' (see --help)"],
  ['an API that is no URL', [HEX, '--api', 'localhost'], `--api takes a URL such as ${DEFAULT_API}`],
  ['an API with a password', [HEX, '--api', 'http://a:b@c'], `--api takes a URL such as ${DEFAULT_API}`],
  ['too few columns', [HEX, '--width', '9'], "--width takes a whole number from 40 to 1000, not '9'"],
])('refuses %s, in one line', (_reason, args, message) => {
  const error = refusal(args);

  expect(error.message).toBe(message);
  expect(error.exitCode).toBe(2);
});

test('shows every flag in the help', () => {
  expect(parseImageOptions(['--help'])).toBeNull();
  for (const flag of ['--repository', '--account', '--region', '--api', '--json', '--width', '--help'])
    expect(IMAGE_HELP).toContain(flag);
  expect(Math.max(...IMAGE_HELP.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
});

test('names an image of the sample organisation whose table shows much', () => {
  const organisation = createSampleOrganisation(1, new Date());

  const name = imageToShow(organisation);

  expect(parseImageOptions([`${name}`])?.wanted).toMatchObject({ repository: 'search/indexer' });
  expect(imageToShow({ ...organisation, regressions: [] })).toBeNull();
});
