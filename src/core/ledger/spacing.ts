/** Lets one thing of a kind through in a while, and counts what it holds back. */
export class Spacing {
  private readonly kinds = new Map<string, { atMs: number; heldBack: number }>();

  constructor(
    private readonly everyMs: number,
    private readonly kindsMax: number,
  ) {}

  /** How many of its kind were held back since the last one that was let through; null where this one is held back. */
  pass(kind: string, nowMs: number): number | null {
    const before = this.kinds.get(kind);
    if (before !== undefined && nowMs - before.atMs < this.everyMs) {
      before.heldBack += 1;
      return null;
    }
    if (before === undefined && this.kinds.size >= this.kindsMax) this.kinds.clear();
    this.kinds.set(kind, { atMs: nowMs, heldBack: 0 });
    return before?.heldBack ?? 0;
  }
}
