import { describe, expect, it } from 'vitest';
import { frameLine } from '../../src/core/protocol/crc.js';
import { Host } from './host.js';

describe('a mute chair', () => {
  it('sends nothing, but hears', () => {
    const host = new Host();
    host.start();
    host.keep(500);
    host.chair.inject('mute');
    const before = host.lines.length;
    host.keep(1000);
    expect(host.lines).toHaveLength(before);
    expect(host.chair.zones.legs.level).toBe(60);
    host.ask('3 STOP 0');
    expect(host.chair.zones.legs.level).toBe(0);
  });
});

describe('a deaf chair', () => {
  it('hears nothing: its lease stops it', () => {
    const host = new Host();
    host.start();
    host.keep(500);
    host.chair.inject('deaf');
    host.write('\u0018\n');
    expect(host.chair.mode).toBe('run');
    host.keep(1200);
    expect(host.chair.latches).toEqual([{ code: 'lease', zone: null, isLatched: true }]);
    expect(host.payloads()).toContain('E lease');
  });
});

describe('damage', () => {
  const sent = (fault: string): Host => {
    const host = new Host({ seed: 7, faults: [fault] });
    for (let seq = 1; seq <= 100; seq += 1) host.ask(`${seq} HELLO 1 host`, 50);
    return host;
  };

  it.each(['garbage:0.3:tx', 'corrupt:0.3:tx', 'drop-newline:0.3:tx'])(
    '%s spoils lines on the way to the host',
    (fault) => {
      const host = sent(fault);
      expect(host.damagedLines() + host.noise).toBeGreaterThan(5);
      expect(host.payloads().length).toBeGreaterThan(50);
    },
  );

  it.each(['garbage:0.3:rx', 'corrupt:0.3:rx', 'drop-newline:0.3:rx'])(
    '%s spoils lines on the way to the chair',
    (fault) => {
      const host = sent(fault);
      expect(host.damagedLines() + host.noise).toBe(0);
      expect(host.payloads().filter((line) => line === '0 ERR crc').length).toBeGreaterThan(5);
      expect(host.chair.mode).toBe('idle');
    },
  );

  it('drop-line loses lines, duplicate doubles them', () => {
    const answers = (host: Host): number => host.payloads().filter((line) => line.includes(' OK 1 fw=')).length;
    expect(answers(sent('drop-line:0.3:tx'))).toBeLessThan(85);
    expect(answers(sent('drop-line:0.3:rx'))).toBeLessThan(85);
    expect(answers(sent('duplicate:0.3:tx'))).toBeGreaterThan(115);
    expect(answers(sent('duplicate:0.3:rx'))).toBeGreaterThan(115);
  });

  it('split brings every line whole, in two pieces', () => {
    const host = sent('split');
    expect(host.damagedLines() + host.noise).toBe(0);
    expect(host.payloads().filter((line) => line.includes(' OK 1 fw=')).length).toBeGreaterThan(95);
  });

  it('is the same for the same seed, and other for another', () => {
    const linesOf = (seed: number): string => {
      const host = new Host({ seed, faults: ['corrupt:0.2', 'garbage:0.1'] });
      for (let seq = 1; seq <= 50; seq += 1) host.ask(`${seq} HELLO 1 host`, 50);
      return JSON.stringify(host.lines);
    };
    expect(linesOf(3)).toBe(linesOf(3));
    expect(linesOf(3)).not.toBe(linesOf(4));
  });

  it('never holds back the emergency byte, and never makes one [S3]', () => {
    const host = new Host({ faults: ['drop-line:1:rx', 'slow:5000'] });
    host.write('\u0018\n');
    expect(host.chair.mode).toBe('estop');
    const noisy = new Host({ faults: ['garbage:1', 'corrupt:1'] });
    for (let seq = 1; seq <= 500; seq += 1) noisy.ask(`${seq} HELLO 1 host`);
    expect(noisy.chair.mode).toBe('idle');
  });
});

describe('delay', () => {
  it('slow takes requests late, in order', () => {
    const host = new Host({ faults: ['slow:300'] });
    expect(host.ask('1 HELLO 1 host', 250)).toEqual([]);
    expect(host.ask('2 KEEP', 100)).toEqual([expect.stringContaining('1 OK 1')]);
    host.clock.advance(250);
    expect(host.payloads()).toContain('2 OK');
  });

  it('late-ack runs at once and answers late, behind newer lines', () => {
    const host = new Host();
    host.start();
    host.keep(1000);
    host.chair.inject('late-ack:300');
    expect(host.ask('3 STOP 0')).toEqual([]);
    expect(host.chair.zones.legs.level).toBe(0);
    host.clock.advance(310);
    const after = host.payloads();
    expect(after.indexOf('3 OK')).toBeGreaterThan(after.findIndex((line) => line.includes(' idle ')));
  });
});

