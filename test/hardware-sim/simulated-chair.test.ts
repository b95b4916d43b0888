import { describe, expect, it } from 'vitest';
import type { Note } from '../../hardware-sim/device.js';
import { SimulatedChair } from '../../hardware-sim/simulated-chair.js';
import { frameLine } from '../../src/core/protocol/crc.js';
import { VirtualTime } from '../support/virtual-time.js';
import { Host } from './host.js';

/** A motor is led up to its least duty before its level rises. */
const startMs = 240;

describe('a chair in memory', () => {
  it('serves one connection after another, and several at a time', async () => {
    const host = new Host();
    expect(host.ask('1 HELLO 1 host')).toHaveLength(1);
    await host.close();
    host.clock.advance(2);
    expect(host.closedFor).toBe('closed');
    const count = host.lines.length;
    host.clock.advance(5000);
    expect(host.lines).toHaveLength(count);
    host.reopen();
    expect(host.ask('2 KEEP')).toEqual(['2 OK']);
    const heard: string[] = [];
    host.chair.openWire({ onOpened() {}, onLine: (line) => heard.push(line), onNoise() {}, onClosed() {} });
    host.clock.advance(2);
    host.ask('3 KEEP');
    expect(heard).toHaveLength(1);
  });

  it('closed before it has opened, a connection never opens and ends once', async () => {
    const clock = new VirtualTime();
    const chair = SimulatedChair.inMemory({ clock });
    const notes: string[] = [];
    const wire = chair.openWire({
      onOpened: () => notes.push('opened'),
      onLine: (line) => notes.push(line),
      onNoise: () => notes.push('noise'),
      onClosed: (reason) => notes.push(reason),
    });
    wire.write('too early\n');
    await Promise.all([wire.close(), wire.close()]);
    clock.advance(2000);
    wire.write('late\n');
    expect(notes).toEqual(['closed']);
  });

  it('keeps every change of every output, with its time', () => {
    const host = new Host();
    host.start();
    host.keep(1000);
    host.ask('3 STOP 200');
    host.clock.advance(1000);
    const legs = host.chair.history.filter((change) => change.zone === 'legs');
    expect(host.chair.history.every((change) => change.zone === 'legs')).toBe(true);
    expect(legs[0]).toMatchObject({ technique: 'vibrate', pump: false, valveClosed: false });
    expect(Math.max(...legs.map((change) => change.level))).toBe(60);
    expect(legs.at(-1)).toMatchObject({ technique: 'off', level: 0, duty: 0 });
    const riseMs = (legs.find((change) => change.level === 60)?.atMs ?? 0) - (legs[0]?.atMs ?? 0);
    expect(riseMs).toBeGreaterThan(700);
    expect(riseMs).toBeLessThan(790);
    expect(legs.every((change, index) => index === 0 || change.atMs >= (legs[index - 1]?.atMs ?? 0))).toBe(true);
  });

  it('keeps a bounded history', () => {
    const host = new Host();
    host.ask('1 HELLO 1 host');
    for (let seq = 2; seq < 400; seq += 1) {
      host.ask(`${seq} SET legs vibrate ${seq % 2 === 0 ? 100 : 1} 30 0 5000`, 500);
    }
    expect(host.chair.history).toHaveLength(10_000);
  });

  it('takes faults by name or by name and arguments, and says what it has taken back', () => {
    const { chair, clock } = new Host();
    chair.inject('stall:legs');
    chair.inject('stall:back@10s');
    chair.inject('mute@1s+1s');
    expect(chair.activeFaults).toEqual(['stall:legs']);
    clock.advance(1500);
    expect(chair.activeFaults).toEqual(['stall:legs', 'mute']);
    clock.advance(1000);
    expect(chair.activeFaults).toEqual(['stall:legs']);
    expect(chair.clear('stall:seat')).toBe(0);
    expect(chair.clear('stall')).toBe(2);
    clock.advance(20_000);
    expect(chair.activeFaults).toEqual([]);
  });

  it('refuses what is no fault and no id', () => {
    const { chair, clock } = new Host();
    expect(() => chair.inject('stal:legs')).toThrow('is not a fault');
    expect(chair.tryInject('stal:legs')).toContain('is not a fault');
    expect(() => SimulatedChair.inMemory({ clock, id: 'has a space' })).toThrow('no chair id');
    for (let count = 0; count < 1000; count += 1) chair.tryInject('mute@1h');
    expect(chair.tryInject('mute')).toContain('too many');
  });

  it('ends its connections when it is closed, and its timers', async () => {
    const host = new Host();
    await host.chair.close();
    host.clock.advance(2);
    expect(host.closedFor).toContain('unplugged');
    expect(host.clock.waiting).toBe(0);
  });

  it('runs the same with the same seed', () => {
    const run = (): string => {
      const host = new Host({ seed: 5, faults: ['corrupt:0.05', 'duplicate:0.05', 'leave@2s+1s', 'stall:legs@3s+1s'] });
      host.start();
      host.keep(6000);
      return JSON.stringify([host.lines, host.chair.history]);
    };
    expect(run()).toBe(run());
  });

  it('runs the same whether or not somebody looks', () => {
    const run = (lookEveryMs: number): string => {
      const host = new Host();
      if (lookEveryMs > 0) host.clock.every(lookEveryMs, () => [host.chair.zones, host.chair.history]);
      host.ask('1 HELLO 1 host');
      host.ask('2 SET legs compress 60 6 4000 5000');
      host.ask('3 SET back knead 40 20 3000 5000');
      host.keep(6000);
      return JSON.stringify([host.lines, host.chair.history]);
    };
    expect(run(7)).toBe(run(0));
  });

  it('shows what it does at the moment of the look, and tells what happened at its own time', () => {
    const told: Note[] = [];
    const clock = new VirtualTime();
    const chair = SimulatedChair.inMemory({ clock, onNote: (note) => told.push(note) });
    const wire = chair.openWire({ onOpened() {}, onLine() {}, onNoise() {}, onClosed() {} });
    clock.advance(2);
    for (const payload of ['1 HELLO 1 host', '2 SET legs vibrate 50 30 1000 5000', '0 KEEP'])
      wire.write(frameLine(payload));
    clock.advance(startMs);
    const levels = Array.from({ length: 15 }, () => {
      clock.advance(20);
      return chair.zones.legs.level;
    });
    expect(new Set(levels).size).toBe(15);
    expect(chair.history.at(-1)).toMatchObject({ zone: 'legs', level: levels.at(-1) });
    clock.advance(1000);
    const times = told.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(told.flatMap((note) => (note.kind === 'output' ? [note.change] : []))).toEqual(chair.history);
  });

  it('at rest needs one timer a second', () => {
    const { clock } = new Host();
    let woken = 0;
    const { after } = clock;
    clock.after = (delayMs, task) => {
      woken += 1;
      return after.call(clock, delayMs, task);
    };
    clock.advance(60_000);
    expect(woken).toBeLessThan(150);
  });
});
