import { describe, expect, it } from 'vitest';
import { stillDrive } from '../../../src/core/zones.js';
import { back, caps, ScriptedLine } from './scripted-line.js';

const keeps = (line: ScriptedLine): number => line.orders.filter((order) => order === 'KEEP').length;
const reasonOf = (line: ScriptedLine): string => {
  const down = line.signals.find((signal) => signal.type === 'chair.down');
  return down?.type === 'chair.down' ? down.reason : 'not down';
};

describe('KEEP is evidence [S14]', () => {
  it('is written by every tick of a chair that is driven', () => {
    const line = ScriptedLine.driving().run(2000, { drive: back(40), moving: 40 });
    expect(keeps(line)).toBe(10);
    expect(line.types).toEqual([]);
  });

  it('has the seq 0, which asks for no answer', () => {
    const line = ScriptedLine.driving().run(200, { drive: back(40), moving: 40 });
    expect(line.written.find((text) => text.includes('KEEP'))).toMatch(/^0 KEEP\*[0-9A-F]{4}\n$/);
  });

  it('is not written to a chair at rest', () => {
    const line = ScriptedLine.up().run(2000);
    expect([keeps(line), line.types]).toEqual([0, []]);
  });

  it('is written while a stop is under way, and not after it was seen', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(1000);
    line.run(800, { moving: 20 });
    expect(keeps(line)).toBe(4);
    line.run(200);
    line.forget().run(1000);
    expect(keeps(line)).toBe(0);
  });

  it('is not written on telemetry of 500 ms ago', () => {
    const line = ScriptedLine.driving();
    line.advance(299);
    line.chair.supervise();
    expect(keeps(line)).toBe(1);
    line.advance(201);
    line.chair.supervise();
    expect(keeps(line)).toBe(1);
  });

  it('is not written before any telemetry', () => {
    const line = new ScriptedLine().advance(200).forget();
    line.chair.drive(back(40), caps);
    line.chair.supervise();
    expect(keeps(line)).toBe(0);
  });

  it('is not written without a link', () => {
    const line = ScriptedLine.driving();
    line.unplug();
    line.forget();
    line.chair.supervise();
    expect(line.written).toEqual([]);
  });
});

describe('a daemon that stood still [S14]', () => {
  const afterPause = (pauseMs: number): ScriptedLine => {
    const line = ScriptedLine.driving();
    line.clock.stall(pauseMs);
    line.tell(line.moving(40));
    line.chair.supervise();
    return line;
  };

  it('for 500 ms goes on', () => {
    expect(afterPause(500).types).toEqual([]);
  });

  it('for longer gives the link up, with a bare STOP as its last word', () => {
    const line = afterPause(501);
    expect(reasonOf(line)).toContain('stood still for 501 ms');
    expect(line.written).toEqual(['\nSTOP\n']);
  });

  it('says so, and blames neither cable nor chair for what it has not read', () => {
    const line = ScriptedLine.driving();
    line.clock.stall(1500);
    line.chair.poll(line.clock.nowMs());
    line.chair.supervise();
    expect(reasonOf(line)).toContain('stood still for 1500 ms');
  });

  it('takes no chair at rest for silent before it has listened again', () => {
    const line = ScriptedLine.up().run(4000);
    line.clock.stall(10_000);
    line.chair.poll(line.clock.nowMs());
    line.advance(2900);
    expect(line.types).toEqual([]);
    line.advance(200);
    expect(reasonOf(line)).toContain('no line came');
  });

  it('is not told of the time between two sessions', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(0);
    line.run(400);
    expect(line.types).toEqual(['chair.still']);
    line.run(5000);
    line.chair.drive(back(40), caps);
    line.chair.supervise();
    expect(line.types).not.toContain('chair.down');
  });

  it('is not told of the time in which nobody supervised, because nothing was driven', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(0);
    line.advance(5).tell();
    line.tell();
    line.clock.stall(2000);
    line.tell();
    line.chair.drive(back(40), caps);
    line.chair.supervise();
    expect(line.types).not.toContain('chair.down');
  });

  it('is not told of the time without a link', () => {
    const line = ScriptedLine.driving();
    line.unplug();
    line.run(1000).forget();
    line.chair.drive(back(40), caps);
    line.chair.supervise();
    expect(line.types).toEqual([]);
  });
});

