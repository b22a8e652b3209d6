import * as http from 'node:http';
import * as https from 'node:https';
import { plainLine } from '../domain/plain-text.ts';
import { errorName } from './aws-errors.ts';

/** What came of one request. */
export type Answer =
  | {
      readonly status: number;
      /** What the far end said, where that is a short text and nothing of the URL. */
      readonly reason: string;
      /** Seconds that the far end asks for. */
      readonly retryAfter: number | null;
    }
  | { readonly networkError: string };

const REASON_MAX_LENGTH = 80;
const BODY_MAX_BYTES = 1_000;

/**
 * Posts once; a redirect is an answer like any other and is not followed. Nothing that comes back or is thrown names the URL.
 * Node's own HTTP, not `fetch`, for the reason told in `blob-download.ts`.
 */
export async function postJson(url: URL, json: string, timeoutMs: number): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await request(url, json, signal);
    const { statusCode = 0, headers } = response;
    return {
      status: statusCode,
      reason: reasonIn(await beginning(response), url),
      retryAfter: secondsIn(headers['retry-after']),
    };
  } catch (error) {
    // Of the error only the name: those of Node's HTTP carry addresses and pieces of the answer.
    return { networkError: signal.aborted ? 'TimeoutError' : errorName(error) };
  }
}

function request(url: URL, json: string, signal: AbortSignal): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { request: open } = url.protocol === 'http:' ? http : https;
    const body = Buffer.from(json);
    const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length };
    // A connection of its own: messages are far apart, and one that is kept is dead when the sandbox thaws.
    const call = open(url, { method: 'POST', headers, agent: false, signal }, resolve);
    call.on('error', reject);
    call.end(body);
  });
}

/** What has come of the body counts; a status that has been told is not lost because the rest of it broke off. */
async function beginning(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      // Leaving the loop early closes the connection.
      if (bytes >= BODY_MAX_BYTES) break;
    }
  } catch {
    response.destroy();
  }
  return Buffer.concat(chunks).toString('utf8', 0, BODY_MAX_BYTES);
}

/** Slack's reasons are a few words (`invalid_blocks`). Whatever could be a piece of the URL, or is a page, is left out. */
function reasonIn(body: string, url: URL): string {
  const reason = plainLine(body, REASON_MAX_LENGTH);
  const pieces = `${url.pathname}${url.search}`.split(/[^\w-]+/).filter((piece) => piece.length > 5);
  const isPlain = /^[a-z][\w .,:;'-]*…?$/i.test(reason);
  return isPlain && !pieces.some((piece) => body.includes(piece)) ? reason : 'none that can be told';
}

/** https://docs.slack.dev/apis/web-api/rate-limits: whole seconds. */
function secondsIn(retryAfter: string | undefined): number | null {
  return retryAfter !== undefined && /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) : null;
}
