import { describe, expect, it } from 'vitest';
import { frameLine } from '../../src/core/protocol/crc.js';
import { DaemonBench } from '../support/daemon-bench.js';

describe('[S3] an emergency stop', () => {
  it('takes every output to zero within 100 ms and latches', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'estop' });
    expect(bench.untilZero(1000)).toBeLessThanOrEqual(100);
    bench.advance(1000);
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.status.fault?.code).toBe('estop');
    expect(bench.status.last_session?.ended_by).toBe('emergency_stop');
    expect(bench.run({ command: 'start' })?.code).toBe('fault');
  });

  it('outlives a restart of the daemon, and the byte is the first thing on the port', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'estop' });
    bench.advance(1000);
    bench.sent.length = 0;
    bench.restart();
    bench.advance(2000);
    expect(bench.sent[0]).toBe('\u0018\n');
    expect(bench.state).toBe('emergency_stopped');
  });

  it('outlives a restart of both', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'estop' });
    bench.advance(1000);
    bench.kill();
    bench.inject('reboot:power');
    bench.advance(2000);
    bench.restart();
    bench.advance(3000);
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.outputNow).toBe(0);
  });

  it('is left by a reset alone, and nothing moves by it', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'estop' });
    bench.advance(2000);
    expect(bench.runSlowly({ command: 'reset' })?.code).toBe('ok');
    expect(bench.state).toBe('idle');
    expect(bench.outputNow).toBe(0);
    expect(bench.eventTypes).toContain('reset');
    expect(bench.run({ command: 'start' })?.code).toBe('ok');
  });

  it('refuses a reset without a handshake after 3 s, and says what is missing', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'estop' });
    bench.inject('unplug');
    bench.advance(1000);
    const verdict = bench.runSlowly({ command: 'reset' }, 3100);
    expect(verdict).toMatchObject({ code: 'link_down', message: expect.stringContaining('handshake') });
    expect(bench.state).toBe('emergency_stopped');
  });

  it('ends a reset that is under way', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'estop' });
    bench.advance(1000);
    bench.inject('unplug');
    bench.advance(1000);
    const codes: string[] = [];
    const origin = { source: 'mqtt', unavailable: null } as const;
    bench.daemon.fleet.run('chair', { command: 'reset' }, origin, ({ code }) => void codes.push(code));
    bench.advance(100);
    bench.run({ command: 'estop' });
    expect(codes).toEqual(['link_down']);
    expect(bench.state).toBe('emergency_stopped');
  });

  it('outlives a record that was spoilt on the disk', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'estop' });
    bench.advance(1000);
    bench.kill();
    bench.store.records.set('chair', '{"version":9}');
    bench.inject('reboot:power');
    bench.advance(1000);
    bench.restart();
    bench.advance(3000);
    expect(bench.state).toBe('fault');
    expect(bench.run({ command: 'start' })?.code).toBe('fault');
    expect(bench.runSlowly({ command: 'reset' })?.code).toBe('ok');
  });

  it('is written to an open port that has not answered yet', () => {
    const bench = new DaemonBench();
    bench.inject('deaf');
    bench.advance(500);
    bench.sent.length = 0;
    bench.daemon.fleet.stop('chair', 'estop', 'mqtt');
    expect(bench.sent[0]).toBe('\u0018\n');
  });
});

