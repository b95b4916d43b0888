import { frame } from '../../src/core/protocol/crc.js';
import type { Bench } from './bench.js';
import type { Heard } from './link.js';

const everyMs = 30;

/** Waits for a line as `find` does, and asks for a T line now and then: a kit that waited for each by itself would take an hour. */
export async function nudged(
  bench: Bench,
  fits: (heard: Heard) => boolean,
  ms: number,
  from = bench.link.cursor,
): Promise<Heard | null> {
  const { link } = bench;
  const untilMs = link.nowMs + ms;
  for (let at = from; link.isOpen && !link.isInterrupted && link.nowMs < untilMs; ) {
    link.writeAside(frame(`${bench.nextSeq()} STATUS`));
    const next = at;
    const found = await link.find(fits, Math.min(everyMs, untilMs - link.nowMs), next);
    if (found !== null) return found;
    at = link.heard.length;
  }
  return null;
}
