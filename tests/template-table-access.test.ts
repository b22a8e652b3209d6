import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import type { Items } from '../src/adapters/dynamodb-items.ts';
import { finishRun } from '../src/domain/finish-run.ts';
import { startRun } from '../src/domain/reconcile-registry.ts';
import { REGISTRY } from './support/builders.ts';
import { createDigestWorld } from './support/digest-world.ts';
import { duplicateLayerFinding } from './support/findings.ts';
import { createInMemoryItems } from './support/in-memory-items.ts';
import { createRegistryWorld, reconcileAll } from './support/registry-run.ts';
import { at, list, resource } from './support/template.ts';
import { toldAlert } from './support/told-alerts.ts';
import { MB, version } from './support/versions.ts';

/** What a role allows on the table, as `GetItem table` or `Query gsi1`. */
function granted(role: string): string[] {
  const statements = list(at(resource(role).Properties.Policies, 0, 'PolicyDocument', 'Statement'));
  const pairs = statements.flatMap((statement) =>
    list(at(statement, 'Action')).flatMap((action) =>
      list(at(statement, 'Resource')).flatMap((arn) => {
        const index = /^\$\{HistoryTable\.Arn\}\/index\/(\w+)$/.exec(String(at(arn, 'Fn::Sub')))?.[1];
        const place = at(arn, 'Fn::GetAtt') === 'HistoryTable.Arn' ? 'table' : index;
        return place ? [`${String(action).replace('dynamodb:', '')} ${place}`] : [];
      }),
    ),
  );
  return [...new Set(pairs)].sort();
}

/** The partition keys of the items that a statement is about. */
function leadingKeysOf(role: string, sid: string): unknown {
  const statements = list(at(resource(role).Properties.Policies, 0, 'PolicyDocument', 'Statement'));
  const statement = statements.find((one) => at(one, 'Sid') === sid);
  return at(statement, 'Condition', 'ForAllValues:StringEquals', 'dynamodb:LeadingKeys');
}

function indexesIn(calls: readonly string[]): string[] {
  return calls.filter((call) => !call.endsWith(' table'));
}

/** The indexes that are named in what is left of a function when it is bundled. */
async function named(handler: string): Promise<string[]> {
  const { outputFiles } = await build({
    entryPoints: [`src/handlers/${handler}.ts`],
    ...{ bundle: true, write: false, packages: 'external', platform: 'node', format: 'cjs' },
  });
  const names = [...(outputFiles[0]?.text ?? '').matchAll(/\bindex: "(\w+)"/g)];
  return [...new Set(names.map(([, name]) => `Query ${name}`))].sort();
}

/** What items are asked for, as `granted` writes it. */
class Calls {
  readonly #asked = new Set<string>();
  /** Partition keys. */
  readonly written = new Set<string>();

  asked(): string[] {
    return [...this.#asked].sort();
  }

  watch(items: Items): Items {
    const read = (call: string) => this.#asked.add(call);
    const write = (call: string, pk: string) => this.written.add(pk) && read(call);
    return {
      get: (key, consistent) => read('GetItem table') && items.get(key, consistent),
      getMany: (keys, consistent) => read('BatchGetItem table') && items.getMany(keys, consistent),
      put: (item) => write('PutItem table', item.pk) && items.put(item),
      putNew: (item) => write('PutItem table', item.pk) && items.putNew(item),
      update: (key, change, condition) =>
        write('UpdateItem table', key.pk) && items.update(key, change, condition),
      query: (query) => read(`Query ${query.index ?? 'table'}`) && items.query(query),
      pause: (attempt) => items.pause(attempt),
    };
  }
}

describe('a role lets a function use the indexes that it asks', () => {
  test.each([
    ['image-action', 'ImageActionRole'],
    ['query', 'QueryRole'],
  ])('%s: those that its code names', async (handler, role) => {
    const names = await named(handler);

    expect(names).not.toEqual([]);
    expect(indexesIn(granted(role))).toEqual(names);
  });

  // The code of these has the whole reader of the history in it, of which they use a few questions.
  test('reconcile: those that a run asks, and no more', async () => {
    const world = createRegistryWorld();
    const calls = new Calls();
    const deps = world.connect(calls.watch(createInMemoryItems(world.table)));
    for (const repository of ['a', 'b']) {
      world.catalog.create(repository);
      const place = { ...REGISTRY, repository };
      world.registry.push(place, version('1', 200 * MB), '1.0');
    }

    for (const run of ['first', 'second']) {
      const started = await startRun(deps, { run, ...REGISTRY });
      await reconcileAll(deps, started);
      await finishRun(deps, started);
    }

    expect(calls.asked()).toEqual(granted('ReconcileRole'));
  });

  test('digest: those that a digest and a storm ask, and no more', async () => {
    const calls = new Calls();
    const { handle, keepAlert, tellings, clock } = createDigestWorld((items) => calls.watch(items));
    const alert = toldAlert(duplicateLayerFinding());
    await keepAlert(alert);
    await tellings.fold({ alert, at: clock.now().toISOString() });
    clock.pass(600);

    await handle({ task: 'digest' });
    await handle({ task: 'storm' });

    expect(calls.asked()).toEqual(granted('DigestRole'));
    expect([...calls.written]).toEqual(leadingKeysOf('DigestRole', 'SettleStorms'));
  });
});
