/** `npm run bench`: every number beside what it is to be compared with, as a ratio. */

// The handlers read the level when they are loaded.
process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT';
const { measureLoadTime } = await import('./load-time.ts');
const { measurePushCost } = await import('./push-cost.ts');
const { measureReplayRate } = await import('./replay-rate.ts');

for (const measure of [measureLoadTime, measurePushCost, measureReplayRate]) {
  const { title, rows } = await measure();
  console.log(`\n${title}`);
  console.table(Object.fromEntries(rows.map(({ name, ...columns }) => [name, columns])));
}
