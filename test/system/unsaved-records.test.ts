import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/core/command/schema.js';
import { DaemonBench } from '../support/daemon-bench.js';

const start: Command = { command: 'start', program: 'quick-break' };

/** A session runs, and from now on nothing lands on the disk. */
function onFullDisk(): DaemonBench {
  const bench = DaemonBench.running();
  bench.store.refuse();
  return bench;
}

/** A failure is known from then on. */
function emergencyOnFullDisk(): DaemonBench {
  const bench = onFullDisk();
  bench.run({ command: 'estop' });
  bench.store.tellUnsaved();
  return bench;
}

const told = (bench: DaemonBench): readonly string[] => bench.statuses.map(({ state }) => state);
const isLatchedOnDisk = (bench: DaemonBench): boolean => bench.store.records.get('chair')?.includes('"estop"') === true;

describe('an emergency stop whose latch the disk does not take [S3]', () => {
  it('stops the chair as fast as ever', () => {
    expect(onFullDisk().outputNow).toBeGreaterThan(0);
    const bench = emergencyOnFullDisk();
    expect(bench.untilZero(300)).toBeLessThanOrEqual(150);
    expect(bench.sent.join('')).toContain('\u0018');
  });

  it('is told as stopping, after a second as a fault that says why, and never as latched or idle', () => {
    const bench = emergencyOnFullDisk();
    const before = bench.statuses.length;
    expect(bench.status).toMatchObject({ state: 'stopping', fault: null });
    bench.advance(900);
    expect(bench.state).toBe('stopping');
    bench.advance(200);
    expect(bench.status).toMatchObject({
      state: 'fault',
      fault: { code: 'internal', message: expect.stringMatching(/^emergency stop; not yet saved.*disk/) },
    });
    bench.advance(60_000);
    expect(new Set(told(bench).slice(before))).toEqual(new Set(['stopping', 'fault']));
    expect(bench.eventTypes).not.toContain('emergency_stopped');
    expect(bench.events.at(-1)).toMatchObject({ event_type: 'session_ended', ended_by: 'emergency_stop' });
  });

  it('is told as latched when it is on the disk, in the order in which it came', () => {
    const bench = emergencyOnFullDisk();
    bench.advance(500);
    bench.store.mend();
    expect(isLatchedOnDisk(bench)).toBe(true);
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.eventTypes.slice(-2)).toEqual(['emergency_stopped', 'session_ended']);
  });

  it('that was told as a fault is told as latched later', () => {
    const bench = emergencyOnFullDisk();
    bench.advance(20_000);
    bench.store.mend();
    bench.advance(100);
    expect(bench.statuses.at(-1)).toMatchObject({ state: 'emergency_stopped', fault: { code: 'estop' } });
    expect(bench.eventTypes.slice(-3)).toEqual(['fault', 'session_ended', 'emergency_stopped']);
  });

  it('is known to the chair, also where the daemon dies that had told nobody', () => {
    const bench = emergencyOnFullDisk();
    bench.advance(5000);
    bench.restart();
    bench.advance(5000);
    expect(bench.eventTypes).not.toContain('emergency_stopped');
    expect(bench.status).toMatchObject({ state: 'fault', fault: { code: 'internal' } });
    bench.store.mend();
    expect(bench.state).toBe('emergency_stopped');
  });

  it('is reset without waiting for the disk, and then never told', () => {
    const bench = emergencyOnFullDisk();
    bench.advance(3000);
    expect(bench.runSlowly({ command: 'reset' })).toMatchObject({ code: 'ok' });
    expect(bench.state).toBe('idle');
    bench.store.mend();
    bench.advance(1000);
    expect(bench.eventTypes).not.toContain('emergency_stopped');
    expect(isLatchedOnDisk(bench)).toBe(false);
    expect(bench.state).toBe('idle');
  });

  it('is told anew when it is asked again after a reset', () => {
    const bench = emergencyOnFullDisk();
    bench.advance(3000);
    bench.runSlowly({ command: 'reset' });
    bench.run({ command: 'estop' });
    expect(bench.state).toBe('stopping');
    bench.store.mend();
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.eventTypes.filter((type) => type === 'emergency_stopped')).toHaveLength(1);
    bench.restart();
    bench.advance(3000);
    expect(bench.state).toBe('emergency_stopped');
  });

  it('keeps a fault that was there before it in sight', () => {
    const bench = DaemonBench.running();
    bench.inject('hot:back:80');
    bench.advance(3000);
    expect(bench.status).toMatchObject({ state: 'fault', fault: { code: 'overtemp' } });
    bench.store.refuse();
    bench.run({ command: 'estop' });
    expect(bench.status).toMatchObject({ state: 'fault', fault: { code: 'overtemp' } });
    bench.store.mend();
    expect(bench.status).toMatchObject({ state: 'emergency_stopped', fault: { code: 'estop' } });
  });

  it('which the chair itself has made is told in the same way', () => {
    const bench = onFullDisk();
    bench.inject('button:estop');
    bench.advance(500);
    expect(bench.state).toBe('stopping');
    expect(bench.outputNow).toBe(0);
    bench.store.mend();
    expect(bench.state).toBe('emergency_stopped');
  });
});

