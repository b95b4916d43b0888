import { describe, expect, it } from 'vitest';
import { Connection } from '../../../src/chair/connection.js';
import type { WireEvents } from '../../../src/ports.js';
import { silentLog } from '../../support/silent-log.js';
import { VirtualTime } from '../../support/virtual-time.js';

interface Opened {
  readonly events: WireEvents;
  readonly written: string[];
  isClosed: boolean;
}

type OnOpen = (events: WireEvents) => void;

/** A connection whose wires do nothing by themselves; `onOpen` may speak while a wire is being opened. */
function connection({ isLatched = false, onOpen = () => undefined }: { isLatched?: boolean; onOpen?: OnOpen } = {}) {
  const clock = new VirtualTime();
  const wires: Opened[] = [];
  const told: string[] = [];
  const warned: unknown[] = [];
  const made = new Connection(
    (events) => {
      const wire: Opened = { events, written: [], isClosed: false };
      wires.push(wire);
      onOpen(events);
      const close = async () => {
        wire.isClosed = true;
      };
      return { write: (text) => void wire.written.push(text), close };
    },
    {
      onOpened: () => {
        told.push('opened');
        made.write('hello');
      },
      onLine: (line) => told.push(line),
      onNoise: () => told.push('noise'),
      onClosed: (reason) => told.push(`closed: ${reason}`),
    },
    clock,
    { ...silentLog, warn: (_event, fields) => warned.push(fields?.['reason']) },
    () => isLatched,
  );
  const wire = (index = 0): Opened => {
    const opened = wires[index];
    if (opened === undefined) throw new Error(`no wire ${index}`);
    return opened;
  };
  const poll = () => made.poll(clock.nowMs());
  /** Polls until another wire is opened; gives how long that took, in steps of 5 ms. */
  const untilReopened = (): number => {
    const before = wires.length;
    for (let passedMs = 0; passedMs <= 10_000; passedMs += 5) {
      poll();
      if (wires.length > before) return passedMs;
      clock.advance(5);
    }
    throw new Error('not reopened');
  };
  return { made, clock, wires, wire, told, warned, poll, untilReopened };
}

describe('a connection', () => {
  it('opens one wire, and is writable once that is open', () => {
    const { made, wires, wire, told, poll } = connection();
    poll();
    poll();
    expect([wires.length, made.isWritable]).toEqual([1, false]);
    made.write('too early');
    wire().events.onOpened();
    expect([made.isWritable, told, wire().written, made.reconnects]).toEqual([true, ['opened'], ['hello'], 0]);
  });

  it('passes on what comes', () => {
    const { wire, told, poll } = connection();
    poll();
    wire().events.onOpened();
    wire().events.onLine('a line');
    wire().events.onNoise('overflow');
    expect(told).toEqual(['opened', 'a line', 'noise']);
  });

  it('writes the emergency byte before everything else while the latch is held [S3]', () => {
    const { wire, poll } = connection({ isLatched: true });
    poll();
    wire().events.onOpened();
    expect(wire().written).toEqual(['\u0018\n', 'hello']);
  });

  it('may be told that its wire is open while it opens it', () => {
    const { made, wire, told, poll } = connection({ isLatched: true, onOpen: (events) => events.onOpened() });
    poll();
    expect([made.isWritable, told, wire().written]).toEqual([true, ['opened'], ['\u0018\n', 'hello']]);
  });

  it('may be told that its wire is closed while it opens it, and tries again', () => {
    let isBroken = true;
    const onOpen: OnOpen = (events) => isBroken && events.onClosed('no such port');
    const { made, told, wire, untilReopened } = connection({ onOpen });
    untilReopened();
    expect([made.isWritable, told]).toEqual([false, ['closed: no such port']]);
    isBroken = false;
    expect(untilReopened()).toBeGreaterThan(100);
    wire(1).events.onOpened();
    expect(made.isWritable).toBe(true);
  });
});

