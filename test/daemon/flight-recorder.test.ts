import { describe, expect, it } from 'vitest';
import type { FileEntry } from '../../src/core/flight/format.js';
import { DaemonBench } from '../support/daemon-bench.js';
import { read } from '../support/flight-bench.js';

const onlyRecord = (bench: DaemonBench) => {
  expect([...bench.flights.files.keys()]).toHaveLength(1);
  return read(bench.flights.last);
};

const lines = (entries: readonly FileEntry[], kind: 'rx' | 'tx'): string[] =>
  entries.flatMap((entry) => (entry.kind === kind ? entry.line : []));

describe('a fault', () => {
  it('is written with the minute before it and the seconds after it', () => {
    const bench = DaemonBench.running();
    bench.advance(70_000);
    bench.inject('stall:back');
    bench.advance(12_000);
    const { header, entries } = onlyRecord(bench);
    expect(header).toMatchObject({ chair: 'chair', program: 'chair2mqtt/test', temperatureMaxC: 70 });
    expect(header.identity).toMatchObject({ model: 'sim-3z', id: 'SIM0001', fw: 'sim/0.1.0' });
    expect(header.reasons).toMatchObject([{ t: 0, event: 'fault', code: 'stall', zone: 'back' }]);
    expect(entries[0]?.t).toBeLessThan(-59_000);
    expect(entries.at(-1)?.t).toBeGreaterThan(3900);
    expect(lines(entries, 'rx').filter((line) => line.startsWith('T ')).length).toBeGreaterThan(600);
    expect(lines(entries, 'rx').some((line) => line.startsWith('E fault stall back'))).toBe(true);
    expect(lines(entries, 'tx').some((line) => line.includes('STOP 0'))).toBe(true);
    expect(entries).toContainEqual({ t: 0, kind: 'state', state: 'fault', before: 'running' });
  });

  it('is written at once, and again when what came of it is known', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'estop' });
    expect(bench.flights.writes).toHaveLength(1);
    expect(read(bench.flights.last).entries.at(-1)?.t).toBe(0);
    bench.advance(6000);
    expect(bench.flights.writes).toHaveLength(2);
    expect(onlyRecord(bench).entries.at(-1)?.t).toBeGreaterThan(4000);
  });

  it('shares its record with those that follow it, and a chain of them makes few records', () => {
    const bench = DaemonBench.running();
    for (let count = 0; count < 60; count += 1) {
      bench.inject('reboot:power@0s+100ms');
      bench.advance(2000);
    }
    bench.advance(10_000);
    expect(bench.flights.files.size).toBeLessThanOrEqual(5);
    expect(bench.flights.writes.length).toBeLessThanOrEqual(10);
    const reasons = read([...bench.flights.files.values()][0] ?? '').header.reasons;
    expect(reasons.length).toBeGreaterThan(5);
    expect(reasons.at(-1)?.t).toBeLessThanOrEqual(30_000);
  });

  it.each([
    ['emergency_stopped', 'estop', (bench: DaemonBench) => void bench.run({ command: 'estop' })],
    ['link_lost', 'link_lost', (bench: DaemonBench) => bench.inject('unplug')],
    ['chair_restarted', 'chair_restarted', (bench: DaemonBench) => bench.inject('reboot:watchdog')],
    ['fault', 'overtemp', (bench: DaemonBench) => bench.inject('hot:back:90')],
  ])('%s is written under %s', (event, code, happens) => {
    const bench = DaemonBench.running();
    happens(bench);
    bench.advance(8000);
    expect(onlyRecord(bench).header.reasons[0]).toMatchObject({ event, code });
    expect([...bench.flights.files.keys()][0]).toMatch(
      new RegExp(`^chair-20260101T1200\\d\\d\\.\\d{3}Z-${code}\\.jsonl$`),
    );
  });

  it('that is a stop which cannot be verified is in the record too [S4]', () => {
    const bench = DaemonBench.running();
    bench.inject('runaway:back:hard');
    bench.run({ command: 'stop' });
    bench.advance(12_000);
    expect(onlyRecord(bench).header.reasons.map(({ event }) => event)).toEqual([
      'emergency_stopped',
      'stop_unverified',
    ]);
  });

  it('is none where the line of a chair that rests is lost, however often', () => {
    const bench = DaemonBench.ready();
    for (let count = 0; count < 5; count += 1) {
      bench.inject('unplug@0s+2s');
      bench.advance(10_000);
    }
    expect(bench.eventTypes.filter((type) => type === 'link_lost').length).toBeGreaterThan(1);
    expect(bench.flights.files.size).toBe(0);
  });

  it('leaves nothing behind where there was none', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'stop' });
    bench.advance(10_000);
    expect(bench.flights.files.size).toBe(0);
  });
});

