import { describe, expect, it } from 'vitest';
import { stillDrive } from '../../../src/core/zones.js';
import { silentLog } from '../../support/silent-log.js';
import { back, caps, ScriptedLine } from './scripted-line.js';

const sets = (line: ScriptedLine): readonly string[] => line.orders.filter((order) => order.startsWith('SET'));
const reasonOf = (line: ScriptedLine): string => {
  const down = line.signals.find((signal) => signal.type === 'chair.down');
  return down?.type === 'chair.down' ? down.reason : 'not down';
};

/** Other lines than telemetry, whole and valid, every 100 ms, with the tick of a session every 200 ms. */
function withoutTelemetry(line: ScriptedLine, durationMs: number, level = 40): ScriptedLine {
  for (let passedMs = 0; passedMs < durationMs; passedMs += 100) {
    line.advance(100).say('E occupied 1');
    if (passedMs % 200 === 0) continue;
    line.chair.supervise();
    line.chair.drive(back(level), caps);
  }
  return line;
}

describe('the first SET of a start [S14]', () => {
  it('follows the telemetry that STATUS was asked for, however young the telemetry before it is', () => {
    const line = ScriptedLine.up().tell().forget();
    line.answer = () => null;
    line.chair.drive(back(40), caps);
    expect(line.advance(150).orders).toEqual(['STATUS']);
    line.tell();
    expect(line.orders).toEqual(['STATUS']);
    line.answer = () => 'OK';
    expect(line.advance(300).orders).toEqual(['STATUS', 'STATUS', 'SET back roll 40 7 2000 5000']);
  });

  it('does not follow telemetry that came while STATUS still waited behind a stop without an answer', () => {
    const line = new ScriptedLine().advance(200);
    line.answer = ({ request }) => (request.verb === 'STOP' ? null : 'OK ');
    line.chair.stop(2000);
    line.tell().tell();
    line.chair.drive(back(40), caps);
    line.tell();
    line.answer = () => 'OK ';
    line.advance(300);
    expect([line.types.includes('chair.driving'), line.orders.at(-1)]).toEqual([false, 'STATUS']);
    line.tell();
    expect(sets(line)).toHaveLength(1);
  });

  it('does not come upon other lines; a second after the question the line is given up', () => {
    const line = ScriptedLine.up();
    line.answer = ({ request }) => (request.verb === 'STATUS' ? 'OK ' : 'OK');
    line.chair.drive(back(40), caps);
    withoutTelemetry(line, 1000);
    expect([sets(line), line.types]).toEqual([[], []]);
    line.advance(100);
    expect([sets(line), reasonOf(line)]).toEqual([[], expect.stringContaining('no telemetry')]);
  });

  it('is asked for again where the line that came of it was lost', () => {
    const line = ScriptedLine.up();
    line.answer = ({ request }) => (request.verb === 'STATUS' ? 'OK ' : 'OK');
    line.chair.drive(back(40), caps);
    withoutTelemetry(line, 400);
    line.answer = () => 'OK';
    withoutTelemetry(line, 200);
    expect(line.orders.filter((order) => order === 'STATUS')).toHaveLength(2);
    expect(sets(line)).toHaveLength(1);
  });

  it('asks for what the session wants when the telemetry comes', () => {
    const line = ScriptedLine.up();
    line.answer = ({ request }) => (request.verb === 'STATUS' ? 'OK ' : 'OK');
    line.chair.drive(back(40), caps);
    line.advance(200);
    line.chair.drive(back(60), caps);
    line.tell();
    expect(sets(line)).toEqual(['SET back roll 60 7 2000 5000']);
  });

  it('does not come after a stop', () => {
    const line = ScriptedLine.up();
    line.answer = ({ request }) => (request.verb === 'STATUS' ? 'OK ' : 'OK');
    line.chair.drive(back(40), caps);
    line.advance(100);
    line.chair.stop(1000);
    line.run(3000);
    expect(sets(line)).toEqual([]);
  });

  it('of a resume follows telemetry of its own', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(0, 'pause');
    line.run(1000).forget();
    line.chair.drive(back(40), caps);
    expect(line.orders).toEqual(['STATUS']);
    expect(line.advance(10).orders).toEqual(['STATUS', 'SET back roll 40 7 2000 5000']);
  });

  it('may be long in coming where a program begins with nothing: telemetry is asked for meanwhile', () => {
    const line = ScriptedLine.up().run(4000).forget();
    for (let passedMs = 0; passedMs < 8000; passedMs += 200) {
      line.chair.drive(stillDrive, caps);
      line.advance(200);
    }
    expect([sets(line), line.types]).toEqual([[], ['chair.driving']]);
    line.chair.drive(back(40), caps);
    line.advance(10);
    line.chair.drive(back(40), caps);
    expect(line.advance(10).orders.at(-1)).toBe('SET back roll 40 7 2000 5000');
  });
});

