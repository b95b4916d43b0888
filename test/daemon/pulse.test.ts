import { describe, expect, it } from 'vitest';
import { Pulse } from '../../src/daemon/pulse.js';
import { VirtualTime } from '../support/virtual-time.js';

const use = { residentBytes: 5, cpuMs: 6, handles: 7, droppedLogLines: 8 };

describe('the pulse of the process', () => {
  it('says how long it runs and what it uses', () => {
    const clock = new VirtualTime();
    const startedWallMs = clock.wallMs();
    const pulse = new Pulse(clock, () => use);
    clock.advance(90_000);
    expect(pulse.measures).toEqual({ ...use, uptimeMs: 90_000, startedWallMs, loopLagMs: 0 });
  });

  it('sees every time that the event loop stood still, and tells the longest of the last minutes', () => {
    const clock = new VirtualTime();
    const pulse = new Pulse(clock, () => use);
    clock.advance(1000);
    clock.stall(350);
    clock.advance(1000);
    clock.stall(1250);
    clock.advance(61_000);
    expect(pulse.measures.loopLagMs).toBe(1150);
    clock.advance(120_000);
    expect(pulse.measures.loopLagMs).toBe(0);
  });

  it('ends with the daemon', () => {
    const clock = new VirtualTime();
    new Pulse(clock, () => use).close();
    expect(clock.waiting).toBe(0);
  });
});
