import type { FileEntry } from '../core/flight/format.js';
import type { StatusFaultCode } from '../core/status.js';
import type { SessionNotice } from '../session/events.js';

/** Something that a machine came to, recorded or replayed: `state fault`, `event fault stall`. */
export interface Mark {
  readonly t: number;
  readonly label: string;
}

/** How a mark of the record and one of the replay belong together; null where there is none on that side. */
export interface Agreement {
  readonly recorded: Mark | null;
  readonly replayed: Mark | null;
}

/** Ticks do not fall into the same moments, and a few of them may lie between. */
const apartMsMax = 1000;

const eventLabel = (type: string, code: StatusFaultCode | undefined, endedBy: string | null | undefined): string =>
  ['event', type, code ?? [], endedBy ?? []].flat().join(' ');

export const noticeLabel = ({ type, fault, endedBy }: SessionNotice): string => eventLabel(type, fault?.code, endedBy);

/** The label of what the record says, or null for entries that are no marks. */
export function labelOf(entry: FileEntry): string | null {
  if (entry.kind === 'state') return `state ${entry.state}`;
  return entry.kind === 'event' ? eventLabel(entry.event, entry.fault?.code, entry.endedBy) : null;
}

/** Pairs what the record says with what the replay came to, each at most once and in order. Pure. */
export function agree(recorded: readonly Mark[], replayed: readonly Mark[]): readonly Agreement[] {
  const left = [...replayed];
  const pairs = recorded.map((mark): Agreement => {
    const at = left.findIndex(({ t, label }) => label === mark.label && Math.abs(t - mark.t) <= apartMsMax);
    const [found = null] = at < 0 ? [] : left.splice(at, 1);
    return { recorded: mark, replayed: found };
  });
  return [...pairs, ...left.map((mark): Agreement => ({ recorded: null, replayed: mark }))];
}
