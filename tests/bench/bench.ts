/**
 * `npm run bench`: every number beside what it is to be compared with, as a ratio. `npm run bench -- reconcile` measures
 * nothing but that.
 */

// The handlers read the level when they are loaded.
process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT';
const { measureConsolidation } = await import('./consolidation.ts');
const { measureLoadTime } = await import('./load-time.ts');
const { measurePushCost } = await import('./push-cost.ts');
const { measureReconcile } = await import('./reconcile.ts');
const { measureReplayRate } = await import('./replay-rate.ts');

const measures = new Map([
  ['load-time', measureLoadTime],
  ['push-cost', measurePushCost],
  ['replay-rate', measureReplayRate],
  ['reconcile', measureReconcile],
  ['consolidation', measureConsolidation],
]);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !measures.has(name));
if (unknown.length > 0)
  throw new Error(`there is no ${unknown.join(', ')}, only ${[...measures.keys()].join(', ')}`);

for (const [name, measure] of measures) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const { title, rows } = await measure();
  console.log(`\n${title}`);
  console.table(Object.fromEntries(rows.map(({ name, ...columns }) => [name, columns])));
}
