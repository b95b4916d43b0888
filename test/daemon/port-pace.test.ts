import { describe, expect, it } from 'vitest';
import { PortPace } from '../../src/daemon/port-pace.js';
import type { Wire, WireEvents } from '../../src/ports.js';

const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `chair-${at}`);

/** Chairs whose ports are opened over one pace. */
class Ports {
  readonly pace = new PortPace();
  readonly opened: string[] = [];
  readonly written: string[] = [];
  readonly events = new Map<string, WireEvents>();

  open(chairId: string, isUrgent: () => boolean = () => false): Wire {
    const openWire = this.pace.paced(
      chairId,
      (events) => {
        this.opened.push(chairId);
        this.events.set(chairId, events);
        return { write: (text) => void this.written.push(`${chairId} ${text}`), close: async () => {} };
      },
      isUrgent,
    );
    return openWire({ onOpened: () => {}, onLine: () => {}, onNoise: () => {}, onClosed: () => {} });
  }

  openAll(count: number): readonly Wire[] {
    return ids(count).map((chairId) => this.open(chairId));
  }

  tick(times: number): void {
    for (let at = 0; at < times; at += 1) this.pace.tick();
  }
}

describe('the ports of many chairs', () => {
  it('are opened at once as far as 16 go, the others in their order as these are greeted', () => {
    const ports = new Ports();
    ports.openAll(20);
    expect(ports.opened).toEqual(ids(16));
    ports.pace.greeted('chair-3');
    ports.pace.greeted('chair-9');
    expect(ports.opened).toEqual(ids(18));
  });

  it('are waited for no longer than five ticks each: a chair that is off holds up nobody', () => {
    const ports = new Ports();
    ports.openAll(40);
    ports.tick(4);
    expect(ports.opened).toHaveLength(16);
    ports.tick(1);
    expect(ports.opened).toHaveLength(32);
    ports.tick(5);
    expect(ports.opened).toEqual(ids(40));
  });

  it('make room when they close', () => {
    const ports = new Ports();
    ports.openAll(17);
    ports.events.get('chair-0')?.onClosed('gone');
    expect(ports.opened).toEqual(ids(17));
  });

  it('are not opened any more where nobody waits for them', async () => {
    const ports = new Ports();
    await ports.openAll(17)[16]?.close();
    ports.tick(10);
    expect(ports.opened).toEqual(ids(16));
  });

  it('keep their place also where the end of an earlier wire is told late', async () => {
    const ports = new Ports();
    const [first] = ports.openAll(17);
    const earlier = ports.events.get('chair-0');
    await first?.close();
    ports.open('chair-0');
    earlier?.onClosed('closed');
    ports.pace.greeted('chair-1');
    expect(ports.opened).toEqual([...ids(17), 'chair-0']);
  });

  it('wait for nobody where a chair may move, or has to hear an emergency stop [S3]', () => {
    const ports = new Ports();
    ports.openAll(16);
    ports.open('latched', () => true).write('\u0018\n');
    expect(ports.opened.at(-1)).toBe('latched');
    expect(ports.written).toEqual(['latched \u0018\n']);
  });

  it('wait no longer where that has become so meanwhile [S3]', () => {
    const ports = new Ports();
    let isLatched = false;
    ports.openAll(20);
    ports.open('latched', () => isLatched);
    ports.tick(1);
    expect(ports.opened).toEqual(ids(16));
    isLatched = true;
    ports.tick(1);
    expect(ports.opened.slice(16)).toEqual(['latched']);
  });

  it('take nothing to be written before they are open', () => {
    const ports = new Ports();
    ports.openAll(17)[16]?.write('\n');
    expect(ports.written).toEqual([]);
  });
});
