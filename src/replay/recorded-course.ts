import type { FileEntry, FlightRecord } from '../core/flight/format.js';
import { type Agreement, agree, labelOf, type Mark } from './marks.js';

/** Of what the machine did in a flood, no more is kept. */
const marksMax = 10_000;

export type Checkpoint = Extract<FileEntry, { readonly kind: 'checkpoint' }>;

/** Where a replay of a record begins; undefined where it holds no such moment. */
export const joinOf = ({ entries }: FlightRecord): Checkpoint | undefined =>
  entries.find((entry): entry is Checkpoint => entry.kind === 'checkpoint');

/** When the record ends, ms from the fault. */
export const recordEndT = ({ entries }: FlightRecord): number => entries.at(-1)?.t ?? 0;

/** What the record says from the join on. The state that the join has may be written after it, where a daemon had just begun. */
function marksAfter(join: Checkpoint, entries: readonly FileEntry[]): readonly Mark[] {
  let { state } = join.point;
  return entries.slice(entries.indexOf(join)).flatMap((entry): Mark[] => {
    const label = labelOf(entry);
    const isKnown = entry.kind === 'state' && entry.state === state;
    if (entry.kind === 'state') state = entry.state;
    return label === null || isKnown ? [] : [{ t: entry.t, label }];
  });
}

/** A record whose daemon was killed ends in the middle of a moment: what else belongs to that moment is not missing. */
export const withinRecord = (agreements: readonly Agreement[], endT: number): readonly Agreement[] =>
  agreements.filter((pair) => pair.recorded !== null || (pair.replayed?.t ?? 0) < endT);

/** What the record says from the join on, and what the replay came to. */
export function agreementsOf(
  record: FlightRecord,
  join: Checkpoint | undefined,
  replayed: readonly Mark[],
): readonly Agreement[] {
  const recorded = join === undefined ? [] : marksAfter(join, record.entries);
  return withinRecord(agree(recorded, replayed.slice(0, marksMax)), recordEndT(record));
}

/** A reset that could not be done was begun all the same, and so was what has no verdict: the record is written in the middle of
 *  the command that it is of. */
export function wasTaken({ command, code }: Extract<FileEntry, { readonly kind: 'command' }>): boolean {
  if (command.name === 'select' || command.name === 'remote_start') return false;
  return code === 'ok' || code === null || (command.name === 'reset' && (code === 'fault' || code === 'link_down'));
}