describe('a line that falls silent', () => {
  it('is lost after 500 ms while the chair is armed', () => {
    const line = ScriptedLine.driving().advance(500);
    expect(line.types).toEqual([]);
    line.advance(100);
    expect(reasonOf(line)).toContain('no line came');
    expect(line.written.at(-1)).toBe('\nSTOP\n');
  });

  it('is lost after 3 s while it is not', () => {
    const line = ScriptedLine.up().run(4000).advance(3000);
    expect(line.types).toEqual([]);
    line.advance(100);
    expect(line.types).toEqual(['chair.down']);
  });

  it('is lost after 500 ms once a stop was answered', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(1000);
    line.run(200, { moving: 20 }).advance(450);
    expect(line.types).not.toContain('chair.down');
    line.answer = () => null;
    line.advance(100);
    expect(line.types).toContain('chair.down');
  });

  it('is not told of the silence before the chair was armed', () => {
    const line = ScriptedLine.up().run(4000).advance(900);
    line.chair.drive(back(40), caps);
    line.advance(400);
    expect(line.types).toEqual(['chair.driving']);
  });

  it('is no news before the handshake is done', () => {
    const line = new ScriptedLine();
    line.answer = () => null;
    expect(line.advance(9000).types).toEqual([]);
  });
});

describe('a drive', () => {
  it('is confirmed once, when the chair has taken all of it', () => {
    const line = ScriptedLine.up();
    line.chair.drive(back(40), caps);
    expect(line.types).toEqual([]);
    line.run(1000, { drive: back(40), moving: 40 });
    expect(line.types).toEqual(['chair.driving']);
  });

  it('that moves nothing is confirmed with the telemetry that was asked for', () => {
    const line = ScriptedLine.up();
    line.chair.drive(stillDrive, caps);
    expect([line.types, line.orders]).toEqual([[], ['STATUS']]);
    line.advance(10);
    expect([line.types, line.orders]).toEqual([['chair.driving'], ['STATUS']]);
  });

  it('is not written before the handshake is done', () => {
    const line = new ScriptedLine();
    line.answer = () => null;
    line.advance(100).forget();
    line.chair.drive(back(40), caps);
    expect([line.orders, line.types]).toEqual([[], []]);
  });

  it('is not written while a stop is under way [S5]', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(1000);
    line.chair.drive(back(60), caps);
    line.advance(50);
    expect(line.orders.filter((order) => order.startsWith('SET'))).toEqual([]);
  });

  it('is bounded by the caps, and by the temperature [S10] [S17]', () => {
    const line = ScriptedLine.up({ temperatureMaxC: 45 });
    line.chair.drive(back(60), { ...caps, back: 30 });
    expect(line.advance(10).orders).toEqual(['STATUS', 'SET back roll 30 7 2000 5000']);
    const hot = ScriptedLine.up({ temperatureMaxC: 40 });
    hot.chair.drive(back(60), caps);
    expect(hot.advance(10).orders).toEqual(['STATUS', 'SET back roll 42 7 2000 5000']);
  });

  it.each([
    ['ERR latched overtemp', 'overtemp'],
    ['ERR latched gremlins', 'internal'],
    ['ERR range', 'internal'],
    ['ERR range overtemp', 'internal'],
  ])('that the chair answers with %s is the fault %s', (answer, code) => {
    const line = ScriptedLine.up();
    line.answer = ({ request }) => (request.verb === 'SET' ? answer : 'OK');
    line.chair.drive(back(40), caps);
    line.advance(10);
    expect(line.signals).toMatchObject([{ type: 'chair.fault', code, zone: 'back' }]);
    expect(line.signals[0]).toMatchObject({ message: expect.stringMatching(new RegExp(`\\(${answer.slice(4)}\\)$`)) });
  });
});
