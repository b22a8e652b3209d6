import { InvalidQueryError } from '../domain/errors.ts';
import { formatRegistry, type RegistryId } from '../domain/registry.ts';
import { ProblemError } from './query-problem.ts';

const CHOICES_NAMED = 20;

/**
 * The only one of the registries that have what is asked for, `what` naming it. Throws a 404 where none has it, and
 * InvalidQueryError that names the choices where several have it: numbers of two registries are never mixed.
 */
export function onlyRegistry<R extends RegistryId>(registries: readonly R[], what: string): R {
  const [first, ...others] = registries;
  if (!first) throw new ProblemError(404, `${what} is not known`);
  if (others.length === 0) return first;
  const named = registries.slice(0, CHOICES_NAMED).map(formatRegistry).join(', ');
  const more = registries.length > CHOICES_NAMED ? ` and ${registries.length - CHOICES_NAMED} more` : '';
  throw new InvalidQueryError(
    `${what} is in ${registries.length} registries: choose one with accountId and region (${named}${more})`,
  );
}