describe('a bug of ours that halts the chair', () => {
  it('is written at once, after the stop, without its text [S15]', () => {
    const bench = DaemonBench.running();
    const sent = bench.sent.length;
    bench.daemon.halt();
    expect(bench.sent.slice(sent).some((line) => line.includes('STOP 0'))).toBe(true);
    const { header, entries } = onlyRecord(bench);
    expect(header.reasons).toMatchObject([{ event: 'bug', code: 'bug' }]);
    expect(entries.slice(-2).map(({ kind }) => kind)).toEqual(['tx', 'daemon']);
  });
});

describe('the end of the daemon', () => {
  it('finishes the record that is open', async () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'estop' });
    bench.advance(1000);
    const stopped = bench.stop();
    await bench.clock.advanceAsync(6000);
    await stopped;
    expect(bench.flights.writes).toHaveLength(2);
    const { entries } = onlyRecord(bench);
    expect(entries).toContainEqual(expect.objectContaining({ kind: 'daemon', deed: 'shutdown' }));
  });

  it('does not wait for a disk that hangs', async () => {
    const bench = DaemonBench.running();
    bench.flights.settled = () => new Promise(() => {});
    const stopped = bench.stop();
    await bench.clock.advanceAsync(7000);
    expect(await stopped).toMatchObject({ isVerified: true });
  });
});

describe('a command', () => {
  it('is there with its source and its verdict, refused ones too', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'start', program: 'relaxation' }, 'http');
    bench.run({ command: 'adjust', intensity: 40 });
    bench.daemon.fleet.stop('chair', 'estop', 'mqtt');
    bench.advance(6000);
    const commands = onlyRecord(bench).entries.filter((entry) => entry.kind === 'command');
    expect(commands.map(({ command, source, code }) => [command, source, code])).toEqual([
      [{ name: 'start', program: 'quick-break' }, 'mqtt', 'ok'],
      [{ name: 'start', program: 'relaxation' }, 'http', 'not_in_state'],
      [{ name: 'adjust', intensity: 40 }, 'mqtt', 'ok'],
      [{ name: 'estop' }, 'mqtt', 'ok'],
    ]);
  });

  it('leaves neither people nor ids of its sender in the record', () => {
    const bench = DaemonBench.ready({ people: { 'grandma-ruth': { avoid: [], levelMax: 50 } } });
    bench.run({
      command: 'start',
      program: 'quick-break',
      person: 'grandma-ruth',
      id: 'token-3f9a',
      ts: 1_767_268_803,
    });
    bench.run({ command: 'select', person: 'grandma-ruth', id: 'token-3f9b' });
    bench.advance(20_000);
    bench.run({ command: 'estop', id: 'token-3f9c' });
    bench.advance(6000);
    expect(bench.flights.last).toContain('"estop"');
    expect(bench.flights.last).not.toMatch(/grandma|ruth|token/i);
  });
});

describe('a flood', () => {
  it('of telemetry and of commands does not make the record longer than a few thousand lines', () => {
    const bench = DaemonBench.running();
    bench.inject('flood:500');
    for (let second = 0; second < 10; second += 1) {
      for (let count = 0; count < 500; count += 1) bench.run({ command: 'skip' });
      bench.advance(1000);
    }
    bench.run({ command: 'estop' });
    bench.advance(6000);
    const { entries } = onlyRecord(bench);
    expect(entries.length).toBeLessThan(4097);
    expect(bench.flights.last.length).toBeLessThan(1_000_000);
    expect(entries.filter(({ kind }) => kind === 'left-out').length).toBeGreaterThan(8);
  });
});
