import { frameLine } from '../../src/core/protocol/crc.js';
import type { KitBench } from './bench.js';
import { type HeardLine, telemetryHeard } from './link.js';

const everyMs = 30;
/** The answer may have come before the line that was waited for, never long before. */
const recentMax = 20;

const answerMs = 250;

/** What is asked here must not be answered in the middle of what comes next. */
async function answered(bench: KitBench, seq: number, found: HeardLine): Promise<HeardLine> {
  const { link } = bench;
  await link.find(({ payload }) => payload.startsWith(`${seq} `), answerMs, Math.max(0, link.heard.length - recentMax));
  return found;
}

/** Waits for a line as `find` does, and asks for a T line now and then: a kit that waited for each by itself would take an hour. */
export async function nudged(
  bench: KitBench,
  fits: (heard: HeardLine) => boolean,
  ms: number,
  from = bench.link.cursor,
): Promise<HeardLine | null> {
  const { link } = bench;
  const untilMs = link.nowMs + ms;
  for (let at = from; link.isOpen && !link.isInterrupted && link.nowMs < untilMs; ) {
    const askedAt = link.heard.length;
    link.writeAside(frameLine(`${bench.nextSeq()} STATUS`));
    const { seq } = bench;
    const found =
      (await link.find(fits, Math.min(everyMs, untilMs - link.nowMs), at)) ?? (await lineOf(bench, fits, seq, askedAt));
    if (found !== null) return await answered(bench, seq, found);
    at = link.heard.length;
  }
  return null;
}

/** Waits for the T line that was asked for, so that a slow line is not asked for more than it carries. */
async function lineOf(
  { link }: KitBench,
  fits: (heard: HeardLine) => boolean,
  seq: number,
  askedAt: number,
): Promise<HeardLine | null> {
  const hasCome = (): boolean => {
    const since = link.heard.slice(askedAt);
    const answerAt = since.findIndex(({ payload }) => payload.startsWith(`${seq} `));
    return answerAt >= 0 && since.slice(answerAt).some((heard) => telemetryHeard(heard) !== null);
  };
  await link.until(hasCome, answerMs);
  return link.heard.slice(askedAt).find(fits) ?? null;
}
