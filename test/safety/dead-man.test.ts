import { describe, expect, it } from 'vitest';
import { frameLine } from '../../src/core/protocol/crc.js';
import { DaemonBench } from '../support/daemon-bench.js';

const leaseMs = 600;
const toleranceMs = 50;

describe('[S1] a chair that hears nothing', () => {
  it('is at zero within lease + 500 ms when the daemon is killed', () => {
    const bench = DaemonBench.running();
    expect(bench.outputNow).toBeGreaterThan(20);
    bench.kill();
    expect(bench.untilZero(5000)).toBeLessThanOrEqual(leaseMs + 500 + toleranceMs);
  });

  it('is at zero within lease + 500 ms when its line is cut', () => {
    const bench = DaemonBench.running();
    bench.inject('deaf');
    expect(bench.untilZero(5000)).toBeLessThanOrEqual(leaseMs + 500 + toleranceMs);
  });
});

describe('[S2] a SET that is not renewed', () => {
  it('does not outlive its TTL, although the line stays alive', () => {
    let isCut = false;
    const bench = DaemonBench.running('leg-circulation', {
      around: (openWire) => (events) => {
        const wire = openWire(events);
        const answer = (text: string) => events.onLine(frameLine(`${text.split(' ')[0]} OK`).trim());
        return {
          close: () => wire.close(),
          write: (text) => (isCut && text.includes(' SET ') ? answer(text) : wire.write(text)),
        };
      },
    });
    isCut = true;
    expect(bench.untilZero(10_000)).toBeLessThanOrEqual(5000 + 500 + toleranceMs);
    bench.advance(2000);
    expect(bench.status.last_session?.ended_by).toBe('fault');
  });
});

describe('[S14] keep-alives are evidence', () => {
  it('stop when telemetry stops, so that the lease runs out', () => {
    const bench = DaemonBench.running();
    bench.inject('mute');
    bench.advance(550);
    const sentBefore = bench.sent.length;
    bench.advance(400);
    expect(bench.sent.slice(sentBefore).filter((line) => line.includes('KEEP'))).toEqual([]);
    expect(bench.untilZero(2000)).not.toBeNull();
    expect(bench.status.last_session?.ended_by).toBe('link_lost');
  });

  it('end the session when the daemon stood still for over 500 ms', () => {
    const bench = DaemonBench.running();
    bench.clock.stall(800);
    bench.advance(3000);
    expect(bench.status.last_session?.ended_by).toBe('link_lost');
    expect(bench.outputNow).toBe(0);
  });

  it('end the session when telemetry comes out of a buffer', () => {
    const held: (() => void)[] = [];
    let isHolding = false;
    const bench = DaemonBench.running('quick-break', {
      around: (openWire) => (events) =>
        openWire({
          ...events,
          onLine: (line) => {
            held.push(() => events.onLine(line));
            if (!isHolding || held.length > 7) held.shift()?.();
          },
        }),
    });
    isHolding = true;
    bench.advance(5000);
    expect(bench.status.last_session?.ended_by).toBe('link_lost');
    bench.advance(3000);
    expect(bench.outputNow).toBe(0);
  });
});

describe('[S15] a daemon that goes down', () => {
  it('stops the chair, sees that it is still, and says so', async () => {
    const bench = DaemonBench.running();
    const report = bench.stop();
    await bench.clock.advanceAsync(6000);
    expect(await report).toEqual({ connected: 1, unseen: 0, isVerified: true });
    expect(bench.outputNow).toBe(0);
    expect(bench.statuses.at(-1)?.last_session?.ended_by).toBe('shutdown');
  });

  it('says so when the chair does not stop', async () => {
    const bench = DaemonBench.running();
    bench.inject('runaway:legs:hard');
    bench.inject('runaway:back:hard');
    const report = bench.stop();
    await bench.clock.advanceAsync(8000);
    expect(await report).toEqual({ connected: 1, unseen: 0, isVerified: false });
  });

  it('halts the chair without the machine when the machine breaks in mid-session', () => {
    const bench = DaemonBench.running('demo');
    bench.onEvent = () => {
      throw new Error('a bug of ours');
    };
    bench.run({ command: 'skip' });
    expect(bench.broken).toBeInstanceOf(Error);
    expect(bench.untilZero(2000)).toBeLessThanOrEqual(300);
    bench.advance(3000);
    expect(bench.outputNow).toBe(0);
  });

  it('halts the chair at once when it is told to', () => {
    const bench = DaemonBench.running();
    bench.daemon.halt();
    expect(bench.untilZero(2000)).toBeLessThanOrEqual(300);
  });
});
