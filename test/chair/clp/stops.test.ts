import { describe, expect, it } from 'vitest';
import { back, caps, ScriptedLine } from './scripted-line.js';

const emergency = '\u0018\n';

describe('a stop', () => {
  it('is one line with its ramp, and is done when the chair was seen still twice [S4]', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(1000);
    line.chair.stop(1000);
    expect([line.orders, line.chair.isStopping]).toEqual([['STOP 1000'], true]);
    line.advance(10).tell();
    expect(line.types).toEqual([]);
    line.tell();
    expect([line.types, line.chair.isStopping]).toEqual([['chair.still'], false]);
  });

  it('is bare where no handshake is done, and on a line that is not open it is nothing', () => {
    const line = new ScriptedLine();
    line.answer = () => null;
    line.chair.stop(1000);
    expect(line.written).toEqual([]);
    line.advance(100).forget();
    line.chair.stop(1000);
    expect([line.written, line.chair.isStopping]).toEqual([['\nSTOP\n'], false]);
  });

  it('begins anew what comes after it: the next drive rises from 0, and is confirmed [S5]', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(0);
    line.run(300).forget();
    line.chair.drive(back(40), caps);
    line.advance(10);
    expect([line.orders, line.types]).toEqual([['STATUS', 'SET back roll 40 7 2000 5000'], ['chair.driving']]);
  });

  it('that does not show becomes an emergency stop, told once, and the alarm follows [S4]', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(0);
    line.run(900, { moving: 40 });
    expect(line.orders.filter((order) => order !== 'KEEP')).toEqual(['STOP 0', 'STOP 0', 'STOP 0', 'STOP 0', 'STOP 0']);
    expect([line.types, line.written.includes(emergency)]).toEqual([[], false]);
    line.run(200, { moving: 40 });
    expect([line.types, line.written.includes(emergency)]).toEqual([['chair.escalated'], true]);
    expect(line.orders).toContain('ESTOP');
    line.run(1300, { moving: 40 });
    expect(line.types).toEqual(['chair.escalated']);
    line.run(200, { moving: 40 });
    expect(line.types).toEqual(['chair.escalated', 'chair.stopUnverified']);
  });

  it('follows a drive that the chair begins by itself, with two lines of proof [S4]', () => {
    const line = ScriptedLine.up().run(1000).forget();
    line.tell(line.moving(30));
    expect(line.orders).toEqual([]);
    line.tell(line.moving(30));
    expect([line.orders, line.chair.isStopping]).toEqual([['STOP 0'], true]);
  });

  it('does not follow what was driven, nor what a stop is already after', () => {
    const driven = ScriptedLine.driving();
    driven.tell(driven.moving(30)).tell(driven.moving(30));
    expect(driven.orders).toEqual([]);
    driven.chair.stop(2000);
    driven.tell(driven.moving(30)).tell(driven.moving(30)).tell(driven.moving(30));
    expect(driven.orders).toEqual(['STOP 2000']);
  });

  it('does not follow motion before the handshake is done', () => {
    const line = new ScriptedLine();
    line.answer = () => null;
    line.advance(100).forget();
    line.tell(line.moving(30)).tell(line.moving(30));
    expect(line.written).toEqual([]);
  });
});

describe('an emergency stop [S3]', () => {
  it('writes the byte before its line, once for a flood', () => {
    const line = ScriptedLine.driving();
    line.chair.emergencyStop();
    line.chair.emergencyStop();
    expect(line.written[0]).toBe(emergency);
    expect([line.orders, line.written.length]).toEqual([['ESTOP'], 2]);
  });

  it('is done by lines from 100 ms after the byte, where the chair cannot answer', () => {
    const line = ScriptedLine.driving();
    line.answer = () => null;
    line.chair.emergencyStop();
    line.advance(90).tell({ mode: 'estop' });
    line.advance(10).tell({ mode: 'estop' });
    expect(line.types).toEqual([]);
    line.tell({ mode: 'estop' });
    expect(line.types).toEqual(['chair.still']);
  });

  it('is the byte alone where no handshake is done, every time', () => {
    const line = new ScriptedLine();
    line.answer = () => null;
    line.advance(100).forget();
    line.chair.emergencyStop();
    line.chair.emergencyStop();
    expect([line.written, line.chair.isStopping]).toEqual([[emergency, emergency], false]);
  });

  it('takes the place of what was driven', () => {
    const line = ScriptedLine.driving();
    line.chair.emergencyStop();
    line.chair.drive(back(60), caps);
    line.run(400).forget();
    line.run(1000);
    expect(line.orders).toEqual([]);
  });

  it('ends a reset that is under way', () => {
    const line = ScriptedLine.up();
    line.answer = () => null;
    line.chair.reset(['estop']);
    line.chair.emergencyStop();
    expect(line.signals).toMatchObject([
      { type: 'chair.resetDone', missing: expect.stringContaining('emergency stop') },
    ]);
  });

  it('goes on until it shows: the byte is repeated, and nothing is said to have escalated', () => {
    const line = ScriptedLine.driving();
    line.chair.emergencyStop();
    line.run(2400, { moving: 40 });
    expect(line.types).toEqual([]);
    expect(line.written.filter((text) => text === emergency)).toHaveLength(13);
    line.run(200, { moving: 40 });
    expect(line.types).toEqual(['chair.stopUnverified']);
  });
});