describe('while a record cannot be saved', () => {
  it.each(['mqtt', 'http'] as const)('a start over %s is refused with what to do about the disk', (source) => {
    const bench = DaemonBench.ready();
    bench.store.refuse();
    bench.run({ command: 'select', program: 'quick-break' });
    bench.store.tellUnsaved();
    const verdict = bench.run(start, source);
    expect(verdict).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/disk.*ENOSPC.*free space/) });
    bench.store.mend();
    expect(bench.run(start, source)).toMatchObject({ code: 'ok' });
  });

  it('a session that runs goes on, and can be paused and stopped; it is not resumed from afar', () => {
    const bench = onFullDisk();
    bench.advance(10_000);
    bench.store.tellUnsaved();
    expect(bench.state).toBe('running');
    expect(bench.run({ command: 'pause' })).toMatchObject({ code: 'ok' });
    bench.advance(4000);
    expect(bench.run({ command: 'resume' })).toMatchObject({ code: 'unavailable' });
    expect(bench.run({ command: 'stop' })).toMatchObject({ code: 'ok' });
  });

  it('whoever sits in the chair can start it by its button', () => {
    const bench = DaemonBench.ready();
    bench.store.refuse();
    bench.run({ command: 'select', program: 'quick-break' });
    bench.store.tellUnsaved();
    bench.inject('button:start');
    bench.advance(3000);
    expect(bench.state).toBe('running');
  });

  it('minutes are kept when the disk takes them again [S9]', () => {
    const bench = onFullDisk();
    bench.advance(5 * 60_000);
    bench.run({ command: 'stop' });
    bench.advance(4000);
    bench.store.mend();
    bench.restart();
    bench.advance(3000);
    expect(bench.status.last_session).toMatchObject({ ended_by: 'stopped' });
    const record = JSON.parse(bench.store.records.get('chair') ?? '{}');
    const [run] = record.runs;
    expect(run.endMs - run.startMs).toBeGreaterThan(5 * 60_000);
  });
});

describe('a session whose daemon died', () => {
  it('is found by the next daemon, told once, and counted up to 5 s too long [S9] [S13]', () => {
    const bench = DaemonBench.running();
    const id = bench.status.session?.id;
    bench.advance(62_000);
    bench.restart();
    const found = bench.events.at(-1);
    expect(found).toMatchObject({
      event_type: 'session_ended',
      ended_by: 'daemon_lost',
      session_id: id,
      source: 'mqtt',
    });
    bench.advance(3000);
    expect(bench.status.last_session).toMatchObject({ program: 'quick-break', ended_by: 'daemon_lost' });
    expect(bench.status.last_session?.elapsed_s).toBeGreaterThan(70);
    bench.restart();
    bench.advance(3000);
    expect(bench.events.filter(({ ended_by }) => ended_by === 'daemon_lost')).toHaveLength(1);
  });

  it('is found also where it had only just begun', () => {
    const bench = DaemonBench.ready();
    bench.run(start);
    bench.restart();
    expect(bench.events.at(-1)).toMatchObject({ ended_by: 'daemon_lost', program: 'quick-break' });
  });

  it('is not one that ended by itself or by the shutdown of its daemon', async () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'stop' });
    bench.advance(4000);
    bench.restart();
    bench.advance(3000);
    expect(bench.status.last_session).toMatchObject({ ended_by: 'stopped' });
    expect(bench.events.map(({ ended_by }) => ended_by)).not.toContain('daemon_lost');
  });
});
