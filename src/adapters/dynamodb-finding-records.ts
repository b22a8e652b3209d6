import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Finding } from '../domain/findings/finding.ts';

/** An item has at most 400 KB; an image that brings more findings than this has each of them as an alert. */
const FINDINGS_MAX = 20;

/** The first twenty, compressed: their advice is more text than all the rest of a row. None are not kept at all. */
export function packFindings(findings: readonly Finding[]): Uint8Array | undefined {
  return findings.length > 0 ? deflateRawSync(JSON.stringify(findings.slice(0, FINDINGS_MAX))) : undefined;
}

export function unpackFindings(packed: Uint8Array | undefined): Finding[] {
  return packed === undefined ? [] : (JSON.parse(inflateRawSync(packed).toString()) as Finding[]);
}