describe('[S4] a stop', () => {
  it('is not done while the chair still moves, becomes an emergency stop and then holds', () => {
    const bench = DaemonBench.running();
    bench.inject('runaway:legs');
    bench.inject('runaway:back');
    bench.run({ command: 'stop' });
    bench.advance(1900);
    expect(bench.state).toBe('stopping');
    expect(bench.outputNow).toBeGreaterThan(0);
    bench.advance(400);
    expect(bench.outputNow).toBe(0);
    bench.advance(500);
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.status.last_session?.ended_by).toBe('stopped');
  });

  it('raises the alarm when nothing helps', () => {
    const bench = DaemonBench.running();
    bench.inject('runaway:back:hard');
    bench.inject('runaway:legs:hard');
    bench.run({ command: 'stop' });
    bench.advance(1000 + 2500 - 200);
    expect(bench.eventTypes).not.toContain('stop_unverified');
    bench.advance(400);
    expect(bench.eventTypes).toContain('stop_unverified');
    expect(bench.state).toBe('emergency_stopped');
    const before = bench.sent.length;
    bench.advance(2000);
    expect(bench.sent.slice(before).filter((text) => text === '\u0018\n').length).toBeGreaterThanOrEqual(9);
  });

  it('holds for a pause as well', () => {
    const bench = DaemonBench.running();
    bench.inject('runaway:back');
    bench.inject('runaway:legs');
    bench.run({ command: 'pause' });
    bench.advance(4000);
    expect(bench.outputNow).toBe(0);
    expect(bench.state).toBe('emergency_stopped');
  });

  it('survives lost and damaged lines', () => {
    for (const fault of ['drop-line:0.3', 'corrupt:0.3', 'duplicate:0.5', 'drop-newline:0.2', 'late-ack:150']) {
      const bench = DaemonBench.running();
      bench.inject(fault);
      bench.run({ command: 'stop' });
      expect(bench.untilZero(4000), fault).not.toBeNull();
      bench.advance(4000);
      expect(['idle', 'disconnected', 'emergency_stopped'], fault).toContain(bench.state);
    }
  });

  it('is not believed while telemetry leaves a zone out', () => {
    let isHiding = false;
    const bench = DaemonBench.running('quick-break', {
      around: (openWire) => (events) =>
        openWire({
          ...events,
          onLine: (line) => {
            const payload = line.slice(0, -5);
            const hidden = payload.replace(/ legs:\S+/, '');
            events.onLine(isHiding && line.startsWith('T ') ? frameLine(hidden).trim() : line);
          },
        }),
    });
    isHiding = true;
    bench.run({ command: 'stop' });
    bench.advance(4000);
    expect(bench.state).not.toBe('idle');
    expect(bench.outputNow).toBe(0);
  });

  it('is sent to a chair that moves although nothing was asked, and the alarm follows', () => {
    let isMoving = false;
    const bench = DaemonBench.ready({
      around: (openWire) => (events) =>
        openWire({
          ...events,
          onLine: (line) => {
            const moving = frameLine(line.slice(0, -5).replace('back:off,0', 'back:knead,30')).trim();
            events.onLine(isMoving && line.startsWith('T ') ? moving : line);
          },
        }),
    });
    isMoving = true;
    bench.sent.length = 0;
    bench.advance(8000);
    expect(bench.sent.some((line) => line.includes('STOP 0'))).toBe(true);
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.eventTypes).toContain('stop_unverified');
  });

  it('catches a chair that begins to move by itself', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'stop' });
    bench.advance(300);
    bench.inject('runaway:back@0s+1s');
    bench.advance(5000);
    expect(bench.outputNow).toBe(0);
  });
});

describe('[S7] a stop is always accepted', () => {
  it.each(['disconnected', 'idle', 'running', 'paused', 'stopping', 'fault', 'emergency_stopped'] as const)(
    'while %s',
    (state) => {
      const bench = benchIn(state);
      expect(bench.state).toBe(state);
      expect(bench.run({ command: 'stop' })?.code).toBe('ok');
      bench.daemon.fleet.stop('chair', 'stop', 'mqtt');
      bench.advance(4000);
      expect(bench.outputNow).toBe(0);
    },
  );

  it('and writes one line for a flood of stops', () => {
    const bench = DaemonBench.running();
    bench.sent.length = 0;
    for (let count = 0; count < 5000; count += 1) bench.daemon.fleet.stop('chair', 'stop', 'mqtt');
    expect(bench.sent.filter((line) => line.includes('STOP'))).toHaveLength(1);
  });
});

function benchIn(state: string): DaemonBench {
  const bench = state === 'idle' || state === 'disconnected' ? DaemonBench.ready() : DaemonBench.running();
  if (state === 'disconnected') bench.inject('unplug');
  if (state === 'paused') bench.run({ command: 'pause' });
  if (state === 'stopping') bench.run({ command: 'stop' });
  if (state === 'fault') bench.inject('hot:legs:80');
  if (state === 'emergency_stopped') bench.run({ command: 'estop' });
  bench.advance(state === 'stopping' ? 100 : 2000);
  return bench;
}
