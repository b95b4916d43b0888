import { z } from 'zod';
import { readJsonAs } from '../../../core/shape/read-json.js';
import type { Clock } from '../../../ports.js';
import { askDaemon, type DaemonDoor, type DaemonSilence } from './daemon-client.js';

const madeCodeSchema = z.object({ links: z.array(z.string()), until: z.string() });

export type CodeAnswer =
  | { readonly kind: 'links'; readonly links: readonly string[]; readonly until: string }
  | { readonly kind: 'token refused' }
  | DaemonSilence;

const waitMs = 10_000;

function answerOf(status: number, text: string): CodeAnswer {
  const made = readJsonAs(text, madeCodeSchema);
  if (status === 200 && made !== null) return { kind: 'links', ...made };
  if (status === 401 || status === 429) return { kind: 'token refused' };
  return { kind: 'no answer', reason: `it answered with status ${status}` };
}

/** Asks the daemon that runs beside this program for a one-time code. Never rejects. */
export async function askForCode(door: DaemonDoor, isGuest: boolean, clock: Clock): Promise<CodeAnswer> {
  const answer = await askDaemon(door, { path: '/api/session/codes', body: { guest: isGuest }, waitMs }, clock);
  return answer.kind === 'answer' ? answerOf(answer.status, answer.text) : answer;
}
