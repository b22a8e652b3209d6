import type { Alert, AlertState, AlertSubject } from './alert.ts';
import type { Finding, FindingKind } from './findings/finding.ts';
import type { Severity } from './findings/severity.ts';
import { plainLine } from './plain-text.ts';

// What may stand in a message: repository names have at most 256 characters, tags 300, instructions 240.
const NAME_MAX_LENGTH = 300;
const INSTRUCTION_MAX_LENGTH = 240;
const REPOSITORIES_MAX = 10;
const TAGS_MAX = 10;
const INSTRUCTIONS_MAX = 5;
const LAYERS_MAX = 5;

/**
 * The JSON that programs receive, `docs/alert-v1.schema.json`, with the names of a `/v1/alerts` item.
 * Sizes are bytes, times RFC 3339.
 */
export interface AlertDocument {
  readonly version: 1;
  readonly id: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly revision: number;
  readonly subject: AlertSubject;
  readonly finding: Finding;
  readonly openedAt: string;
  readonly updatedAt: string;
}

/** The alert with everything that came from outside made printable and bounded, so that it fits into one message. */
export function alertDocument(alert: Alert): AlertDocument {
  return {
    version: 1,
    id: alert.id,
    kind: alert.kind,
    severity: alert.severity,
    state: alert.state,
    revision: alert.revision,
    subject: boundedSubject(alert.subject),
    finding: boundedFinding(alert.finding),
    openedAt: alert.openedAt,
    updatedAt: alert.updatedAt,
  };
}

function boundedSubject(subject: AlertSubject): AlertSubject {
  if (subject.type !== 'series') return subject;
  return {
    ...subject,
    repository: boundedName(subject.repository),
    series: boundedName(subject.series),
    platform: subject.platform === null ? null : boundedName(subject.platform),
  };
}

function boundedFinding(finding: Finding): Finding {
  switch (finding.kind) {
    case 'duplicate-layer':
      return {
        ...finding,
        instruction: boundedInstruction(finding.instruction),
        repositories: finding.repositories.slice(0, REPOSITORIES_MAX).map(boundedName),
      };
    case 'image-grew':
      return {
        ...finding,
        repository: boundedName(finding.repository),
        series: boundedName(finding.series),
        platform: finding.platform === null ? null : boundedName(finding.platform),
        tags: finding.tags.slice(0, TAGS_MAX).map(boundedName),
        instructions: finding.instructions.slice(0, INSTRUCTIONS_MAX).map((growth) => ({
          ...growth,
          instruction: boundedInstruction(growth.instruction),
        })),
      };
    case 'registry-scanned':
      return {
        ...finding,
        layers: finding.layers.slice(0, LAYERS_MAX).map((layer) => ({
          ...layer,
          instruction: boundedInstruction(layer.instruction),
        })),
      };
  }
}

function boundedName(name: string): string {
  return plainLine(name, NAME_MAX_LENGTH);
}

function boundedInstruction(instruction: string | null): string | null {
  return instruction === null ? null : plainLine(instruction, INSTRUCTION_MAX_LENGTH);
}