describe('a greeting stops the chair [S5]', () => {
  it('and that stop is verified like any other', () => {
    const line = new ScriptedLine().advance(200);
    expect([line.types, line.chair.isStopping]).toEqual([['chair.up'], true]);
    line.tell(line.moving(20)).tell().tell();
    expect(line.types).toEqual(['chair.up', 'chair.occupied', 'chair.still']);
  });

  it('and that stop is escalated like any other, from the end of its ramp', () => {
    const line = new ScriptedLine();
    line.run(1500, { moving: 20 });
    expect(line.types).not.toContain('chair.escalated');
    line.run(200, { moving: 20 });
    expect(line.types).toContain('chair.escalated');
  });

  it('lines from before the greeting do not prove it', () => {
    const line = new ScriptedLine();
    line.answer = () => null;
    line.advance(100).tell().tell();
    expect(line.types).not.toContain('chair.still');
  });
});

describe('a reset [S3]', () => {
  const missing = (line: ScriptedLine): unknown => {
    const done = line.signals.find((signal) => signal.type === 'chair.resetDone');
    return done?.type === 'chair.resetDone' ? done.missing : 'not done';
  };

  it('clears the latches of a chair that is up, fresh and still', () => {
    const line = ScriptedLine.up();
    line.chair.reset(['estop', 'stall']);
    line.run(500);
    expect([missing(line), line.orders]).toEqual([null, ['RESET estop', 'RESET stall']]);
  });

  it('is refused by the chair where its cause is still there', () => {
    const line = ScriptedLine.up();
    line.answer = () => 'ERR latched overtemp';
    line.chair.reset(['overtemp']);
    line.run(2900);
    expect(missing(line)).toBe('not done');
    line.run(200);
    expect(missing(line)).toContain('latched overtemp');
    expect(line.orders.filter((order) => order === 'RESET overtemp').length).toBeGreaterThan(5);
  });

  it('waits up to 3 s for a handshake', () => {
    const line = ScriptedLine.up();
    line.answer = () => null;
    line.unplug();
    line.chair.reset(['estop']);
    line.advance(2950);
    expect(missing(line)).toBe('not done');
    line.advance(100);
    expect(missing(line)).toContain('no handshake');
  });

  it('waits up to 3 s for a chair that is still', () => {
    const line = ScriptedLine.driving();
    line.chair.reset(['estop']);
    line.run(3100, { drive: back(40), moving: 40 });
    expect(missing(line)).toContain('not still');
  });

  it('waits for a stop that is under way, whatever the last line shows', () => {
    const line = ScriptedLine.up();
    line.answer = () => null;
    line.chair.stop(1000);
    line.chair.reset(['estop']);
    line.run(900);
    expect(line.orders).not.toContain('RESET estop');
  });

  it('waits up to 3 s for telemetry', () => {
    const line = new ScriptedLine().advance(200).forget();
    line.chair.reset([]);
    line.advance(100);
    expect(missing(line)).toBe('not done');
    line.tell().tell().advance(100);
    expect(missing(line)).toBeNull();
  });

  it('does not take telemetry of over 3 s ago for fresh', () => {
    const line = ScriptedLine.up().run(4000);
    line.clock.every(100, () => line.say('0 ERR crc'));
    line.advance(3050);
    line.chair.reset([]);
    line.advance(2900);
    expect(missing(line)).toBe('not done');
    line.advance(200);
    expect(missing(line)).toContain('no fresh telemetry');
  });

  it('waits up to 3 s for readings that make sense [S11]', () => {
    const line = ScriptedLine.up().run(4000).tell({ railMv: 'invalid' });
    line.chair.reset([]);
    line.advance(2900).tell({ railMv: 'invalid' });
    expect(missing(line)).toBe('not done');
    line.advance(200);
    expect(missing(line)).toContain('supply voltage');
  });
});
