import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { AnswerHeaders } from '../../core/access/request-facts.js';
import type { ResultCode } from '../../core/status.js';
import type { ApiError } from '../../core/web/frames.js';

/** What a route answers. A body of null is none, one of text is of the type that the headers say. */
export interface Reply {
  readonly status: number;
  readonly body: object | string | null;
  readonly headers?: AnswerHeaders;
}

export const okReply = (body: object, headers: AnswerHeaders = {}): Reply => ({ status: 200, body, headers });

export const failure = (
  status: number,
  code: string,
  message: string,
  { values = {}, headers = {} }: { readonly values?: ApiError['values']; readonly headers?: AnswerHeaders } = {},
): Reply => ({ status, body: { code, message, values } satisfies ApiError, headers });

/** Statuses other than 409: the chair is not in a state for it. */
export const httpStatusOf: Partial<Record<ResultCode, number>> = {
  ok: 200,
  too_large: 413,
  rate_limited: 429,
  invalid_json: 400,
  invalid_command: 400,
  unknown_program: 422,
  program_rejected: 422,
  link_down: 503,
  unavailable: 503,
};

const gzipped = promisify(gzip);
const gzipBytesMin = 1400;

/** Copies headers of which some may come twice. */
export function addHeaders(headers: Headers, added: AnswerHeaders | undefined): void {
  for (const [name, value] of Object.entries(added ?? {})) {
    if (typeof value === 'string') headers.set(name, value);
    else for (const each of value) headers.append(name, each);
  }
}

/** A reply as it goes out: JSON or text, never kept, compressed where that is worth it and wanted. */
export async function responseOf({ status, body, headers }: Reply, acceptsGzip: boolean): Promise<Response> {
  const sent = new Headers({ 'Cache-Control': 'no-store' });
  addHeaders(sent, headers);
  if (body === null) return new Response(null, { status, headers: sent });
  const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`;
  if (!sent.has('Content-Type')) sent.set('Content-Type', 'application/json');
  sent.set('Vary', 'Accept-Encoding');
  if (!acceptsGzip || text.length < gzipBytesMin) return new Response(text, { status, headers: sent });
  sent.set('Content-Encoding', 'gzip');
  return new Response(new Uint8Array(await gzipped(text)), { status, headers: sent });
}
