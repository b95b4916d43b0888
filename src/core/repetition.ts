/** So many lines of a kind are said as they come; a broken automation writes two a second for days. */
const saidMax = 5;
const windowMs = 60_000;
/** A bound on what is remembered; kinds beyond it share one count. */
const kindsMax = 1000;

/** A line that stands for others: the newest of them, and how many were not said since the one before. */
export interface Counted<Line> {
  readonly line: Line;
  readonly repeated: number;
}

interface Kind<Line> {
  readonly endsAtMs: number;
  readonly said: number;
  readonly left: Counted<Line> | null;
}

/** Bounds lines that repeat: the first few of a kind are said, then one a minute with the count of the others, until a minute
 *  has passed without any. */
export class RepetitionBound<Line> {
  private readonly kinds = new Map<string, Kind<Line>>();
  /** No kind is over before: what is asked at every line must not go over all of them. */
  private earliestMs = Number.POSITIVE_INFINITY;
  /** Kinds of which something is held back. */
  private held = 0;

  /** Whether this line is said; else it counts for the next one that is. */
  admits(name: string, line: Line, nowMs: number): boolean {
    const key = this.kinds.has(name) || this.kinds.size < kindsMax ? name : '';
    const kind = this.kinds.get(key) ?? { endsAtMs: nowMs + windowMs, said: 0, left: null };
    const isSaid = kind.said < saidMax;
    if (!isSaid && kind.left === null) this.held += 1;
    this.earliestMs = Math.min(this.earliestMs, kind.endsAtMs);
    const left = isSaid ? kind.left : { line, repeated: (kind.left?.repeated ?? 0) + 1 };
    this.kinds.set(key, { ...kind, said: Math.min(kind.said + 1, saidMax), left });
    return isSaid;
  }

  /** Lines that have to be said now, because their minute is over. */
  due(nowMs: number): readonly Counted<Line>[] {
    if (nowMs < this.earliestMs) return [];
    const over = [...this.kinds].filter(([, { endsAtMs }]) => nowMs >= endsAtMs);
    for (const [name, kind] of over) {
      if (kind.left === null) this.kinds.delete(name);
      else {
        this.kinds.set(name, { endsAtMs: nowMs + windowMs, said: saidMax, left: null });
        this.held -= 1;
      }
    }
    this.earliestMs = Math.min(...[...this.kinds.values()].map(({ endsAtMs }) => endsAtMs));
    return over.flatMap(([, { left }]) => (left === null ? [] : [left]));
  }

  /** When `due` has to be asked next; null while nothing was held back. */
  get nextAtMs(): number | null {
    if (this.held === 0) return null;
    const ends = [...this.kinds.values()].flatMap(({ left, endsAtMs }) => (left === null ? [] : [endsAtMs]));
    return Math.min(...ends);
  }
}
