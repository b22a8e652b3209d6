import { readdirSync, readFileSync } from 'node:fs';
import type { Digest } from '../../src/domain/digest.ts';
import { fakeDigest, REPOSITORY } from './builders.ts';
import { InMemoryRegistry } from './in-memory-registry.ts';

const FOLDER = new URL('../fixtures/', import.meta.url);

/** One document of each kind that a registry holds, by the name of its file. */
export const FIXTURES: ReadonlyMap<string, string> = new Map(
  readdirSync(FOLDER).map((file) => [
    file.replace(/\.json$/, ''),
    readFileSync(new URL(file, FOLDER), 'utf8'),
  ]),
);

/** Fixtures refer to each other by the hash of their names, so that one can list itself. */
export const fixtureDigest: (name: string) => Digest = fakeDigest;

/** Configs are named so; all other fixtures are manifests. */
export function isConfig(name: string): boolean {
  return name.startsWith('config-');
}

/** A registry that holds all fixtures in one repository. */
export function createFixtureRegistry(): InMemoryRegistry {
  const registry = new InMemoryRegistry();
  for (const [name, text] of FIXTURES)
    if (isConfig(name)) registry.configs.set(fixtureDigest(name), { outcome: 'found', text });
    else registry.put(REPOSITORY, text, fixtureDigest(name));
  return registry;
}
