import { z } from 'zod';
import { parseJson } from '../shape/read-json.js';
import { readSwitch } from './value.js';

/** What is asked of the daemon itself: to end when nobody is in a session any more, or to go on. `ts` in s since 1970. */
type DrainReading =
  | { readonly kind: 'drain'; readonly isOn: boolean; readonly ts?: number }
  | { readonly kind: 'problem'; readonly code: 'invalid_json' | 'invalid_command'; readonly message: string };

const payloadBytesMax = 4096;
const wrapped = z.strictObject({
  value: z.unknown(),
  id: z.string().min(1).max(64).optional(),
  ts: z.number().positive().optional(),
});

const invalid = (message: string): DrainReading => ({ kind: 'problem', code: 'invalid_command', message });

function drainOf(value: unknown, ts?: number): DrainReading {
  const isOn = readSwitch(value);
  if (isOn === null) return invalid('drain takes ON or OFF');
  return { kind: 'drain', isOn, ...(ts === undefined ? {} : { ts }) };
}

/** Reads `ON`, `OFF` or `{value, ts?, id?}`, in UTF-8. Total. */
export function readDrain(payload: Uint8Array): DrainReading {
  if (payload.length > payloadBytesMax) return invalid('drain takes ON or OFF');
  const text = new TextDecoder().decode(payload).trim();
  if (!text.startsWith('{')) return drainOf(text);
  const parsed = parseJson(text);
  if (parsed === undefined) return { kind: 'problem', code: 'invalid_json', message: 'the payload is not JSON' };
  const envelope = wrapped.safeParse(parsed);
  if (!envelope.success) return invalid('drain takes ON or OFF, or an object with value, and ts and id where wanted');
  return drainOf(envelope.data.value, envelope.data.ts);
}
