import { describe, expect, it } from 'vitest';
import { isConforming } from '../../../hardware-sim/conformance/kit.js';
import { SimulatedChair } from '../../../hardware-sim/simulated-chair.js';
import { VirtualTime } from '../../support/virtual-time.js';
import { cases, runKit } from './kit-bench.js';

const ids = cases.flatMap(({ id, next }) => [id, ...(next ?? []).map((each) => each.id)]);
/** What the simulated chair cannot be asked: it has every zone, air in another zone, and does not restart at an open port. */
const notAsked = [
  'caps.missing-zone',
  'unsupported.missing-zone',
  'air.hold-alone',
  'restart.boot',
  'restart.session',
  'stop.bare-no-lease',
  'estop.byte-no-lease',
];

describe('the kit on the simulated chair', () => {
  it('finds that every clause holds, and leaves the chair at rest', async () => {
    const levels: number[] = [];
    const run = await runKit({
      onEnd: (chair) => {
        levels.push(...chair.history.map(({ level }) => level));
        expect(chair.mode).toBe('idle');
        expect(chair.latches).toEqual([]);
      },
    });
    expect(run.verdicts.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect([...run.skipped].sort()).toEqual([...notAsked].sort());
    expect(run.verdicts.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(isConforming(run.verdicts)).toBe(true);
    expect(run.ending).toBe('still');
    expect(Math.max(...levels)).toBeLessThanOrEqual(20);
  });

  it('says what it has measured', async () => {
    const run = await runKit({ only: /^lease\.expires$/ });
    expect(run.verdicts).toHaveLength(1);
    expect(run.verdict('lease.expires').detail).toMatch(/^zero after \d+ ms, allowed 1100$/);
  });

  it('passes one that a host has greeted before, without what cannot be asked of it any more', async () => {
    const clock = new VirtualTime();
    const chair = SimulatedChair.inMemory({ clock });
    const first = await runKit({ chair, clock, only: /^hello\.form$/ });
    expect(first.failed).toEqual([]);
    clock.advance(30_000);
    const second = await runKit({ chair, clock, only: /^(opening|hello)\./ });
    expect(second.failed).toEqual([]);
    expect(second.skipped).toEqual(['opening.verbs', 'opening.keep', 'opening.version', 'opening.set']);
  });
});

describe('the end of a run [S4]', () => {
  it.each([3000, 20_000, 45_000, 60_000, 70_500, 90_000, 120_000])(
    'leaves the chair at rest where it is interrupted after %i ms',
    async (interruptAtMs) => {
      const run = await runKit({
        interruptAtMs,
        onEnd: (chair) => {
          const { back, seat, legs } = chair.zones;
          expect([back, seat, legs].map(({ level, duty, pump }) => [level, duty, pump])).toEqual(
            Array(3).fill([0, 0, false]),
          );
        },
      });
      expect(run.ending).not.toBe('unseen');
      expect(isConforming(run.verdicts)).toBe(false);
      expect(run.verdicts.at(-1)).toMatchObject({ verdict: 'fail' });
      expect(run.elapsedMs).toBeLessThan(interruptAtMs + 6000);
    },
  );

  it.each(['half-open@60s', 'mute@60s', 'unplug@60s'])(
    'says that the chair was not seen still with %s',
    async (fault) => {
      const run = await runKit({ faults: [fault] });
      expect(run.ending).toBe('unseen');
      expect(isConforming(run.verdicts)).toBe(false);
    },
  );

  it('says that the chair was not seen still where it obeys nothing', async () => {
    const run = await runKit({ faults: ['runaway:legs:hard'] });
    expect(run.ending).toBe('unseen');
    expect(run.verdicts.at(-1)?.verdict).toBe('fail');
  });

  it('gives no verdict where the port does not open', async () => {
    const run = await runKit({ faults: ['unplug'] });
    expect(run).toMatchObject({ verdicts: [], ending: 'not-moved', problem: expect.stringContaining('unplugged') });
  });

  it('sets nothing in motion on a chair that does not speak', async () => {
    const run = await runKit({ faults: ['mute'] });
    expect(run.ending).toBe('not-moved');
    expect(run.failed).toHaveLength(ids.length);
  });
});
