import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../../hardware-sim/random.js';
import { profileDriver } from '../../../src/chair/keyed/profile-driver.js';
import { DaemonBench } from '../../support/daemon-bench.js';
import { remoteBus } from '../../support/shipped-profiles.js';
import { OtherChair } from './other-chair.js';

function benchOf(seed: number): { readonly bench: DaemonBench; readonly chair: OtherChair } {
  let made: OtherChair | null = null;
  const bench = new DaemonBench({
    seed,
    driver: profileDriver(remoteBus),
    settings: { remoteStart: true },
    around: (_direct, clock) => {
      made ??= new OtherChair(clock, seed);
      return made.open;
    },
  });
  if (made === null) throw new Error('the daemon opened no wire');
  const chair: OtherChair = made;
  // A chair that is dark while it is off is switched on by its own remote.
  if (chair.nature.isDarkWhenOff) chair.press('0303');
  bench.advance(5000);
  return { bench, chair };
}

const keys = ['0303', '0363', '0327', '0375', '0315', '0331', '0322', '032D', '031F', '0320'];

/** Something that happens: mostly somebody at the remote. */
function disturb(bench: DaemonBench, chair: OtherChair, random: Random): void {
  const what = random.next();
  if (what < 0.5) chair.press(keys[Math.floor(random.next() * keys.length)] ?? '0303');
  else if (what < 0.6) chair.isStatusCut = !chair.isStatusCut;
  else if (what < 0.65) chair.isCommandCut = !chair.isCommandCut;
  else if (what < 0.75) bench.run({ command: 'start', program: 'quick-break' });
  else if (what < 0.8) bench.run({ command: 'pause' });
  else if (what < 0.85) bench.run({ command: 'resume' });
  else if (what < 0.9) bench.restart();
}

const powerKeys = (chair: OtherChair): number => chair.keysHeard.filter((code) => code === '0303').length;

/** What holds of every chair of the bus, for so many seeds. Virtual time is what bounds it: a busy machine may take longer. */
export function claimOfOtherChairs(count: number): void {
  const seeds = Array.from({ length: count }, (_each, at) => 3000 + at);

  describe.each(seeds)('a chair of the bus with habits of its own, seed %i', { timeout: 0 }, (seed) => {
    it('is brought to what a program wants, and stopped', () => {
      const { bench, chair } = benchOf(seed);
      expect(bench.run({ command: 'start', program: 'quick-break' })).toMatchObject({ code: 'ok' });
      bench.advance(75_000);
      expect({ state: bench.state, fault: bench.status.fault?.message }).toMatchObject({ state: 'running' });
      expect([chair.technique, chair.isAirOn, chair.speed]).toEqual(['roll', true, 0]);
      const before = chair.keysHeard.length;
      bench.advance(10_000);
      expect(chair.keysHeard.length).toBe(before);
      expect(before).toBeLessThanOrEqual(30);
      bench.run({ command: 'stop' });
      while (bench.state === 'stopping') bench.advance(50);
      // Lost keys are pressed again, also after the alarm; what is said to be still is still.
      if (bench.state === 'idle') expect(chair.isOn).toBe(false);
      bench.advance(20_000);
      expect(chair.isOn).toBe(false);
      expect(bench.broken).toBeNull();
    });

    it('[S4] is never said to be still while it moves, whatever somebody presses and whichever line is cut', () => {
      const { bench, chair } = benchOf(seed);
      const random = seededRandom(seed);
      bench.run({ command: 'start', program: 'quick-break' });
      for (let turn = 0; turn < 40; turn += 1) {
        bench.advance(200 + Math.floor(random.next() * 6000));
        disturb(bench, chair, random);
      }
      chair.isStatusCut = false;
      chair.isCommandCut = false;
      bench.advance(8000);
      const powersBefore = powerKeys(chair);
      bench.daemon.fleet.stop('chair', 'stop', 'mqtt');
      bench.advance(25_000);
      expect(chair.isOn && bench.status.last_session?.ended_by === 'stopped' && bench.state === 'idle').toBe(false);
      expect(chair.isOn).toBe(false);
      expect(powerKeys(chair) - powersBefore).toBeLessThanOrEqual(9);
      const quiet = chair.keysHeard.length;
      bench.advance(120_000);
      expect(chair.keysHeard.length).toBe(quiet);
      expect(bench.broken).toBeNull();
    });

    it('[S5] is off within seconds after the status line was cut in mid-session', () => {
      const { bench, chair } = benchOf(seed);
      bench.run({ command: 'start', program: 'quick-break' });
      bench.advance(40_000);
      chair.isStatusCut = true;
      bench.advance(3500);
      expect(bench.status.last_session).toMatchObject({ ended_by: 'link_lost' });
      const isHeard = chair.nature.lostKeys === 0;
      if (isHeard) expect(chair.isOn).toBe(false);
      chair.isStatusCut = false;
      bench.advance(20_000);
      expect(chair.isOn).toBe(false);
    });
  });
}
