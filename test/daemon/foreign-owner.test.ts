import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/core/command/schema.js';
import { decideCommand } from '../../src/daemon/command-decision.js';
import { yieldedHolding } from '../support/chair-settings.js';
import { DaemonBench } from '../support/daemon-bench.js';
import { viewOf } from '../support/unit-view.js';

const origin = { source: 'http', unavailable: null } as const;
const commands: readonly Command[] = [
  { command: 'start', program: 'sample' },
  { command: 'resume' },
  { command: 'skip' },
  { command: 'select', intensity: 20 },
  { command: 'remote_start', enabled: false },
  { command: 'reset' },
];

describe('a command for a chair that another daemon owns [S16]', () => {
  it.each(commands)('is refused with who owns it: %j', (command) => {
    const decision = decideCommand(command, origin, viewOf({ state: 'fault', holding: yieldedHolding(false) }));
    const verdict = { code: 'foreign_owner', message: 'another daemon owns this chair' };
    expect(decision).toEqual({ kind: 'foreign', verdict, pass: null });
  });

  it.each([
    [{ command: 'stop' }, 'stop'],
    [{ command: 'pause' }, 'stop'],
    [{ command: 'estop' }, 'estop'],
  ] as const)('is passed on where it is %j, and names the switch at the chair', (command, pass) => {
    const view = viewOf({ state: 'fault', holding: yieldedHolding(true), emergencySwitch: 'red knob, left arm rest' });
    expect(decideCommand(command, origin, view)).toMatchObject({
      kind: 'foreign',
      pass,
      verdict: { code: 'foreign_owner', message: expect.stringContaining('use red knob, left arm rest') },
    });
  });

  it('is taken where it is the reset of a chair of which nobody has been heard for 30 s', () => {
    const view = viewOf({ state: 'fault', holding: yieldedHolding(true) });
    expect(decideCommand({ command: 'reset' }, origin, view).kind).toBe('event');
    expect(decideCommand({ command: 'start' }, origin, view).kind).toBe('foreign');
  });
});

it.each(['mqtt', 'http', 'button', 'local'] as const)(
  'nothing is begun by %s while it is not settled who owns the chair [S16]',
  (source) => {
    const view = viewOf({ holding: { kind: 'unsettled', why: 'wait' } });
    const asked = { source, unavailable: null };
    const values = { reason: 'unsettled' };
    const refusal = { kind: 'refused', verdict: { values, code: 'unavailable', message: 'wait' } };
    expect(decideCommand({ command: 'start', program: 'sample' }, asked, view)).toEqual(refusal);
    expect(decideCommand({ command: 'stop' }, asked, view).kind).toBe('event');
  },
);

describe('[S16] a daemon that gives a chair up', () => {
  const yielding = (): DaemonBench => {
    const bench = DaemonBench.running();
    bench.sent.length = 0;
    bench.daemon.fleet.settle('chair', yieldedHolding(false));
    return bench;
  };

  it('writes no byte more, whatever comes: no KEEP, no STOP, no emergency byte', async () => {
    const bench = yielding();
    expect(bench.status.fault?.code).toBe('foreign_owner');
    expect(bench.status.last_session?.ended_by).toBe('fault');
    bench.advance(5000);
    for (const source of ['mqtt', 'http'] as const) bench.run({ command: 'estop' }, source);
    bench.daemon.fleet.stop('chair', 'estop', 'mqtt');
    bench.daemon.halt();
    bench.advance(30_000);
    await Promise.all([bench.stop(), Promise.resolve(bench.advance(10_000))]);
    expect(bench.sent).toEqual([]);
    expect(bench.broken).toBeNull();
  });

  it('leaves the chair to its own dead-man', () => {
    const bench = yielding();
    expect(bench.untilZero(1500)).not.toBeNull();
  });

  it('opens the port again for the reset, and takes the chair with the outputs at zero', () => {
    const bench = yielding();
    bench.advance(40_000);
    bench.daemon.fleet.settle('chair', yieldedHolding(true));
    bench.advance(10_000);
    expect(bench.sent).toEqual([]);
    expect(bench.runSlowly({ command: 'reset' })?.code).toBe('ok');
    expect(bench.daemon.fleet.holding('chair').kind).toBe('own');
    bench.advance(3000);
    expect([bench.state, bench.outputNow]).toEqual(['idle', 0]);
  });

  it('answers a stop by another face than MQTT that it was passed on, not that it was taken', () => {
    const bench = yielding();
    const { fleet } = bench.daemon;
    expect(fleet.stop('chair', 'stop', 'http').code).toBe('foreign_owner');
    expect(fleet.stop('chair', 'stop', 'mqtt').code).toBe('ok');
    expect(bench.run({ command: 'stop' }, 'http')?.code).toBe('foreign_owner');
  });
});

it('a daemon that cannot go on as it is configured begins nothing, and ends no session for that [S16]', async () => {
  const bench = DaemonBench.running();
  let isRetired = false;
  void bench.daemon.retire().then(() => {
    isRetired = true;
  });
  const settled = async (): Promise<boolean> => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    return isRetired;
  };
  bench.advance(60_000);
  expect([bench.state, await settled()]).toEqual(['running', false]);
  for (let count = 0; count < 600 && !(await settled()); count += 1) bench.advance(1000);
  expect([bench.status.last_session?.ended_by, isRetired]).toEqual(['completed', true]);
  expect(bench.run({ command: 'start', program: 'quick-break' })?.code).toBe('unavailable');
});

describe('[S16] a port that nothing locks', () => {
  it('is not opened before it is known that nobody else has the chair', () => {
    const bench = new DaemonBench({ settings: { isPortShared: true } });
    bench.advance(20_000);
    expect([bench.sent, bench.state]).toEqual([[], 'disconnected']);
    bench.daemon.fleet.settle('chair', { kind: 'own' });
    bench.advance(3000);
    expect(bench.state).toBe('idle');
  });

  it('stays shut where somebody else has it', () => {
    const bench = new DaemonBench({ settings: { isPortShared: true } });
    bench.daemon.fleet.settle('chair', yieldedHolding(false));
    bench.advance(20_000);
    expect([bench.sent, bench.state]).toEqual([[], 'fault']);
    bench.daemon.fleet.settle('chair', yieldedHolding(true));
    expect(bench.runSlowly({ command: 'reset' })?.code).toBe('ok');
  });
});
