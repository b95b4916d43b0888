import { expect, it } from 'vitest';
import { decodeOrder, encodeReport } from '../../src/core/protocol/codec.js';
import type { OpenWire } from '../../src/ports.js';
import { DaemonBench } from '../support/daemon-bench.js';

it('a start that the chair never confirms ends as a fault that says why, and needs no reset', () => {
  let isSlow = false;
  let bench: DaemonBench;
  /** Each SET is busy for 1.9 s before it is taken: three of them are too many. */
  const busy = (openWire: OpenWire): OpenWire => {
    const sinceMs = new Map<string, number>();
    return (events) => {
      const wire = openWire(events);
      return {
        close: () => wire.close(),
        write: (text) => {
          const order = decodeOrder(text.trim());
          if (!isSlow || !('request' in order) || order.request.verb !== 'SET') return wire.write(text);
          const nowMs = bench.clock.nowMs();
          const firstMs = sinceMs.get(order.request.zone) ?? nowMs;
          sinceMs.set(order.request.zone, firstMs);
          if (nowMs - firstMs >= 1900) return wire.write(text);
          const line = encodeReport({ kind: 'error', seq: order.seq, code: 'busy', detail: '' }).trim();
          bench.clock.after(5, () => events.onLine(line));
        },
      };
    };
  };
  bench = DaemonBench.ready({ around: busy });
  isSlow = true;
  expect(bench.run({ command: 'start', program: 'demo' })?.code).toBe('ok');
  bench.advance(8000);
  const fault = bench.events.find(({ event_type }) => event_type === 'fault');
  expect(fault?.fault?.code).toBe('internal');
  expect(fault?.fault?.message).toContain('did not confirm the start within 5 s');
  expect(fault?.program).toBe('demo');
  expect(bench.status.last_session?.ended_by).toBe('fault');
  expect([bench.state, bench.outputNow]).toEqual(['idle', 0]);
  isSlow = false;
  expect(bench.run({ command: 'start', program: 'demo' })?.code).toBe('ok');
  bench.advance(3000);
  expect(bench.state).toBe('running');
});
