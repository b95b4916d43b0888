import type { FileEntry } from '../core/flight/format.js';
import { type Agreement, labelOf } from './marks.js';
import { secondsText } from './meaning.js';

/** One line of the story. `toT` is null for what happened in a moment; times in ms from the fault. */
export interface Row {
  readonly t: number;
  readonly toT: number | null;
  readonly sign: '<' | '>' | '@' | '=' | '!' | '*' | '~' | '?';
  readonly text: string;
  /** What the replay says of it; null where it was not asked. */
  readonly replayed: string | null;
}

export interface StoryOptions {
  /** Every line by itself. */
  readonly isWhole: boolean;
}

/** One tick of the daemon: nearer than that no two runs come. */
const sameMs = 50;

/** What the replay says of each thing that is recorded. */
export class ReplayVerdicts {
  private readonly left: Agreement[];

  constructor(agreements: readonly Agreement[]) {
    this.left = [...agreements];
  }

  /** Null where it was not asked. */
  on(t: number, label: string | null): string | null {
    const at = this.left.findIndex(({ recorded }) => recorded?.t === t && recorded.label === label);
    const [pair] = at < 0 ? [] : this.left.splice(at, 1);
    if (pair === undefined) return null;
    if (pair.replayed === null) return 'DIFFERS: not in the replay';
    const lateMs = Math.round(pair.replayed.t - t);
    return Math.abs(lateMs) <= sameMs
      ? 'same'
      : `same, ${secondsText(Math.abs(lateMs))} ${lateMs > 0 ? 'later' : 'earlier'}`;
  }

  onEntry(entry: FileEntry): string | null {
    return this.on(entry.t, labelOf(entry));
  }
}

/** What only the replay came to. */
export const onlyReplayed = (
  agreements: readonly Agreement[],
  words = (label: string): string => label,
): readonly Row[] =>
  agreements.flatMap(({ recorded, replayed }): Row[] =>
    recorded !== null || replayed === null
      ? []
      : [{ t: replayed.t, toT: null, sign: '?', text: words(replayed.label), replayed: 'only in the replay' }],
  );

/** What is said more than once for one moment is said once. */
export const eachOnce = (rows: readonly Row[]): readonly Row[] =>
  rows.filter((row, at) => rows.findIndex(({ t, text }) => t === row.t && text === row.text) === at);

/** Rows in the order of their times. */
export const rowsInOrder = (rows: readonly Row[], more: readonly Row[]): readonly Row[] =>
  more.length === 0 ? rows : [...rows, ...more].sort((one, other) => one.t - other.t);

export function markWords(entry: Extract<FileEntry, { readonly kind: 'state' | 'event' }>): string {
  if (entry.kind === 'state') return `${entry.before === null ? '' : `${entry.before} -> `}${entry.state}`;
  const { event, fault, endedBy, source } = entry;
  const where = fault === null ? '' : `: ${fault.message}`;
  const by = endedBy === null ? '' : ` by ${endedBy}`;
  return `${event}${by}${source === null ? '' : ` over ${source}`}${where}`;
}

export function plainWords(
  entry: Extract<FileEntry, { readonly kind: 'wire' | 'late' | 'left-out' | 'daemon' }>,
): string {
  switch (entry.kind) {
    case 'wire': {
      const words = { opening: 'opening the line', opened: 'the line is open', dropped: 'the line was given up' };
      return entry.change === 'closed' ? `the line closed: ${entry.why ?? ''}` : words[entry.change];
    }
    case 'late':
      return `the daemon had stood still for ${secondsText(entry.gapMs)}`;
    case 'left-out':
      return `a flood: ${entry.lines} lines and ${entry.commands} commands within a second are not in the record`;
    case 'daemon':
      if (entry.deed === 'halt') return 'the daemon halted the chair because of a bug of its own';
      return entry.deed === 'shutdown' ? 'the daemon is going down' : `another daemon: ${entry.why ?? ''}`;
  }
}