describe('a wire that is gone', () => {
  it('is told once, and nothing is written any more', () => {
    const { made, wire, told, poll } = connection();
    poll();
    wire().events.onOpened();
    wire().events.onClosed('unplugged');
    wire().events.onClosed('unplugged');
    wire().events.onLine('late');
    wire().events.onNoise('alphabet');
    wire().events.onOpened();
    made.write('into the void');
    expect(told).toEqual(['opened', 'closed: unplugged']);
    expect([made.isWritable, wire().written]).toEqual([false, ['hello']]);
  });

  it('has no voice while the next one is open', () => {
    const { made, wire, told, poll, untilReopened } = connection();
    poll();
    wire(0).events.onOpened();
    made.drop('silent');
    untilReopened();
    wire(1).events.onOpened();
    told.length = 0;
    wire(0).events.onLine('late');
    wire(0).events.onNoise('alphabet');
    wire(0).events.onClosed('at last');
    wire(0).events.onOpened();
    expect([told, made.isWritable, made.reconnects]).toEqual([[], true, 1]);
  });

  it('that is dropped is closed, and told with the reason', () => {
    const { made, wire, told, poll } = connection();
    made.drop('nothing to drop');
    poll();
    wire().events.onOpened();
    made.drop('nothing answers');
    made.drop('again');
    expect([told, wire().isClosed, made.isWritable]).toEqual([['opened', 'closed: nothing answers'], true, false]);
  });
});

describe('the wait before the next wire', () => {
  it('grows from a quarter of a second to five seconds', () => {
    const { wires, wire, untilReopened } = connection();
    untilReopened();
    const waits = Array.from({ length: 8 }, () => {
      wire(wires.length - 1).events.onClosed('gone');
      return untilReopened();
    });
    const fullMs = [250, 500, 1000, 2000, 4000, 5000, 5000, 5000];
    for (const [index, full] of fullMs.entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(full / 2);
      expect(waits[index]).toBeLessThanOrEqual(full + 5);
    }
  });

  it('goes on to grow where each handshake succeeds and the line goes again: a loose plug', () => {
    const { made, wires, wire, clock, untilReopened } = connection();
    untilReopened();
    const flap = (worksMs: number): number => {
      wire(wires.length - 1).events.onOpened();
      made.settle();
      for (let passedMs = 0; passedMs < worksMs; passedMs += 50) {
        clock.advance(50);
        made.poll(clock.nowMs());
      }
      wire(wires.length - 1).events.onClosed('gone');
      return untilReopened();
    };
    const waits = Array.from({ length: 8 }, () => flap(3000));
    expect(waits.slice(5).every((wait) => wait >= 2500)).toBe(true);
    expect(flap(59_000)).toBeGreaterThanOrEqual(2500);
    expect(flap(61_000)).toBeLessThanOrEqual(255);
  });

  it('is logged once for the same trouble, and anew once the link has worked for a minute', () => {
    const { made, wires, wire, warned, clock, untilReopened } = connection();
    const close = (reason: string) => {
      untilReopened();
      wire(wires.length - 1).events.onClosed(reason);
    };
    for (const reason of ['no port', 'no port', 'busy', 'busy', 'no port']) close(reason);
    for (let number = 0; number < 30; number += 1) close(`no port number ${number}`);
    expect(warned.slice(0, 2)).toEqual(['no port', 'busy']);
    expect(warned).toHaveLength(10);
    untilReopened();
    made.settle();
    clock.advance(60_000);
    made.poll(clock.nowMs());
    wire(wires.length - 1).events.onClosed('no port');
    expect(warned).toHaveLength(11);
  });
});

describe('a connection that is ended', () => {
  it('closes its wire and never opens another', async () => {
    const { made, clock, wires, wire, told, poll } = connection();
    poll();
    wire().events.onOpened();
    await made.end();
    wire().events.onClosed('closed');
    made.write('too late');
    clock.advance(60_000);
    poll();
    expect([wires.length, wire().isClosed, made.isWritable, told]).toEqual([1, true, false, ['opened']]);
    expect(wire().written).toEqual(['hello']);
    await made.end();
  });
});