describe('a session that is not seen any more [S14]', () => {
  it('gets no KEEP and no SET after 500 ms without telemetry, whatever other lines come', () => {
    const line = ScriptedLine.driving();
    withoutTelemetry(line, 500, 41).forget();
    withoutTelemetry(line, 400, 60);
    expect([line.orders, line.types]).toEqual([[], []]);
  });

  it('ends a second after the last telemetry', () => {
    const line = ScriptedLine.driving();
    withoutTelemetry(line, 1000);
    expect(reasonOf(line)).toBe('not down');
    line.advance(100);
    expect(reasonOf(line)).toContain('no telemetry for 1 s');
    expect(line.written.at(-1)).toBe('\nSTOP\n');
  });

  it('does not get again what was written when it was seen: a SET that nobody answers', () => {
    const line = ScriptedLine.driving();
    line.answer = () => null;
    line.chair.drive(back(60), caps);
    line.forget().advance(450);
    line.say('E occupied 1');
    line.forget().advance(150);
    expect(sets(line)).toEqual([]);
  });

  it('ends also in the ramp of a pause', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(2000, 'pause');
    for (let passedMs = 0; passedMs < 1100; passedMs += 100) line.advance(100).say('E occupied 1');
    expect(reasonOf(line)).toContain('no telemetry for 1 s');
  });

  it('is stopped with everything there is, where it is to end: silence of telemetry does not end the stop', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(1000);
    for (let passedMs = 0; passedMs < 3000; passedMs += 100) line.advance(100).say('E occupied 1');
    expect(line.types).toEqual(['chair.escalated']);
  });

  it('is not one that repeats old lines with a live clock of its own: those are telemetry', () => {
    const line = ScriptedLine.driving().run(5000, { drive: back(40), moving: 40 });
    expect(line.types).toEqual([]);
  });
});

describe('what is measured counts as asked [S10]', () => {
  it('ends what moves over its cap', () => {
    const line = ScriptedLine.driving().run(900, { drive: back(40), moving: 100 });
    const low = { ...caps, back: 50 };
    const over = ScriptedLine.up();
    over.chair.drive(back(40), low);
    for (let passedMs = 0; passedMs < 1300; passedMs += 100) over.advance(100).tell(over.moving(100));
    expect(line.types).toEqual([]);
    expect(over.signals).toMatchObject([{ type: 'chair.driving' }, { type: 'chair.contradicted', zone: 'back' }]);
  });

  it('is not asked of a chair that a session has stopped: the stop asks more', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(1000);
    line.run(1800, { moving: 40 });
    expect(line.types).not.toContain('chair.contradicted');
  });
});

describe('a chair that says too much [S16]', () => {
  it('is in the fault flood after 2 s, once, and can be reset when it was quiet for 10 s', () => {
    const line = ScriptedLine.up();
    const chatter = (durationMs: number) => {
      for (let passedMs = 0; passedMs < durationMs; passedMs += 5) {
        line.advance(5).say(passedMs % 10 === 0 ? 'E fault stall legs 3000' : 'E clear stall legs');
        if (passedMs % 500 === 0) line.tell();
      }
    };
    chatter(3000);
    expect(line.signals.filter((signal) => signal.type === 'chair.fault' && signal.code === 'flood')).toHaveLength(1);
    expect(line.types.length).toBeLessThan(40);
    line.forget();
    chatter(5000);
    expect(line.types).toEqual([]);
    line.chair.reset(['flood']);
    line.run(3100);
    expect(line.signals.at(-1)).toMatchObject({ type: 'chair.resetDone', missing: expect.stringContaining('quiet') });
    line.run(7000);
    line.chair.reset(['flood']);
    line.run(200);
    expect(line.signals.at(-1)).toEqual({ type: 'chair.resetDone', missing: null });
  });

  it('does not drown what its own emergency stop says', () => {
    const line = ScriptedLine.up();
    for (let count = 0; count < 600; count += 1) line.advance(2).say('E fault stall legs 3000');
    line.say('E fault estop - 0');
    expect(line.signals.at(-1)).toMatchObject({ type: 'chair.fault', code: 'estop' });
  });
});

describe('noise beside good lines', () => {
  it('is counted, and worth two lines of the log', () => {
    const said: unknown[] = [];
    const note = (event: string, fields?: object): void => void said.push({ event, ...fields });
    const line = ScriptedLine.up({ log: { ...silentLog, warn: note, info: note } });
    for (let count = 0; count < 75_000; count += 1) line.noise();
    line.run(12_000);
    expect(line.chair.linkStatus().crc_errors).toBe(75_000);
    expect(said).toEqual([
      { event: 'line_damaged', crc_errors: 1 },
      { event: 'line_damage_counted', lines: 75_000, crc_errors: 75_000 },
    ]);
  });
});
