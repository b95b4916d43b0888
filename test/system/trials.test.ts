import { describe, expect, it } from 'vitest';
import { makeTrial } from '../../src/adapters/files/program-trial.js';
import { httpPath } from '../../src/adapters/http/chair-routes.js';
import type { TrialCommand } from '../../src/core/command/schema.js';
import { readProgram } from '../../src/core/program/read-program.js';
import type { Result } from '../../src/core/status.js';
import { zones } from '../../src/core/zones.js';
import type { Intake } from '../../src/ports.js';
import { type BenchOptions, DaemonBench } from '../support/daemon-bench.js';

/** Strong, so that a cut shows; a second zone begins within the ten seconds. */
const text = `id: new-one
name: New one
summary: A sample.
goal: break
avoid: [clot-risk]
phases:
  - name: Knead
    for: 1m
    back: { knead: 60, rate: 20, ramp: 5s }
    legs:
      - { rest: 4s }
      - { compress: 60, for: 10s, ramp: 3s }
      - { rest: 6s }
  - { name: Roll, for: 1m, back: { roll: 25, rate: 6 } }
`;

function benchFor(options: BenchOptions = {}) {
  let intake: Intake | null = null;
  const face: NonNullable<BenchOptions['face']> = (_fleet, given) => {
    intake = given;
    return { start: () => {}, close: async () => {} };
  };
  const bench = DaemonBench.ready({ ...options, face });
  const take = (trial: TrialCommand, begunAtMs = bench.clock.nowMs()): Result => {
    const results: Result[] = [];
    const asked = { form: { kind: 'trial', trial }, payload: new Uint8Array(), begunAtMs } as const;
    intake?.take('chair', { ...asked, isRetained: false, isDuplicate: false }, httpPath, (each) => results.push(each));
    bench.advance(50);
    const [result] = results;
    if (result === undefined) throw new Error('the trial was not answered');
    return result;
  };
  const made = (atS: number, source = text): TrialCommand => {
    const limits = bench.daemon.fleet.lintLimits('chair');
    const trial = makeTrial({ text: Buffer.from(source), atMs: atS * 1000, limits });
    if (trial.kind !== 'trial') throw new Error(JSON.stringify(trial));
    return { command: 'trial', program: trial.program, timeline: trial.timeline };
  };
  const ask = (atS = 0): Result => take(made(atS));
  const highest = (durationMs: number): number => {
    let most = 0;
    for (let passedMs = 0; passedMs < durationMs; passedMs += 50) {
      bench.advance(50);
      most = Math.max(most, ...zones.map((zone) => bench.device.state[zone].driven));
    }
    return most;
  };
  return { bench, ask, take, made, highest };
}

describe('a trial of a program', () => {
  it('runs for ten seconds, never over 30, ends by itself and leaves the chair at rest [S10]', () => {
    const { bench, ask, highest } = benchFor();
    expect(ask()).toMatchObject({ ok: true, code: 'ok', command: 'trial' });
    const most = highest(9000);
    expect([most > 25, most <= 30, bench.state]).toEqual([true, true, 'running']);
    expect(bench.status).toMatchObject({ program: 'new-one', duration_s: 10, session: { source: 'trial' } });
    expect(highest(1200)).toBeLessThanOrEqual(30);
    bench.advance(1500);
    expect([bench.state, bench.outputNow]).toEqual(['idle', 0]);
    expect(bench.status.last_session).toMatchObject({ program: 'new-one', ended_by: 'completed', elapsed_s: 10 });
    expect(bench.broken).toBeNull();
  });

  it('begins softly from the middle of a program, too', () => {
    const { bench, ask, highest } = benchFor();
    expect(ask(30).code).toBe('ok');
    expect(highest(400)).toBeLessThan(25);
    expect(highest(8000)).toBeLessThanOrEqual(30);
    expect(bench.state).toBe('running');
  });

  it('stands in the ledger as a trial, and counts for nobody', () => {
    const { bench, ask } = benchFor({ people: { anna: { avoid: [], levelMax: 100 } }, settings: { person: 'anna' } });
    ask();
    bench.advance(15_000);
    expect(bench.ledger.personOf('anna').onDay('2026-01-01')).toEqual(
      bench.ledger.personOf('nobody').onDay('2026-01-01'),
    );
    expect(bench.ledger.appointments?.size ?? 0).toBe(0);
    const [opened, closed] = ['opened', 'closed'].map((kind) => bench.ledger.lines.find((line) => line.kind === kind));
    expect(opened).toMatchObject({ trial: true, source: 'trial', program: 'new-one', planned_s: 10, schedule: null });
    expect(closed).toMatchObject({ ended_by: 'completed', elapsed_s: 10 });
  });

  it('ends by a stop in its middle, which is verified [S4]', () => {
    const { bench, ask } = benchFor();
    ask();
    bench.advance(4000);
    expect(bench.outputNow).toBeGreaterThan(10);
    bench.daemon.fleet.stop('chair', 'stop', 'http');
    expect(bench.untilZero(2000)).toBeLessThanOrEqual(1100);
    bench.advance(500);
    expect([bench.state, bench.status.stop?.still, bench.status.last_session?.ended_by]).toEqual([
      'idle',
      true,
      'stopped',
    ]);
  });

  it('is held when its person leaves, and ends [S12]', () => {
    const { bench, ask } = benchFor({ settings: { occupancy: 'ignore', remoteStart: true } });
    ask();
    bench.advance(3000);
    bench.inject('leave');
    bench.advance(3500);
    expect([bench.state, bench.outputNow]).toEqual(['paused', 0]);
    bench.advance(60_000);
    expect(bench.status.last_session?.ended_by).toBe('occupant_left');
  });

  it('goes on by no command and no button while nobody sits there, whatever the configuration says of seats [S12]', () => {
    const { bench, ask } = benchFor({ settings: { occupancy: 'ignore', remoteStart: true } });
    ask();
    bench.advance(3000);
    bench.inject('leave');
    bench.advance(3500);
    for (const source of ['http', 'mqtt', 'button', 'local'] as const)
      expect([source, bench.run({ command: 'resume' }, source)?.code]).toEqual([source, 'unoccupied']);
    bench.inject('button:start');
    bench.advance(2000);
    expect([bench.state, bench.outputNow]).toEqual(['paused', 0]);
    bench.inject('sit');
    bench.advance(1000);
    expect(bench.run({ command: 'resume' }, 'http')?.code).toBe('ok');
    bench.advance(2000);
    expect(bench.state).toBe('running');
  });

  it('cannot be made longer or stronger [S10]', () => {
    const { bench, ask } = benchFor();
    ask();
    bench.advance(3000);
    for (const more of [{ intensity: 100 }, { duration: 600_000 }])
      expect(bench.run({ command: 'adjust', ...more })?.code).toBe('not_in_state');
    bench.advance(10_000);
    expect(bench.status.last_session?.elapsed_s).toBe(10);
  });

  it('plays no more than its bounds, whatever a face hands in [S10]', () => {
    const { bench, made, take, highest } = benchFor();
    const read = readProgram({
      id: 'forged',
      name: 'Forged',
      summary: 'A sample.',
      goal: 'break',
      phases: [{ name: 'One', for: '5m', back: { knead: 90, rate: 20 } }],
    });
    if (read.kind !== 'program') throw new Error('no program');
    const setpoint = { atMs: 0, zone: 'back', technique: 'knead', level: 90, rate: 20, rampMs: 3000 } as const;
    const timeline = { ...made(0).timeline, setpoints: [setpoint], totalMs: 300_000 };
    const result = take({ command: 'trial', program: read.program, timeline });
    expect(result.code).toBe('program_rejected');
    const short = take({ command: 'trial', program: read.program, timeline: { ...timeline, totalMs: 10_000 } });
    expect(short.code).toBe('ok');
    expect(highest(12_000)).toBeLessThanOrEqual(30);
    expect(bench.outputNow).toBe(0);
  });
});

