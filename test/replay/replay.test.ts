import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileEntry, FlightRecord } from '../../src/core/flight/format.js';
import { type Replay, replay } from '../../src/replay/replay.js';
import type { Row } from '../../src/replay/rows.js';
import { tellStory } from '../../src/replay/story.js';
import { replaySummary } from '../../src/replay/summary.js';
import { mishapNames, read, recordText } from '../support/flight-bench.js';

const differences = ({ agreements }: Replay) =>
  agreements.filter(({ recorded, replayed }) => recorded === null || replayed === null || recorded.t !== replayed.t);

const told = (record: FlightRecord): readonly Row[] => tellStory(record, replay(record), { isWhole: false });
const marksOf = (record: FlightRecord): string[] =>
  told(record)
    .filter(({ t, sign }) => t >= 0 && '=!'.includes(sign))
    .map(({ text }) => text.split(':')[0] ?? '');

const without = (record: FlightRecord, isLeftOut: (entry: FileEntry) => boolean): FlightRecord => ({
  ...record,
  entries: record.entries.filter((entry) => !isLeftOut(entry)),
});

describe('a replay', () => {
  describe.each(mishapNames)('of %s', (mishap) => {
    it.each([5000, 65_000])('comes to every state and event of the record, %i ms into a session', (runningMs) => {
      const record = read(recordText(mishap, runningMs));
      const replayed = replay(record);
      expect(replayed.joinT).not.toBeNull();
      expect(replayed.agreements.length).toBeGreaterThanOrEqual(3);
      expect(differences(replayed)).toEqual([]);
      expect(replayed.expected.filter((ask) => replayed.matched.get(ask) !== ask.payload)).toEqual([]);
      expect([replayed.extra, replayed.notGiven]).toEqual([[], []]);
      expect(replaySummary(record, replayed, 'test').agrees).toBe(true);
    });

    it('is the same every time', () => {
      const record = read(recordText(mishap));
      const again = () => JSON.stringify([told(record), replaySummary(record, replay(record), 'test')]);
      expect(again()).toBe(again());
    });
  });

  it('tells the story of a stall', () => {
    const record = read(recordText('stall'));
    expect(marksOf(record)).toEqual([
      'fault',
      'session_ended by fault',
      'running -> fault',
      'fault_cleared',
      'fault -> idle',
    ]);
    const stop = told(record).find(({ t, sign, text }) => t >= 0 && sign === '>' && text.startsWith('STOP 0'));
    expect(stop?.text).toMatch(/everything to 0.*: OK after \d+ ms/);
  });

  it('tells the story of a lost link', () => {
    const record = read(recordText('link lost'));
    expect(marksOf(record).slice(0, 3)).toEqual(['link_lost', 'session_ended by link_lost', 'running -> disconnected']);
    expect(told(record).some(({ text }) => text.startsWith('bare STOP'))).toBe(true);
  });

  it('tells the story of a stop that is not obeyed', () => {
    const record = read(recordText('stop unverified'));
    expect(marksOf(record)).toEqual([
      'emergency_stopped',
      'session_ended by stopped',
      'stopping -> emergency_stopped',
      'stop_unverified',
    ]);
    expect(told(record).some(({ text }) => /\d+ emergency byte again/.test(text))).toBe(true);
  });

  it('folds telemetry, KEEPs and renewals into a few rows', () => {
    const record = read(recordText('stall', 65_000));
    expect(record.entries.length).toBeGreaterThan(900);
    expect(told(record).length).toBeLessThan(30);
    expect(tellStory(record, replay(record), { isWhole: true }).length).toBe(record.entries.length);
  });
});

describe('a record that the machine would not have made', () => {
  it('is said to differ: a fault that the chair never reported', () => {
    const record = without(
      read(recordText('stall')),
      (entry) => entry.kind === 'rx' && entry.line.startsWith('E fault'),
    );
    const replayed = replay(record);
    expect(replaySummary(record, replayed, 'test')).toMatchObject({
      agrees: false,
      closing: [expect.stringContaining('DIFFERS'), expect.anything()],
    });
    expect(told(record).find(({ text }) => text === 'running -> fault')?.replayed).toBe('DIFFERS: not in the replay');
  });

  it('is said to differ: a command that the record lacks', () => {
    const record = without(
      read(recordText('stop unverified')),
      (entry) => entry.kind === 'command' && entry.command.name === 'stop',
    );
    expect(replaySummary(record, replay(record), 'test').agrees).toBe(false);
  });

  it('is said to differ: a state that was never left', () => {
    const record = without(read(recordText('stall')), (entry) => entry.kind === 'state' && entry.state === 'fault');
    expect(told(record).filter(({ sign }) => sign === '?')).toMatchObject([
      { text: 'state fault', replayed: 'only in the replay' },
    ]);
  });
});

describe('a record without a moment to begin from', () => {
  it('is told, and not replayed', () => {
    const record = without(read(recordText('stall')), (entry) => entry.kind === 'checkpoint');
    const replayed = replay(record);
    expect(replayed.joinT).toBeNull();
    expect(replaySummary(record, replayed, 'test').agrees).toBeNull();
    expect(told(record).every((row) => row.replayed === null)).toBe(true);
    expect(marksOf(record)).toContain('running -> fault');
  });
});

describe('a daemon that stood still', () => {
  it('is replayed as one that stood still [S14]', () => {
    const record = read(recordText('stall', 20_000));
    const at = record.entries.findIndex(({ t }) => t > -2000);
    const pause = record.entries[at]?.t ?? 0;
    const late: FileEntry = { t: pause + 1500, kind: 'late', gapMs: 1500 };
    const held = record.entries.filter(({ t }) => t < pause || t > pause + 1500);
    const entries = [...held, late].sort((one, other) => one.t - other.t);
    const states = replay({ ...record, entries }).agreements.map(({ replayed }) => replayed?.label);
    expect(states).toContain('event session_ended link_lost');
  });
});

it('a replay never throws for entries in any order and at any time', () => {
  const record = read(recordText('many commands', 2000));
  const order = fc.shuffledSubarray(record.entries.slice(), { minLength: 50 });
  const times = fc.array(fc.integer({ min: -600_000, max: 600_000 }), { maxLength: 10 });
  fc.assert(
    fc.property(order, times, (entries, moved) => {
      const strange = entries.map((entry, at) => ({ ...entry, t: moved[at % 97] ?? entry.t }));
      expect(told({ ...record, entries: strange }).length).toBeGreaterThan(0);
    }),
    { numRuns: 12 },
  );
});
