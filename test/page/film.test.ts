import { describe, expect, it } from 'vitest';
import type { ShownSession, WatchedFlight } from '../../src/core/web/history.js';
import { filmOfFlight, filmOfSession } from '../../src/page/history/film.js';
import { shippedPrograms } from '../support/daemon-bench.js';

const zone = (level: number) => ({ technique: 'knead', level, rate: 30, temperature_c: 31.5, flags: 'D' });

const flight = (over: Partial<WatchedFlight> = {}): WatchedFlight => ({
  chair: 'hall',
  model: 'M',
  at: '2026-11-22T21:04:00.000Z',
  fault_ms: 3000,
  total_ms: 9000,
  reasons: [],
  damage: null,
  states: [
    { ms: 0, state: 'running' },
    { ms: 3000, state: 'fault' },
  ],
  marks: [],
  frames: [
    { ms: 500, occupied: true, zones: { back: zone(10) } },
    { ms: 600, occupied: false, zones: { back: zone(20) } },
    { ms: 5000, occupied: null, zones: { back: zone(0) } },
  ],
  ...over,
});

describe('a flight record as a film', () => {
  const film = filmOfFlight(flight());
  const levelAt = (ms: number) => film.zonesAt(ms).map(({ zone: each, level }) => [each, level]);

  it('shows what the chair said last, and of the zones that it has alone', () => {
    expect(levelAt(599)).toEqual([['back', 10]]);
    expect(levelAt(600)).toEqual([['back', 20]]);
    expect(film.zonesAt(600)[0]).toMatchObject({ technique: 'knead', rate: 30, temperatureC: 31.5, isDerated: true });
    expect(film.occupiedAt(600)).toBe(false);
  });

  it('knows nothing before the first line, nor a second after the last one', () => {
    expect(levelAt(0)).toEqual([['back', null]]);
    expect(levelAt(1600)).toEqual([['back', 20]]);
    expect(levelAt(1601)).toEqual([['back', null]]);
    expect(film.occupiedAt(1601)).toBeNull();
  });

  it('shows every zone as not known where the lines say nothing', () => {
    const silent = filmOfFlight(flight({ frames: [] }));
    expect(silent.zonesAt(100).map(({ level }) => level)).toEqual([null, null, null]);
  });

  it('tells the state of each moment', () => {
    expect([0, 2999, 3000, 9000].map((ms) => film.stateAt(ms))).toEqual(['running', 'running', 'fault', 'fault']);
  });
});

const program = shippedPrograms.get('relaxation')?.program;
if (program === undefined) throw new Error('there is no relaxation');

const session = (moments: NonNullable<ShownSession['end']>['moments'] = []): ShownSession => ({
  id: 's',
  chair: 'hall',
  program: program.id,
  name: program.name,
  version: 'v',
  source: 'mqtt',
  person: null,
  schedule: null,
  trial: false,
  planned_s: 1200,
  intensity: 60,
  at: '2026-11-22T21:04:00Z',
  local: '2026-11-22 21:04:00',
  clock_was_set: true,
  end: {
    at: '2026-11-22T21:24:00Z',
    by: 'completed',
    elapsed_s: 1200,
    paused_s: 0,
    intensity_mean: 60,
    skips: 0,
    moments,
    moments_dropped: 0,
    marks: [],
    zones: {},
  },
});

const filmOf = (moments: Parameters<typeof session>[0] = []) => {
  const film = filmOfSession(program, session(moments));
  if (film === null) throw new Error('no film');
  return film;
};
const sumAt = (film: ReturnType<typeof filmOf>, ms: number): number =>
  film.zonesAt(ms).reduce((sum, { level }) => sum + (level ?? 0), 0);
const everySecond = Array.from({ length: 1199 }, (_, index) => index * 1000);

describe('a session as a film', () => {
  it('plays what was planned, and says that nobody has measured it', () => {
    const film = filmOf();
    expect(film.isMeasured).toBe(false);
    expect(film.totalMs).toBe(1_200_000);
    expect(everySecond.some((ms) => sumAt(film, ms) > 0)).toBe(true);
    expect(film.occupiedAt(0)).toBeNull();
  });

  it('is weaker from the moment on at which somebody made it so', () => {
    const film = filmOf();
    const softer = filmOf([{ at_s: 600, what: 'intensity 30' }]);
    const before = everySecond.filter((ms) => ms < 600_000);
    const after = everySecond.filter((ms) => ms > 600_000 && sumAt(film, ms) > 10);
    expect(before.every((ms) => sumAt(softer, ms) === sumAt(film, ms))).toBe(true);
    expect(after.length).toBeGreaterThan(100);
    expect(after.every((ms) => sumAt(softer, ms) < sumAt(film, ms))).toBe(true);
  });

  it('goes on with the next phase where somebody skipped', () => {
    const film = filmOf();
    const skipped = filmOf([{ at_s: 10, what: 'skipped' }]);
    const shiftsMs = everySecond.filter(
      (shiftMs) =>
        shiftMs > 0 && [20_000, 60_000, 90_000].every((ms) => sumAt(skipped, ms) === sumAt(film, ms + shiftMs)),
    );
    expect(shiftsMs.length).toBeGreaterThan(0);
    expect(skipped.marks).toEqual([{ ms: 10_000, kind: 'moment', what: 'skipped' }]);
  });

  it('is none of a session without an end, and of what the chair plays by itself', () => {
    expect(filmOfSession(program, { ...session(), end: null })).toBeNull();
  });
});
