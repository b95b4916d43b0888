import { describe, expect, it } from 'vitest';
import { VirtualTime } from './virtual-time.js';

const record = (): { readonly time: VirtualTime; readonly seen: string[]; note(name: string): () => void } => {
  const time = new VirtualTime({ nowMs: 1000 });
  const seen: string[] = [];
  return { time, seen, note: (name) => () => seen.push(`${name}@${time.nowMs()}`) };
};

describe('virtual time', () => {
  it('runs timers in due order, ties in the order in which they were started', () => {
    const { time, seen, note } = record();
    time.after(20, note('late'));
    time.after(10, note('first'));
    time.after(10, note('second'));
    time.advance(30);
    expect(seen).toEqual(['first@1010', 'second@1010', 'late@1020']);
    expect(time.nowMs()).toBe(1030);
  });

  it('runs what timers start, and a period as often as it falls due', () => {
    const { time, seen, note } = record();
    time.after(5, () => time.after(5, note('child')));
    const period = time.every(4, note('tick'));
    time.advance(12);
    time.clear(period);
    time.advance(100);
    expect(seen).toEqual(['tick@1004', 'tick@1008', 'child@1010', 'tick@1012']);
    expect(time.waiting).toBe(0);
  });

  it('ends with a timer that starts itself again with no delay', () => {
    const time = new VirtualTime();
    let runs = 0;
    const again = (): void => {
      runs += 1;
      time.after(0, again);
    };
    time.after(0, again);
    time.advance(10);
    expect(runs).toBe(10);
  });

  it('a cleared timer does not run, also one cleared by another of the same moment', () => {
    const { time, seen, note } = record();
    time.after(10, () => time.clear(victim));
    const victim = time.after(10, note('victim'));
    time.advance(50);
    expect(seen).toEqual([]);
  });

  it('a stall moves the time and runs nothing; what is late runs once in the next advance', () => {
    const { time, seen, note } = record();
    time.every(100, note('tick'));
    time.stall(550);
    expect(seen).toEqual([]);
    time.advance(100);
    expect(seen).toEqual(['tick@1550', 'tick@1650']);
  });

  it('a jump of the time of day leaves monotonic time and timers alone', () => {
    const { time, seen, note } = record();
    const wallMs = time.wallMs();
    time.after(10, note('timer'));
    time.jumpWall(-3_600_000);
    time.advance(10);
    expect(time.wallMs()).toBe(wallMs - 3_600_000 + 10);
    expect(seen).toEqual(['timer@1010']);
  });

  it('lets promises settle between timers', async () => {
    const { time, seen, note } = record();
    time.after(10, () => void Promise.resolve().then(note('promise')));
    time.after(20, note('timer'));
    await time.advanceAsync(20);
    expect(seen).toEqual(['promise@1010', 'timer@1020']);
  });

  it('gives the same chances for the same seed', () => {
    const draw = (seed: number): number[] => {
      const time = new VirtualTime({ seed });
      return Array.from({ length: 50 }, () => time.random());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7).every((chance) => chance >= 0 && chance < 1)).toBe(true);
  });
});
