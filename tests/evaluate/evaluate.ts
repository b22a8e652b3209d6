/**
 * `npm run evaluate -- --images images.ndjson.gz --pushes pushes.ndjson.gz`: how good the alerts are, on recorded
 * pushes, and the advice, against the best of all.
 */
import { parseFlags, runProgram, UserError, wholeNumber } from '../../src/local/command-line.ts';
import { readRecords } from '../../src/local/ndjson.ts';
import { readRecordedImages } from '../../src/local/recorded-images.ts';
import { RecordedPush } from '../../src/local/recorded-pushes.ts';
import { createTerminal } from '../../src/local/terminal.ts';
import { BUILDS, checkGroups, checkOrders, PARTS } from './exhaustive.ts';
import { readRecording } from './recording.ts';
import { reportRules, reportRun } from './report.ts';
import { run } from './run.ts';
import { agreementTable } from './tables.ts';

const HELP = `How good the alerts and the advice are.

  npm run evaluate -- --images images.ndjson.gz --pushes pushes.ndjson.gz [options]

  --images FILE       one image a line: repository, digest, mediaType, platform, layers, history
  --pushes FILE       one tag move a line: action (push or untag), repository, tag, digest, at
  --rules             only the rule about growth, in both orders, without the store: seconds, not minutes
  --expire-untagged   delete an image when its last tag has moved or was taken away
  --cases             every step that was missed or told late, and every alert that was false
  --seed N            decides the random cases that advice is checked with (default 1)
  --help              show this

Both files may be gzipped. The whole recording takes some four minutes. Progress goes to stderr.
`;

const PROGRESS_RECORDS = 1_000;

await runProgram(async () => {
  const flags = parseFlags(process.argv.slice(2), {
    images: { type: 'string' },
    pushes: { type: 'string' },
    rules: { type: 'boolean' },
    'expire-untagged': { type: 'boolean' },
    cases: { type: 'boolean' },
    seed: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (flags.help) {
    process.stdout.write(HELP);
    return;
  }
  const { images, pushes, cases = false } = flags;
  if (!images || !pushes) throw new UserError('--images and --pushes are needed (see --help)', 2);
  const seed = wholeNumber('--seed', flags.seed ?? '1', 0, 2 ** 32 - 1);
  const print = (lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n\n`);
  const source = await readRecordedImages(images);
  const recording = await readRecording(readRecords(pushes, RecordedPush), source);
  if (flags.rules) {
    print(reportRules(recording, cases));
    return;
  }
  const terminal = createTerminal(process.stderr);
  const onProgress = (records: number, at: string) =>
    terminal.progress(`${records} records, ${at.slice(0, 10)}`, records / PROGRESS_RECORDS);
  const expireUntagged = flags['expire-untagged'] ?? false;
  const result = await run(readRecords(pushes, RecordedPush), source, { expireUntagged, onProgress });
  terminal.clear();
  print(await reportRun(result, recording, cases));
  print([
    '### Advice',
    '',
    ...agreementTable([
      { name: 'groups of up to 12 repositories, of all partitions', ...checkGroups(PARTS, seed) },
      { name: 'order of up to 8 layers, of all permutations', ...checkOrders(BUILDS, seed) },
    ]),
  ]);
}, 130);
