import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../hardware-sim/random.js';
import {
  isWriteDue,
  nextLookAtMs,
  nothingKept,
  type RecordKeeping,
  saveAsked,
  whyUnsaved,
  writeBegun,
  writeFailed,
  writeLanded,
} from '../../src/core/record-keeping.js';

const asked = (nowMs: number): RecordKeeping => writeBegun(saveAsked(nothingKept, nowMs));

/** The waits between the attempts of a disk that always refuses. */
function waitsOf(random: number, count: number): readonly number[] {
  let keeping = asked(0);
  let nowMs = 0;
  return Array.from({ length: count }, () => {
    keeping = writeFailed(keeping, nowMs, 'ENOSPC', random);
    const waitMs = nextLookAtMs(keeping, nowMs) - nowMs;
    nowMs += waitMs;
    keeping = writeBegun(keeping);
    return waitMs;
  });
}

function anyStep(before: RecordKeeping, nowMs: number, random: Random): RecordKeeping {
  const deed = random.next();
  const keeping = deed < 0.4 ? saveAsked(before, nowMs) : before;
  if (isWriteDue(keeping, nowMs)) return writeBegun(keeping);
  if (keeping.writing === null) return keeping;
  return deed < 0.7 ? writeLanded(keeping, nowMs) : writeFailed(keeping, nowMs, 'EIO', random.next());
}

const isOnItsWay = ({ asked: newest, landed, writing, dueAtMs }: RecordKeeping, nowMs: number): boolean =>
  landed === newest || (landed < newest && (writing !== null || dueAtMs <= nowMs + 30_000));

describe('a record that is to be kept', () => {
  it('is written at once, and is whole when it has landed', () => {
    const keeping = saveAsked(nothingKept, 5);
    expect(isWriteDue(keeping, 5)).toBe(true);
    const landed = writeLanded(writeBegun(keeping), 20);
    expect([landed.asked, landed.landed, whyUnsaved(landed, 9999)]).toEqual([1, 1, null]);
    expect([isWriteDue(landed, 9999), nextLookAtMs(landed, 20)]).toEqual([false, Number.POSITIVE_INFINITY]);
  });

  it('counts as unsaved as soon as a write has failed, and after 1 s of a write that does not come back [S3]', () => {
    expect(whyUnsaved(writeFailed(asked(0), 3, 'EIO', 0), 3)).toBe('EIO');
    expect(whyUnsaved(asked(0), 999)).toBeNull();
    expect(nextLookAtMs(asked(0), 10)).toBe(1000);
    expect(whyUnsaved(asked(0), 1000)).toContain('does not answer');
    expect(nextLookAtMs(asked(0), 1000)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is tried again after 1 s, then after up to 30 s, for as long as it takes', () => {
    expect(waitsOf(0, 1)[0]).toBe(1000);
    for (const random of [0, 0.5, 0.999]) {
      const waits = waitsOf(random, 200);
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(1000);
      expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
      expect(waits.at(-1)).toBeGreaterThanOrEqual(15_000);
    }
  });

  it('is tried soon after a newer save, though not more than once a second', () => {
    let keeping = asked(0);
    for (let failures = 0; failures < 8; failures++)
      keeping = writeBegun(writeFailed(keeping, failures * 40_000, 'EIO', 1));
    keeping = writeFailed(keeping, 400_000, 'EIO', 1);
    expect(nextLookAtMs(saveAsked(keeping, 400_100), 400_100)).toBe(401_000);
    expect(isWriteDue(saveAsked(keeping, 405_000), 405_000)).toBe(true);
  });

  it('waits from when its own save was asked, however many were written before it', () => {
    const newer = saveAsked(asked(0), 800);
    const landed = writeLanded(newer, 900);
    expect(isWriteDue(landed, 900)).toBe(true);
    expect(whyUnsaved(writeBegun(landed), 1799)).toBeNull();
    expect(whyUnsaved(writeBegun(landed), 1800)).not.toBeNull();
  });

  it('is always on its way or whole, whatever happens in whatever order', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = seededRandom(seed);
      let keeping = nothingKept;
      let nowMs = 0;
      for (let step = 0; step < 200; step++) {
        nowMs += Math.floor(random.next() * 3000);
        keeping = anyStep(keeping, nowMs, random);
        expect(isOnItsWay(keeping, nowMs), `seed ${seed}, step ${step}`).toBe(true);
      }
    }
  });
});
