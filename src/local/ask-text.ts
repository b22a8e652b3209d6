import { type Report, worstAlert } from './report.ts';

/** Commands that ask the API at this origin for more of what was found, to be pasted into a shell. */
export function askLines(report: Report, origin: string): string[] {
  const alert = worstAlert(report);
  const [layer] = report.duplicates;
  return [
    `curl -s ${origin}/v1/summary`,
    `curl -s '${origin}/v1/duplicates?limit=3'`,
    `curl -s ${origin}/v1/consolidations`,
    `curl -s '${origin}/v1/alerts?kind=image-grew'`,
    ...(alert ? [`curl -s ${origin}/v1/alerts/${alert.id}`] : []),
    ...(layer ? simulation(layer.repositories.slice(0, 2), origin) : []),
  ];
}

/** What merging two repositories would free that have a large layer in common. Their names need no quotes in a shell. */
function simulation(repositories: readonly string[], origin: string): string[] {
  const question = JSON.stringify({ merge: [{ repositories }] });
  return [`curl -s ${origin}/v1/simulations -H content-type:application/json \\`, `  -d '${question}'`];
}
