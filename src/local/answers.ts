import * as z from 'zod/mini';
import type { FindingKind } from '../domain/findings/finding.ts';
import { AlertList } from '../handlers/api-alerts.ts';
import { DuplicateLayerList } from '../handlers/api-layers.ts';
import { Summary } from '../handlers/api-totals.ts';
import type { HttpReply, HttpRequest } from './http-server.ts';

const PAGE_MAX = 200;

export type SummaryBody = z.output<typeof Summary>;
export type DuplicateLayer = z.output<typeof DuplicateLayerList>['items'][number];
export type AlertItem = z.output<typeof AlertList>['items'][number];

/** What the reports are made from: answers of the query handler, and nothing else. */
export interface Answers {
  summary(): Promise<SummaryBody>;
  /** The first of them. */
  duplicates(count: number): Promise<readonly DuplicateLayer[]>;
  /** All of them, last updated first. */
  alerts(kind: FindingKind): Promise<readonly AlertItem[]>;
}

export function createAnswers(query: (request: HttpRequest) => Promise<HttpReply>): Answers {
  async function ask<S extends z.ZodMiniType>(schema: S, path: string, parameters: URLSearchParams) {
    const request = { method: 'GET', path, query: `${parameters}`, headers: {}, body: '' };
    const { status, body = '' } = await query(request);
    if (status !== 200) throw new Error(`${path} answered ${status}`);
    return z.parse(schema, JSON.parse(body.toString()));
  }

  async function pages<T>(
    list: z.ZodMiniType<{ items: T[]; cursor: string | null }>,
    path: string,
    count: number,
    filter: Record<string, string> = {},
  ): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const limit = `${Math.min(PAGE_MAX, count - items.length)}`;
      const page: { items: T[]; cursor: string | null } = await ask(
        list,
        path,
        new URLSearchParams({ ...filter, limit, ...(cursor !== null && { cursor }) }),
      );
      items.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== null && items.length < count);
    return items;
  }

  return {
    summary: () => ask(Summary, '/v1/summary', new URLSearchParams()),
    duplicates: (count) => pages(DuplicateLayerList, '/v1/duplicates', count),
    alerts: (kind) => pages(AlertList, '/v1/alerts', Number.MAX_SAFE_INTEGER, { kind }),
  };
}
