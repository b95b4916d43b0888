import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FileEntry,
  type FlightRecord,
  flightEntrySchema,
  flightHeaderSchema,
} from '../../src/core/flight/format.js';
import { keyedReplay } from '../../src/replay/keyed-replay.js';
import type { Row } from '../../src/replay/rows.js';
import { type ToldRecord, tellRecord } from '../../src/replay/tell.js';
import { read } from '../support/flight-bench.js';
import { lives } from './keyed-lives.js';

const tell = (record: FlightRecord, isWhole = false): ToldRecord => tellRecord(record, 'test', { isWhole });
const textsOf = (rows: readonly Row[], signs: string): string[] =>
  rows.flatMap(({ sign, text }) => (signs.includes(sign) ? text : []));

/** A chair that runs a while, is stopped, and later told to stop for good. */
function recordOf(
  name: string,
  happens: (house: ReturnType<(typeof lives)[string]['device']['open']>) => void = () => {},
) {
  const life = lives[name];
  if (life === undefined) throw new Error(`no chair ${name}`);
  const house = life.device.open(3);
  house.run(life.device.programs[0] ?? '', 12_000);
  happens(house);
  house.bench.run({ command: 'stop' });
  house.advance(6000);
  house.bench.run({ command: 'estop' });
  house.advance(14_000);
  return read(house.bench.flights.last);
}

const marks = (record: FlightRecord): readonly (string | null)[] =>
  tell(record).rows.flatMap(({ sign, replayed }) => ('=!'.includes(sign) ? replayed : []));

describe('the story of a chair by profile', () => {
  it('names each key that was pressed, and tells a status where its meaning changes', () => {
    const { rows, summary } = tell(recordOf('rongtai'));
    expect(textsOf(rows, '>').slice(0, 3)).toEqual(['pressed power', 'pressed knead', 'pressed speed-3']);
    expect(textsOf(rows, '<')).toContain('speed 1 -> 3');
    expect(textsOf(rows, '~').some((text) => /^\d+ status$/.test(text))).toBe(true);
    expect(rows.filter(({ sign }) => sign === '>').every(({ replayed }) => replayed === 'same')).toBe(true);
    expect(summary.agrees).toBe(true);
    expect(summary.closing[1]).toMatch(/^Keys and commands to the chair: (\d+) of \1 were sent again\.$/);
  });

  it.each([
    ['rongtai', /^still, as its status shows, \d+\.\d\d s after the stop$/],
    ['hf8', /^it answered after the stop; that it is still is not seen, \d+\.\d\d s after the stop$/],
    ['own-hf8', /^the stop was sent; nothing shows what became of it, \d+\.\d\d s after the stop$/],
  ])('says of %s when its stop was over, and what that was proved by [S4]', (name, words) => {
    const ends = tell(recordOf(name)).rows.filter(({ replayed }) => replayed === 'recomputed');
    expect(ends.map(({ text }) => text)).toContainEqual(expect.stringMatching(words));
  });

  it('says where a stop needed no key', () => {
    const record = recordOf('remote-bus', (house) => {
      house.twin.press('power');
      house.advance(6000);
    });
    expect(textsOf(tell(record).rows, '*').join('\n')).toContain('nothing had to be sent for it');
  });

  it('counts the steps of a rise, and tells a fall', () => {
    const { rows } = tell(recordOf('hf8'));
    expect(textsOf(rows, '~').some((text) => /\d+ thighs \d+\.\.127/.test(text))).toBe(true);
    expect(textsOf(rows, '>')).toContain('thighs set to 0');
  });

  it('tells every frame and every command as it was with --all', () => {
    const record = recordOf('rongtai');
    const whole = tell(record, true).rows;
    const frames = record.entries.filter(({ kind }) => kind === 'rx');
    expect(textsOf(whole, '<').length).toBe(frames.length);
    expect(textsOf(whole, '<')[0]).toMatch(/^F0( [0-9A-F]{2}){16} F1 {2}power off/);
    expect(textsOf(whole, '>')[0]).toMatch(/^F0 82 01 [0-9A-F]{2} F1 {2}pressed power$/);
  });

  it('counts what is damaged, and reads on behind it', () => {
    const record = recordOf('rongtai', (house) => {
      house.twin.inject('garbage:0.3@0s+5s');
      house.advance(6000);
    });
    expect(textsOf(tell(record).rows, '~').some((text) => /\d+ damaged/.test(text))).toBe(true);
  });
});

/** The same record with another profile in it. */
function withProfile(record: FlightRecord, change: (profile: Record<string, unknown>) => object): FlightRecord {
  const profile = change(structuredClone(record.header.profile) as Record<string, unknown>);
  return { ...record, header: { ...record.header, profile } };
}

