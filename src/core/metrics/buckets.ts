/** Observations, counted by how large they are: one more is an addition or two, and allocates nothing. */
export class Buckets {
  /** Of each bound, how many were at most it and above the one before; the last is beyond them all. */
  readonly counts: number[];
  count = 0;
  sum = 0;

  /** `bounds` ascend. */
  constructor(readonly bounds: readonly number[]) {
    this.counts = [...bounds, Number.POSITIVE_INFINITY].map(() => 0);
  }

  observe(value: number): void {
    let at = 0;
    while (at < this.bounds.length && value > (this.bounds[at] ?? 0)) at += 1;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.count += 1;
    this.sum += value;
  }
}

/** All of them together; they have the same bounds. */
export function together(bounds: readonly number[], all: readonly Buckets[]): Buckets {
  const sum = new Buckets(bounds);
  for (const each of all) {
    each.counts.forEach((count, at) => {
      sum.counts[at] = (sum.counts[at] ?? 0) + count;
    });
    sum.count += each.count;
    sum.sum += each.sum;
  }
  return sum;
}
