import { describe, expect, it } from 'vitest';
import type { OpenWire } from '../../src/ports.js';
import { DaemonBench } from '../support/daemon-bench.js';

/** A line on which what the chair says of its buttons and faults never arrives. */
const withoutEvents =
  (openWire: OpenWire): OpenWire =>
  (events) =>
    openWire({ ...events, onLine: (line) => line.startsWith('E ') || events.onLine(line) });

describe('a chair that stops by itself, while what it says of it is lost', () => {
  it.each(['button:stop', 'button:pause', 'stall:back@0s+1s', 'overcurrent:back@0s+1s'])(
    'is not set in motion by the next renewal, after %s [S5]',
    (fault) => {
      const bench = DaemonBench.running('relaxation', { around: withoutEvents });
      bench.inject(fault);
      expect(bench.untilZero(3000)).not.toBeNull();
      for (let count = 0; count < 100; count += 1) {
        bench.advance(100);
        expect(bench.outputNow).toBe(0);
      }
      expect(bench.status.last_session?.ended_by).toBe('link_lost');
    },
  );

  it('can be started again [S5]', () => {
    const bench = DaemonBench.running('relaxation', { around: withoutEvents });
    bench.inject('button:stop');
    bench.advance(8000);
    expect(bench.run({ command: 'start', program: 'demo' })?.code).toBe('ok');
  });
});

describe('a stop that comes while a greeted chair is not seen still yet', () => {
  it('is written at once [S7]', () => {
    const bench = DaemonBench.running();
    bench.inject('unplug@0s+1s');
    bench.sent.length = 0;
    for (let count = 0; count < 500 && !bench.sent.some((text) => text.includes('CAPS legs')); count += 1) {
      bench.advance(10);
    }
    const before = bench.sent.length;
    bench.run({ command: 'stop' });
    bench.advance(50);
    expect(bench.sent.slice(before).some((text) => text.includes('STOP'))).toBe(true);
  });
});

describe('a daemon that stood still while nothing moved', () => {
  it('sends no KEEP upon lines that waited meanwhile [S14]', () => {
    const held: (() => void)[] = [];
    let isHolding = false;
    const bench = DaemonBench.ready({
      around: (openWire) => (events) =>
        openWire({
          ...events,
          onLine: (line) => (isHolding ? held.push(() => events.onLine(line)) : events.onLine(line)),
        }),
    });
    isHolding = true;
    bench.advance(2200);
    isHolding = false;
    held[0]?.();
    const before = bench.sent.length;
    bench.run({ command: 'start', program: 'demo' });
    bench.advance(100);
    expect(bench.sent.slice(before).filter((text) => text.includes('KEEP'))).toEqual([]);
  });
});

describe('a person who gets up', () => {
  it('is not moved by a start in the next moment, although that does not count as leaving yet [S12]', () => {
    const bench = DaemonBench.ready();
    bench.inject('leave');
    bench.advance(150);
    expect(bench.run({ command: 'start', program: 'demo' })?.code).toBe('unoccupied');
    bench.inject('sit');
    bench.advance(150);
    expect(bench.run({ command: 'start', program: 'demo' })?.code).toBe('ok');
  });
});

describe('an emergency stop that a stop turns into', () => {
  it('is written before anybody is told [S4]', () => {
    const bench = DaemonBench.running();
    bench.inject('runaway:legs');
    bench.inject('runaway:back');
    const written: boolean[] = [];
    bench.onEvent = ({ event_type }) => {
      if (event_type === 'emergency_stopped') written.push(bench.sent.at(-2) === '\u0018\n');
    };
    bench.run({ command: 'stop' });
    bench.advance(4000);
    expect(written).toEqual([true]);
  });
});

describe('a start button on a line that gets slower and slower', () => {
  it('starts nothing when it comes at last [S6]', () => {
    let heldMs = 0;
    const bench: DaemonBench = DaemonBench.ready({
      around: (openWire) => (events) =>
        openWire({
          ...events,
          onLine: (line) => (heldMs === 0 ? events.onLine(line) : bench.clock.after(heldMs, () => events.onLine(line))),
        }),
    });
    for (heldMs = 0; heldMs < 900; heldMs += 100) bench.advance(1000);
    bench.inject('button:start');
    bench.advance(3000);
    expect(bench.eventTypes).not.toContain('session_started');
  });
});
