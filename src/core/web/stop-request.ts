import { z } from 'zod';
import type { HaltName } from '../command/schema.js';
import { parseJson } from '../shape/read-json.js';
import { type StreamRequest, streamRequestSchema, type Taken } from './frames.js';

/** A stop as it was asked by HTTP. */
export interface StopRequest {
  readonly verb: HaltName;
  /** Null: every chair of this daemon. */
  readonly chair: string | null;
  /** Asked below `api/`, so that it is answered in that form. */
  readonly isApi: boolean;
}

const patterns: readonly (readonly [RegExp, boolean])[] = [
  [/^api\/(stop|estop)\/?$/, true],
  [/^api\/chairs\/([^/]+)\/(stop|estop|pause)\/?$/, true],
  [/^chairs\/([^/]+)\/(stop|estop)\/?$/, false],
];

const isVerb = (word: string | undefined): word is HaltName => word === 'stop' || word === 'estop' || word === 'pause';

/** Whether a request is a stop, by its method and its path alone: nothing else of it may be in the way. [S7] */
export function stopRequestOf(method: string | undefined, path: string): StopRequest | null {
  if (method !== 'POST') return null;
  for (const [pattern, isApi] of patterns) {
    const match = pattern.exec(path);
    const verb = match?.at(-1);
    if (match !== null && isVerb(verb)) return { verb, chair: match.length > 2 ? (match[1] ?? null) : null, isApi };
  }
  return null;
}

/** The number that a sender gave its stop, so that it knows the answer again. */
export function stopNumber(text: string | null | undefined): Taken['n'] {
  if (text === null || text === undefined || text === '') return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : text.slice(0, 64);
}

/** What came on a stream. */
export type StreamReading =
  | { readonly kind: 'stop'; readonly verb: 'stop' | 'estop'; readonly chair: string | null; readonly n: Taken['n'] }
  | { readonly kind: 'watch'; readonly chairs: readonly string[] }
  | { readonly kind: 'nothing' };

const wholeTextMax = 65_536;
const everyChair = 'all';
const numberSchema = z.object({ n: z.union([z.string(), z.number()]) });

/** Reads a frame of a stream. One that cannot be read but contains `stop` stops everything: a stop too many is the safe error. [S7] */
export function readStreamText(text: string): StreamReading {
  const data = text.length > wholeTextMax ? undefined : parseJson(text);
  const request = streamRequestSchema.safeParse(data);
  if (request.success) return readingOf(request.data);
  if (!/stop/i.test(text)) return { kind: 'nothing' };
  const verb = /estop/i.test(text) ? 'estop' : 'stop';
  return { kind: 'stop', verb, chair: null, n: numberSchema.safeParse(data).data?.n };
}

function readingOf(request: StreamRequest): StreamReading {
  if ('watch' in request) return { kind: 'watch', chairs: request.watch };
  const [verb, chair] = 'estop' in request ? (['estop', request.estop] as const) : (['stop', request.stop] as const);
  return { kind: 'stop', verb, chair: chair === everyChair ? null : chair, n: request.n };
}
