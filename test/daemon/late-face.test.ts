import { describe, expect, it } from 'vitest';
import { LateFace } from '../../src/daemon/late-face.js';
import type { RunningFace } from '../../src/daemon/running-daemon.js';
import { silentLog } from '../support/silent-log.js';
import { VirtualTime } from '../support/virtual-time.js';

function setUp(load?: () => Promise<RunningFace | null>) {
  const clock = new VirtualTime();
  const calls: string[] = [];
  const face: RunningFace = {
    start: () => calls.push('start'),
    close: async () => void calls.push('close'),
    onCard: (chairId) => calls.push(`card of ${chairId}`),
  };
  const late = new LateFace({
    clock,
    log: silentLog,
    load: load ?? (async () => face),
    onFailed: () => calls.push('failed'),
  });
  return { clock, calls, late };
}

describe('a face that is loaded late', () => {
  it('comes when it is told to, once, and hears from then on what the chairs tell', async () => {
    const { clock, calls, late } = setUp();
    late.start();
    late.onCard('hall');
    late.load();
    late.load();
    await clock.advanceAsync(5000);
    late.onCard('hall');
    expect(calls).toEqual(['start', 'card of hall']);
    await late.close(100);
    expect(calls).toEqual(['start', 'card of hall', 'close']);
  });

  it('comes after two seconds where nobody has told it to', async () => {
    const { clock, calls, late } = setUp();
    late.start();
    await clock.advanceAsync(1999);
    expect(calls).toEqual([]);
    await clock.advanceAsync(1);
    expect(calls).toEqual(['start']);
  });

  it('never comes to a daemon that has ended', async () => {
    const { clock, calls, late } = setUp();
    late.start();
    await late.close(100);
    late.load();
    await clock.advanceAsync(5000);
    expect(calls).toEqual([]);
    const other = setUp();
    other.late.load();
    await other.late.close(100);
    expect(other.calls).toEqual([]);
  });

  it('that has said itself why it cannot be is given up, and can be closed', async () => {
    const { clock, calls, late } = setUp(async () => null);
    late.load();
    await clock.advanceAsync(1);
    expect(calls).toEqual(['failed']);
    await late.close(100);
  });

  it('that cannot be loaded is given up, and the daemon goes on', async () => {
    const { clock, calls, late } = setUp(() => Promise.reject(new Error('torn file')));
    late.start();
    await clock.advanceAsync(5000);
    late.onCard('hall');
    await late.close(100);
    expect(calls).toEqual(['failed']);
  });
});