describe('a trial is refused as any start from afar is [S18]', () => {
  it.each<[string, BenchOptions, (bench: DaemonBench) => void, string]>([
    ['nobody sits there', { isOccupied: false }, () => {}, 'unoccupied'],
    [
      'nobody sits there, even where nobody has to',
      { isOccupied: false, settings: { occupancy: 'ignore', remoteStart: true } },
      () => {},
      'unoccupied',
    ],
    ['remote starts are off', { settings: { remoteStart: false } }, () => {}, 'remote_start_off'],
    [
      'they were switched off',
      {},
      (bench) => void bench.run({ command: 'remote_start', enabled: false }),
      'remote_start_off',
    ],
    ['a session runs', {}, (bench) => void bench.run({ command: 'start', program: 'demo' }), 'not_in_state'],
    ['a fault stands', {}, (bench) => void bench.run({ command: 'estop' }), 'fault'],
    [
      'the house must be careful',
      { people: { anna: { avoid: ['clot-risk'], levelMax: 100 } } },
      () => {},
      'contraindicated',
    ],
    ['the minutes of the day are used up', { settings: { dailyMs: 5000 } }, () => {}, 'daily_limit'],
    ['the daemon is drained', {}, (bench) => void bench.daemon.fleet.drain(true), 'unavailable'],
    ['its line is gone', {}, (bench) => bench.inject('unplug'), 'link_down'],
  ])('where %s', (_, options, before, code) => {
    const { bench, made, take } = benchFor(options);
    const trial = made(0);
    before(bench);
    bench.advance(2000);
    const opened = bench.ledger.lines.filter(({ kind }) => kind === 'opened').length;
    expect(take(trial).code).toBe(code);
    bench.advance(1000);
    expect(bench.ledger.lines.filter(({ kind }) => kind === 'opened')).toHaveLength(opened);
  });

  it('where the chair rests', () => {
    const { bench, made, take } = benchFor({ settings: { restMs: 30 * 60_000, dailyMs: 3 * 3_600_000 } });
    const trial = made(0);
    bench.run({ command: 'start', program: 'leg-circulation' });
    bench.advance(20 * 60_000 + 5000);
    expect(bench.state).toBe('resting');
    expect(take(trial).code).toBe('resting');
  });

  it('where a stop came while it was on its way, and for a second after it [S6]', () => {
    const { bench, made, take } = benchFor();
    const trial = made(0);
    const begunAtMs = bench.clock.nowMs();
    bench.advance(10);
    bench.daemon.fleet.stop('chair', 'stop', 'http');
    expect(take(trial).code).toBe('stale');
    bench.advance(1500);
    expect(take(trial, begunAtMs).code).toBe('stale');
    expect(bench.outputNow).toBe(0);
    expect(take(trial).code).toBe('ok');
  });

  it('where it comes too often, or under an id that was taken before', () => {
    const { bench, made, take } = benchFor();
    const trial = { ...made(0), id: 'one' };
    expect(take(trial).code).toBe('ok');
    bench.daemon.fleet.stop('chair', 'stop', 'http');
    bench.advance(3000);
    expect(take(trial).code).toBe('duplicate');
    const codes = Array.from({ length: 25 }, () => take(made(0)).code);
    expect(codes).toContain('rate_limited');
  });
});
