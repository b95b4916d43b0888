import { describe, expect, it } from 'vitest';
import { BrokerBench } from '../support/broker-bench.js';

const older = { epoch: 'other', bridge_id: 'elsewhere', started_at: '2025-12-31T00:00:00Z' };

describe('[S8] a broker that goes away', () => {
  it.each([
    ['both connections', ['commands', 'stops']],
    ['the connection of commands', ['commands']],
    ['the connection of stops', ['stops']],
  ] as const)('does not end a session before its time, nor after it: %s', (_name, lost) => {
    const { bench, ...rest } = withParts(BrokerBench.running());
    const dueS = bench.status.remaining_s ?? 0;
    for (const which of lost) rest[which].offline();
    bench.advance((dueS - 5) * 1000);
    expect(bench.state).toBe('running');
    expect(bench.status.session).not.toBeNull();
    bench.advance(10_000);
    expect(bench.status.last_session?.ended_by).toBe('completed');
    expect(bench.outputNow).toBe(0);
  });

  it('does not draw a pause out', () => {
    const world = BrokerBench.running();
    world.command({ command: 'pause' });
    world.bench.advance(3000);
    world.commands.offline();
    world.stops.offline();
    world.bench.advance(5 * 60_000);
    expect(world.bench.status.last_session?.ended_by).toBe('pause_timeout');
  });

  it('starts nothing when it is back, whatever has waited there', () => {
    const world = new BrokerBench();
    const { bench } = world;
    world.commands.offline();
    world.stops.offline();
    bench.advance(20_000);
    world.online();
    world.command({ command: 'start', program: 'demo' });
    for (let count = 0; count < 100; count += 1) {
      bench.advance(100);
      expect(bench.outputNow).toBe(0);
    }
    // What cannot say when it was sent may have waited there longer than the connection has been up.
    world.command({ command: 'start', program: 'demo' });
    expect(world.codes).toEqual(['stale', 'stale']);
    expect(bench.state).toBe('idle');
    world.command({ command: 'start', program: 'demo', ts: bench.clock.wallMs() / 1000 });
    expect(bench.state).toBe('starting');
  });

  it('takes a session of before with it: nothing resumes when it is back', () => {
    const world = BrokerBench.running();
    const { bench } = world;
    world.commands.offline();
    world.stops.offline();
    bench.advance(11 * 60_000);
    expect(bench.status.session).toBeNull();
    world.online();
    for (let count = 0; count < 50; count += 1) {
      bench.advance(200);
      expect(bench.outputNow).toBe(0);
    }
  });

  it('leaves the button of the chair its stop', () => {
    const world = BrokerBench.running();
    world.commands.offline();
    world.stops.offline();
    world.bench.inject('button:stop');
    world.bench.advance(3000);
    expect(world.bench.status.last_session?.ended_by).toBe('stopped');
    expect(world.bench.outputNow).toBe(0);
  });
});

describe('[S16] another daemon on the broker', () => {
  it('that was there before stops what runs, and keeps the chair stopped', () => {
    const { bench, commands } = withParts(BrokerBench.running());
    commands.deliver('chair2mqtt/chair/owner', older);
    bench.advance(3000);
    expect(bench.status.fault?.code).toBe('foreign_owner');
    expect(bench.outputNow).toBe(0);
    commands.deliver('chair2mqtt/chair/set', { command: 'start', program: 'demo' });
    bench.advance(3000);
    expect(bench.outputNow).toBe(0);
  });

  it.each([
    ['that came later', { ...older, started_at: '2026-02-01T00:00:00Z' }, false],
    ['whose claim was retained', older, true],
  ])('%s changes nothing', (_name, claim, isRetained) => {
    const { bench, commands } = withParts(BrokerBench.running());
    commands.deliver('chair2mqtt/chair/owner', claim, { isRetained });
    bench.advance(1000);
    expect(bench.state).toBe('running');
  });
});

const withParts = (world: BrokerBench) => ({ bench: world.bench, commands: world.commands, stops: world.stops });
