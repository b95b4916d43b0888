import { describe, expect, it } from 'vitest';
import { replay } from '../../src/replay/replay.js';
import { tellStory } from '../../src/replay/story.js';
import { replaySummary } from '../../src/replay/summary.js';
import type { DaemonBench } from '../support/daemon-bench.js';
import { read } from '../support/flight-bench.js';
import { press, scheduleBench, until } from '../support/schedule-bench.js';

/** The record of a stall in a session that began by an offer. */
function recordOf(take: (house: DaemonBench) => void, runningMs = 8000): string {
  const house = scheduleBench();
  until(house, '12:30:10');
  take(house);
  house.advance(runningMs);
  expect(house.ledger.all('opened').at(-1)?.schedule).toBe('evening');
  house.inject('stall:back@0s+2s');
  house.advance(16_000);
  return [...house.flights.files.values()][0] ?? '';
}

const pressFromAfar = (house: DaemonBench): void => expect(press(house)).toBe('ok');
const pressAtChair = (house: DaemonBench): void => house.inject('button:start');

describe('a record of a session that began by an offer', () => {
  it.each([
    ['from afar', pressFromAfar, 'offer over mqtt: ok'],
    ['at the chair', pressAtChair, 'offer over button: ok'],
  ])('pressed %s is replayed as it was', (_, take, row) => {
    const record = read(recordOf(take));
    expect(record.entries.filter(({ kind }) => kind === 'command')).toMatchObject([{ command: { name: 'offer' } }]);
    const replayed = replay(record);
    const apart = replayed.agreements.filter(
      ({ recorded, replayed: again }) => recorded === null || again === null || recorded.t !== again.t,
    );
    expect(apart).toEqual([]);
    expect(replayed.agreements.length).toBeGreaterThanOrEqual(5);
    expect(replayed.expected.filter((ask) => replayed.matched.get(ask) !== ask.payload)).toEqual([]);
    expect([replayed.extra, replayed.notGiven]).toEqual([[], []]);
    expect(replaySummary(record, replayed, 'test').agrees).toBe(true);
    expect(tellStory(record, replayed, { isWhole: false }).map(({ text }) => text)).toContain(row);
  });

  it('is replayed too where it begins when the press is long over', () => {
    const record = read(recordOf(pressFromAfar, 90_000));
    expect(record.entries.filter(({ kind }) => kind === 'command')).toEqual([]);
    const replayed = replay(record);
    expect(replaySummary(record, replayed, 'test').agrees).toBe(true);
    expect([replayed.extra, replayed.notGiven]).toEqual([[], []]);
  });

  it('is said to differ where the press is not in it: nothing begins by itself', () => {
    const record = read(recordOf(pressFromAfar));
    const without = { ...record, entries: record.entries.filter(({ kind }) => kind !== 'command') };
    const replayed = replay(without);
    expect(replaySummary(without, replayed, 'test').agrees).toBe(false);
    const again = replayed.agreements.flatMap(({ replayed: mark }) => mark?.label ?? []);
    expect(again).not.toContain('event session_started');
  });
});
