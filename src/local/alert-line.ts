import { formatRegistry } from '../domain/registry.ts';
import { LOCAL_REGISTRY } from './push-event.ts';

const REGISTRY = formatRegistry(LOCAL_REGISTRY);

/** A sentence without the name of the registry: there is but one on this machine. */
export function withoutRegistry(text: string): string {
  return text.replaceAll(` in ${REGISTRY}`, '').replaceAll(` of ${REGISTRY}`, '');
}

/** What a mail says first, and how much it matters: `[high] team/web:1.4.2 grew by …`. */
export function alertLine(tone: string, mail: string): string {
  return `[${tone}] ${withoutRegistry(mail.split('\n', 1)[0] ?? '')}`;
}