describe('a driver that would do otherwise', () => {
  it('is said to differ where another key stops it', () => {
    const record = withProfile(recordOf('rongtai'), (profile) => ({
      ...profile,
      stop: { ...(profile['stop'] as object), press: ['air-off'] },
    }));
    const { rows, summary } = tell(record);
    expect(summary.agrees).toBe(false);
    expect(summary.closing[0]).toContain('The replay DIFFERS in what it sends');
    expect(textsOf(rows, '?')).toContain('pressed air-off');
    expect(rows.filter(({ replayed }) => replayed?.startsWith('DIFFERS')).map(({ text }) => text)).toContain(
      'pressed power',
    );
  });

  it('is said to differ where its alarm would come later [S4]', () => {
    const record = withProfile(
      recordOf('rongtai', (house) => void house.twin.inject('deaf-key:power')),
      (profile) => ({ ...profile, stop: { ...(profile['stop'] as object), within: '6s' } }),
    );
    expect(marks(record)).toContain('DIFFERS: not in the replay');
  });

  it('is said to differ where the record lacks a stop', () => {
    const record = recordOf('remote-bus');
    const entries = record.entries.filter((entry) => entry.kind !== 'command' || entry.command.name !== 'stop');
    expect(tell({ ...record, entries }).summary.agrees).toBe(false);
  });
});

describe('a record that cannot be played', () => {
  const older = (record: FlightRecord): FlightRecord => ({
    header: flightHeaderSchema.parse({ ...record.header, profile: undefined }),
    entries: record.entries.map((entry) => {
      const { ticked: _ticks, ...rest } = entry;
      return flightEntrySchema.parse(
        rest.kind === 'checkpoint' ? { ...rest, point: { ...rest.point, chair: undefined } } : rest,
      );
    }),
  });

  it('because it is of an earlier version is told, and one sentence says so', () => {
    const { rows, summary, joinT } = tell(older(recordOf('rongtai')));
    expect(joinT).toBeNull();
    expect(summary).toMatchObject({ agrees: null, closing: [] });
    expect(summary.opening.at(-1)).toBe(
      '  replayed  not at all: the record does not hold the profile of the chair: it is of an earlier version; everything below is recorded',
    );
    expect(textsOf(rows, '=')).toContain('running -> stopping');
    expect(textsOf(rows, '>')[0]).toBe('sent F0 82 01 7C F1');
    expect(textsOf(rows, '~').some((text) => /^\d+ frame$/.test(text))).toBe(true);
    expect(rows.every(({ replayed }) => replayed === null)).toBe(true);
  });

  it.each([
    ['is no profile', () => ({ name: 7 }), /the profile in it cannot be read \(at name: /],
    ['says what no profile says', (profile: object) => ({ ...profile, speed: 9 }), /cannot be read/],
  ])('because the profile in it %s is told', (_what, change, words) => {
    const { rows, summary } = tell(withProfile(recordOf('hf8'), change));
    expect(summary.agrees).toBeNull();
    expect(summary.opening.at(-1)).toMatch(words);
    expect(rows.length).toBeGreaterThan(10);
  });

  it('because another version remembers a chair otherwise is told in the words of its profile', () => {
    const record = recordOf('rongtai');
    const entries = record.entries.map((entry) =>
      entry.kind === 'checkpoint'
        ? flightEntrySchema.parse({ ...entry, point: { ...entry.point, chair: { isUp: true } } })
        : entry,
    );
    const { rows, summary } = tell({ ...record, entries });
    expect(summary.opening.at(-1)).toContain('holds no moment from which a replay could begin');
    expect(textsOf(rows, '>')[0]).toBe('pressed power');
  });
});

describe('a replay of a chair by profile', () => {
  it('is the same every time', () => {
    const record = recordOf('remote-bus');
    expect(JSON.stringify(tell(record))).toBe(JSON.stringify(tell(record)));
  });

  it('never throws for entries in any order, at any time and with any ticks', () => {
    const record = recordOf('remote-bus');
    const order = fc.shuffledSubarray(record.entries.slice(), { minLength: 30 });
    const numbers = fc.array(fc.integer({ min: -600_000, max: 600_000 }), { maxLength: 10 });
    fc.assert(
      fc.property(order, numbers, numbers, (entries, times, ticks) => {
        const strange = entries.map((entry, at): FileEntry => {
          const tick = ticks[at % 89];
          const ticked = tick === undefined ? entry.ticked : [tick];
          return { ...entry, t: times[at % 97] ?? entry.t, ticked };
        });
        expect(tell({ ...record, entries: strange }).rows.length).toBeGreaterThan(0);
      }),
      { numRuns: 12 },
    );
  });

  it('goes by the profile of the record, wherever the chair was and whatever its file says now', () => {
    const record = recordOf('own-rongtai');
    expect(keyedReplay(record).profile).toMatchObject({ name: 'own-rongtai', silence: 700 });
    expect(tell(record).summary.agrees).toBe(true);
  });
});
