import type { FlightRecord } from '../core/flight/format.js';
import { secondsText } from './meaning.js';
import type { Replay } from './replay.js';

export interface Summary {
  /** Null where nothing could be replayed. */
  readonly agrees: boolean | null;
  readonly opening: readonly string[];
  readonly closing: readonly string[];
}

/** Says what a record is and how far the replay agrees with it; `program` is who replays. Pure. */
export function replaySummary({ header, entries }: FlightRecord, replay: Replay, program: string): Summary {
  const { chair, at, reasons, identity } = header;
  const who = identity === null ? 'not greeted yet' : `${identity.model} ${identity.id}, ${identity.fw}`;
  const span = `${secondsText(entries[0]?.t ?? 0)} to ${secondsText(entries.at(-1)?.t ?? 0)}`;
  const opening = [
    `Flight record of ${chair}: ${reasons[0]?.code ?? 'unknown'} at ${at}`,
    `  chair     ${who}`,
    `  recorded  by ${header.program}: ${entries.length} entries, ${span}`,
    ...reasons.map(({ t, event, message }) => `  reason    ${secondsText(t)} ${event}: ${message}`),
    `  replayed  ${joinWords(replay, program)}`,
  ];
  if (replay.joinT === null) return { agrees: null, opening, closing: [] };
  const missing = replay.agreements.filter(({ replayed }) => replayed === null).length;
  const added = replay.agreements.filter(({ recorded }) => recorded === null).length;
  const agrees = missing + added === 0;
  const reached = replay.agreements.length - missing - added;
  const verdict = agrees
    ? `The replay agrees: ${reached} of ${reached} states and events came again.`
    : `The replay DIFFERS: ${reached} states and events came again, ${missing} did not, ${added} came that are not recorded.`;
  return { agrees, opening, closing: [verdict, requestWords(replay), ...lostWords(replay)] };
}

const joinWords = ({ joinT }: Replay, program: string): string =>
  joinT === null
    ? 'not at all: the record holds no moment from which a replay could begin; everything below is recorded'
    : `by ${program} from ${secondsText(joinT)} on; what stands in [ ] is recomputed, everything else is recorded`;

function requestWords({ expected, matched, extra }: Replay): string {
  const made = expected.filter((ask) => matched.has(ask));
  const other = made.filter((ask) => matched.get(ask) !== ask.payload).length;
  const numbers = other === 0 ? '' : `, ${other} with other numbers`;
  const more = extra.length === 0 ? '' : `, and ${extra.length} besides, first ${extra[0]?.payload}`;
  return `Requests to the chair: ${made.length} of ${expected.length} were made again${numbers}${more}.`;
}

const lostWords = ({ notGiven }: Replay): string[] =>
  notGiven.length === 0 ? [] : [`Commands that the record does not hold whole: ${notGiven.join(', ')}.`];