describe('misbehaviour', () => {
  it('wrong-seq answers what was never asked', () => {
    const host = new Host({ faults: ['wrong-seq'] });
    expect(host.ask('1 HELLO 1 host')[0]).toMatch(/^1001 OK 1/);
    expect(host.ask('40000 KEEP')).toEqual(['41000 OK']);
    expect(host.ask('65000 KEEP')).toEqual(['465 OK']);
  });

  it('wrong-crc spoils the check of every line', () => {
    const host = new Host({ faults: ['wrong-crc'] });
    host.ask('1 HELLO 1 host', 3000);
    expect(host.payloads()).toEqual([]);
    expect(host.lines.length).toBeGreaterThan(10);
    expect(host.noise).toBe(0);
  });

  it('flood sends so many lines a second', () => {
    const host = new Host({ faults: ['flood:500'] });
    const before = host.lines.length;
    host.clock.advance(2000);
    expect(host.lines.length - before).toBeGreaterThan(990);
    expect(host.lines.length - before).toBeLessThan(1010);
  });
});

describe('the port', () => {
  it('goes away at unplug and comes back after its time; the chair goes on', () => {
    const host = new Host();
    host.start();
    host.keep(500);
    host.chair.inject('unplug@100ms+2s');
    host.keep(200);
    expect(host.closedFor).toContain('unplugged');
    host.reopen();
    expect(host.isOpen).toBe(false);
    expect(host.closedFor).toContain('unplugged');
    host.clock.advance(2000);
    expect(host.chair.latches).toMatchObject([{ code: 'lease' }]);
    host.reopen();
    expect(host.isOpen).toBe(true);
    expect(host.ask('1 HELLO 1 host')).toHaveLength(1);
  });

  it('stays open and silent when it is half open', () => {
    const host = new Host({ faults: ['half-open@1s+2s'] });
    host.clock.advance(1000);
    const before = host.lines.length;
    expect(host.ask('1 HELLO 1 host', 1500)).toEqual([]);
    expect(host.lines).toHaveLength(before);
    expect(host.closedFor).toBeNull();
    host.clock.advance(1000);
    expect(host.ask('1 HELLO 1 host')).toHaveLength(1);
  });

  it('that takes no more holds what is written, and breaks when that is too much', () => {
    const host = new Host({ faults: ['stall-write@0s+1s'] });
    expect(host.ask('1 HELLO 1 host')).toEqual([]);
    host.clock.advance(1100);
    expect(host.payloads().some((line) => line.includes('1 OK 1'))).toBe(true);
    host.chair.inject('stall-write');
    for (let count = 0; count < 100; count += 1) host.write(frameLine('0 KEEP'.padEnd(60, 'x')));
    host.clock.advance(2);
    expect(host.closedFor).toContain('takes no more');
  });
});

describe('a restart', () => {
  it('is seen by a new boot id, an event and a lower uptime; with a time, the power is off for so long', () => {
    const host = new Host();
    const boot = (answers: readonly string[]): string | undefined => /boot=(\w{4})/.exec(answers[0] ?? '')?.[1];
    const first = boot(host.ask('1 HELLO 1 host'));
    host.clock.advance(5000);
    host.chair.inject('reboot:watchdog');
    host.clock.advance(400);
    expect(host.payloads()).toContain('E boot watchdog');
    expect(boot(host.ask('1 HELLO 1 host'))).not.toBe(first);
    host.chair.inject('reboot@0s+3s');
    expect(host.ask('1 HELLO 1 host', 2900)).toEqual([]);
    host.clock.advance(200);
    expect(host.ask('1 HELLO 1 host')).toHaveLength(1);
    expect(host.chair.activeFaults).toEqual([]);
  });
});

describe('the person', () => {
  it('leaves and sits down, by name or by time', () => {
    const host = new Host({ faults: ['leave@1s+1s'] });
    host.clock.advance(1500);
    expect(host.chair.isOccupied).toBe(false);
    host.clock.advance(1000);
    expect(host.chair.isOccupied).toBe(true);
    host.chair.inject('leave');
    expect(host.chair.isOccupied).toBe(false);
    host.chair.inject('sit');
    expect(host.chair.isOccupied).toBe(true);
    expect(host.chair.activeFaults).toEqual(['sit']);
    host.clock.advance(10);
    expect(host.payloads().filter((line) => line.startsWith('E occupied'))).toEqual([
      'E occupied 0',
      'E occupied 1',
      'E occupied 0',
      'E occupied 1',
    ]);
  });

  it('presses a button', () => {
    const host = new Host();
    host.start();
    host.keep(500);
    host.chair.inject('button:stop');
    host.clock.advance(1200);
    expect(host.payloads()).toContain('E button stop');
    expect(host.chair.zones.legs.level).toBe(0);
  });
});
