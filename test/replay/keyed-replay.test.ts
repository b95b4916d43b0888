import { describe, expect, it } from 'vitest';
import type { Twin } from '../../hardware-sim/twins/twin.js';
import { read } from '../support/flight-bench.js';
import type { TwinBench } from '../support/twin-bench.js';
import { differences, lives } from './keyed-lives.js';

type Life = (typeof lives)[string];
type Deed = (house: TwinBench<Twin>, life: Life) => void;

const asked =
  (command: 'stop' | 'pause' | 'resume' | 'estop' | 'reset'): Deed =>
  ({ bench }) =>
    void bench.run({ command });
const passing =
  (durationMs: number): Deed =>
  (house) =>
    house.advance(durationMs);
const suffering =
  (fault: string): Deed =>
  ({ twin }) =>
    void twin.inject(fault);
const started: Deed = (house, { device }) => {
  expect(house.start(device.programs[0] ?? '')).toMatchObject({ code: 'ok' });
};
const pressed: Deed = ({ twin }, { personKey }) => void twin.press(personKey);

/** What happens to a chair that runs; each leaves a record. */
const stories: Readonly<Record<string, readonly Deed[]>> = {
  'an emergency stop, a reset and a start': [
    asked('estop'),
    passing(40_000),
    asked('reset'),
    passing(4000),
    started,
    passing(8000),
    asked('estop'),
  ],
  'a pause, a resume and a stop before it': [
    asked('pause'),
    passing(5000),
    asked('resume'),
    passing(9000),
    asked('stop'),
    passing(3000),
    suffering('unplug@0s+3s'),
    passing(6000),
    asked('estop'),
  ],
  'a key that a person presses': [pressed, passing(6000), asked('estop')],
  'a line that is lost and comes back': [suffering('unplug@0s+5s')],
  'a chair that falls silent': [suffering('mute@0s+9s'), passing(12_000), asked('estop')],
  'damage on the cable': [suffering('corrupt:0.2@0s+20s'), passing(12_000), asked('estop')],
  'frames in pieces': [suffering('split@0s+30s'), passing(15_000), asked('estop')],
  'bytes of something else': [
    suffering('garbage:0.2@0s+20s'),
    passing(8000),
    asked('stop'),
    passing(6000),
    asked('estop'),
  ],
  'a daemon that is killed and comes back': [({ bench }) => bench.restart(), passing(9000), asked('estop')],
};

/** The records of a chair that had run for so long when this happened. */
function recordsOf(life: Life, deeds: readonly Deed[], runningMs: number): readonly string[] {
  const house = life.device.open(7);
  started(house, life);
  house.advance(runningMs);
  for (const deed of deeds) deed(house, life);
  house.advance(16_000);
  return [...house.bench.flights.files.values()];
}

/** A record begins before the session, or in the middle of it. */
const runningMs = [9000, 75_350] as const;

describe.each(Object.entries(lives))('a record of %s', (name, life) => {
  const row = Object.keys(lives).indexOf(name);
  it.each(Object.entries(stories))('with %s is replayed as it was', (story, deeds) => {
    // Every other one: each story meets both beginnings.
    const at = (Object.keys(stories).indexOf(story) + row) % 2;
    const records = recordsOf(life, deeds, runningMs[at] ?? 0);
    expect(records.length).toBeGreaterThanOrEqual(1);
    expect(records.map(differences)).toEqual(records.map(() => []));
  });
});

describe.each(Object.entries(lives).filter(([, { unstoppable }]) => unstoppable !== null))(
  'a stop that %s is never seen to obey',
  (_name, life) => {
    const deeds = [suffering(life.unstoppable ?? ''), asked('stop')];

    it('is replayed, with its alarm [S4]', () => {
      const [text = ''] = recordsOf(life, deeds, 20_000);
      const { header } = read(text);
      expect(header.reasons.map(({ event }) => event)).toContain('stop_unverified');
      expect(differences(text)).toEqual([]);
    });

    it('is replayed from its middle too, long after it was asked', () => {
      const house = life.device.open(7);
      started(house, life);
      house.advance(20_000);
      for (const deed of deeds) deed(house, life);
      house.advance(90_000);
      house.bench.run({ command: 'estop' });
      house.advance(7000);
      const texts = [...house.bench.flights.files.values()];
      expect(texts.length).toBeGreaterThan(1);
      expect(texts.map(differences)).toEqual(texts.map(() => []));
    });
  },
);
