import * as z from 'zod/mini';
import type { RegistryId } from '../domain/registry.ts';
import type { EcrSettings } from './ecr-settings.ts';
import { awsFailure, type HttpReply, parsedJson } from './http-server.ts';
import type { RegistrySource } from './image-catalog.ts';

/** What the operations of the local ECR answer from. */
export interface LocalEcr {
  readonly source: RegistrySource;
  readonly registry: RegistryId;
  readonly settings: EcrSettings;
  /** Principals whose reads leave the time of last pull alone; registered ones are added. */
  readonly pullTimeExclusions: Set<string>;
  blobUrl(repository: string, digest: string): string;
}

/** Answers one request, given as its body. */
export type EcrOperation = (ecr: LocalEcr, body: string) => Promise<HttpReply>;

export const registryId = z.optional(z.string().check(z.regex(/^\d{12}$/)));
export const repositoryName = z.string().check(z.minLength(2), z.maxLength(256));
export const ImageIdentifier = z.object({
  imageDigest: z.optional(z.string()),
  imageTag: z.optional(z.string()),
});
export type ImageIdentifier = z.infer<typeof ImageIdentifier>;

/** An operation that answers only requests of this shape, and InvalidParameterException to all others. */
export function operation<S extends z.ZodMiniType>(
  schema: S,
  answer: (ecr: LocalEcr, request: z.output<S>) => HttpReply | Promise<HttpReply>,
): EcrOperation {
  return async (ecr, body) => {
    const parsed = schema.safeParse(parsedJson(body));
    return parsed.success ? answer(ecr, parsed.data) : invalidParameter(describeIssues(parsed.error));
  };
}

export function invalidParameter(reason: string): HttpReply {
  return awsFailure('InvalidParameterException', `Invalid parameter: ${reason}`);
}

/** The failure where the repository, or the registry that was asked for, does not exist; null where it does. */
export async function missingRepository(
  { source, registry }: LocalEcr,
  request: { readonly registryId?: string | undefined; readonly repositoryName: string },
): Promise<HttpReply | null> {
  const id = request.registryId ?? registry.accountId;
  if (id === registry.accountId && (await source.hasRepository(request.repositoryName))) return null;
  return awsFailure(
    'RepositoryNotFoundException',
    `The repository with name '${request.repositoryName}' does not exist in the registry with id '${id}'`,
  );
}

function describeIssues({ issues }: z.core.$ZodError): string {
  return issues.map(({ path, message }) => `'${path.join('.') || 'request'}' ${message}`).join('; ');
}
