import type { FlightRecord } from '../core/flight/format.js';
import type { KeyedReplay } from './keyed-replay.js';
import type { Agreement } from './marks.js';
import { secondsText } from './meaning.js';
import type { Replay } from './replay.js';

export interface Summary {
  /** Null where nothing could be replayed. */
  readonly agrees: boolean | null;
  readonly opening: readonly string[];
  readonly closing: readonly string[];
}

/** Says what a record is and how far the replay agrees with it; `program` is who replays. Pure. */
export function replaySummary(record: FlightRecord, replay: Replay, program: string): Summary {
  const { identity } = record.header;
  const who = identity === null ? 'not greeted yet' : `${identity.model} ${identity.id}, ${identity.fw}`;
  const opening = openingWords(record, who, joinWords(replay.joinT, noMoment, program));
  if (replay.joinT === null) return { agrees: null, opening, closing: [] };
  const { agrees, verdict } = verdictOn(replay.agreements);
  return { agrees, opening, closing: [verdict, requestWords(replay), ...lostWords(replay)] };
}

/** The same of a chair by profile. Pure. */
export function keyedSummary(record: FlightRecord, replay: KeyedReplay, program: string): Summary {
  const { profile, joinT, hindrance } = replay;
  const { identity } = record.header;
  const who =
    profile === null
      ? `by profile${identity === null ? '' : `: ${identity.model}`}`
      : `by profile: ${profile.name}, ${profile.title}`;
  const opening = openingWords(record, who, joinWords(joinT, hindrance ?? noMoment, program));
  if (joinT === null) return { agrees: null, opening, closing: [] };
  const isSentAgain = replay.sent.every(({ recorded, replayed }) => recorded !== null && replayed !== null);
  const { agrees, verdict } = verdictOn(replay.agreements, isSentAgain);
  return { agrees: agrees && isSentAgain, opening, closing: [verdict, sentWords(replay), ...lostWords(replay)] };
}

function sentWords({ sent }: KeyedReplay): string {
  const made = sent.filter(({ recorded, replayed }) => recorded !== null && replayed !== null).length;
  const then = sent.filter(({ recorded }) => recorded !== null).length;
  const more = sent.filter(({ recorded }) => recorded === null).length;
  return `Keys and commands to the chair: ${made} of ${then} were sent again${more === 0 ? '' : `, and ${more} besides`}.`;
}

function openingWords({ header, entries }: FlightRecord, who: string, replayed: string): readonly string[] {
  const { chair, at, reasons } = header;
  const span = `${secondsText(entries[0]?.t ?? 0)} to ${secondsText(entries.at(-1)?.t ?? 0)}`;
  return [
    `Flight record of ${chair}: ${reasons[0]?.code ?? 'unknown'} at ${at}`,
    `  chair     ${who}`,
    `  recorded  by ${header.program}: ${entries.length} entries, ${span}`,
    ...reasons.map(({ t, event, message }) => `  reason    ${secondsText(t)} ${event}: ${message}`),
    `  replayed  ${replayed}`,
  ];
}

/** What a chair by profile is sent is all that its driver does: there it counts. */
function verdictOn(
  agreements: readonly Agreement[],
  isSentAgain = true,
): { readonly agrees: boolean; readonly verdict: string } {
  const missing = agreements.filter(({ replayed }) => replayed === null).length;
  const added = agreements.filter(({ recorded }) => recorded === null).length;
  const agrees = missing + added === 0;
  const reached = agreements.length - missing - added;
  const verdict = agrees
    ? `The replay ${isSentAgain ? 'agrees' : 'DIFFERS in what it sends'}: ${reached} of ${reached} states and events came again.`
    : `The replay DIFFERS: ${reached} states and events came again, ${missing} did not, ${added} came that are not recorded.`;
  return { agrees, verdict };
}

const noMoment = 'the record holds no moment from which a replay could begin';

const joinWords = (joinT: number | null, hindrance: string, program: string): string =>
  joinT === null
    ? `not at all: ${hindrance}; everything below is recorded`
    : `by ${program} from ${secondsText(joinT)} on; what stands in [ ] is recomputed, everything else is recorded`;

function requestWords({ expected, matched, extra }: Replay): string {
  const made = expected.filter((ask) => matched.has(ask));
  const other = made.filter((ask) => matched.get(ask) !== ask.payload).length;
  const numbers = other === 0 ? '' : `, ${other} with other numbers`;
  const more = extra.length === 0 ? '' : `, and ${extra.length} besides, first ${extra[0]?.payload}`;
  return `Requests to the chair: ${made.length} of ${expected.length} were made again${numbers}${more}.`;
}

const lostWords = ({ notGiven }: Pick<Replay, 'notGiven'>): string[] =>
  notGiven.length === 0 ? [] : [`Commands that the record does not hold whole: ${notGiven.join(', ')}.`];
