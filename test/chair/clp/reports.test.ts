import { describe, expect, it } from 'vitest';
import { resting } from '../../core/safety/telemetry-of.js';
import { back, caps, ScriptedLine } from './scripted-line.js';

describe('what a chair says', () => {
  it.each([
    ['E clear stall legs', { type: 'chair.cleared', code: 'stall', zone: 'legs' }],
    ['E button stop', { type: 'chair.button', button: 'stop' }],
    [
      'E fault stall legs 1200',
      { type: 'chair.fault', code: 'stall', zone: 'legs', message: expect.stringContaining('stall at legs (1200)') },
    ],
    [
      'E fault estop - 0',
      { type: 'chair.fault', code: 'estop', zone: null, message: expect.stringContaining('estop (0)') },
    ],
    [
      'E ttl seat',
      { type: 'chair.fault', code: 'internal', zone: 'seat', message: expect.stringContaining('renewing seat') },
    ],
    ['E occupied 1', { type: 'chair.occupied', isOccupied: true }],
  ])('%s is told', (payload, signal) => {
    const line = new ScriptedLine().advance(200).forget();
    expect(line.say(payload).signals).toEqual([signal]);
  });

  it.each(['E lease', 'E fault lease - 0'])('%s gives up a link that is up', (payload) => {
    const line = ScriptedLine.driving().say(payload);
    expect(line.signals).toMatchObject([{ type: 'chair.down', reason: expect.stringContaining('lease ran out') }]);
    expect(line.written).toEqual(['\nSTOP\n']);
  });

  it.each(['E lease', 'E fault lease - 0'])(
    '%s is no news before the handshake is done, which clears it',
    (payload) => {
      const line = new ScriptedLine();
      line.answer = () => null;
      line.advance(100).forget();
      line.say(payload);
      expect([line.signals, line.written]).toEqual([[], []]);
    },
  );
});

describe('a chair that restarts [S5]', () => {
  const restarts: readonly (readonly [string, (line: ScriptedLine) => void])[] = [
    ['says so', (line) => line.say('E boot watchdog')],
    ['has a lower uptime', (line) => line.tell({ uptimeMs: 5 })],
    ['does not know us', (line) => line.say('0 ERR hello')],
  ];

  it.each(restarts)('and %s is told once, greeted anew, and not moved', (_how, restart) => {
    const line = ScriptedLine.driving();
    restart(line);
    expect(line.types).toEqual(['chair.restarted']);
    expect(line.chair.link.isUp).toBe(false);
    line.chair.drive(back(40), caps);
    line.chair.supervise();
    line.advance(100);
    expect(line.orders).toEqual(['HELLO 1 test', 'CAPS back', 'CAPS seat', 'CAPS legs', 'RESET lease']);
    expect(line.types).toEqual(['chair.restarted', 'chair.up']);
  });

  it('while it is greeted is no news, and the greeting goes on', () => {
    const line = new ScriptedLine();
    line.answer = () => null;
    line.advance(100).forget();
    line.say('E boot power');
    expect([line.signals, line.written]).toEqual([[], []]);
  });

  it('and does not know us while it is greeted is no news', () => {
    const line = ScriptedLine.up();
    line.chair.link.greet();
    expect(line.say('0 ERR hello').types).toEqual([]);
  });

  it('in the middle of the handshake is greeted anew', () => {
    const line = new ScriptedLine();
    const { answer } = line;
    line.answer = (order) => (order.request.verb === 'CAPS' ? null : answer(order));
    line.advance(100).forget();
    line.say('E boot power');
    expect([line.types, line.orders]).toEqual([[], ['HELLO 1 test']]);
  });

  it('ends the stop that was under way: the greeting stops it', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(0);
    line.answer = () => null;
    line.say('E boot power');
    expect(line.chair.isStopping).toBe(false);
  });

  it('is not told of the telemetry of its run before', () => {
    const line = ScriptedLine.driving();
    line.tell({ uptimeMs: 5 });
    expect(line.chair.record.telemetry).toBeNull();
    line.tell({ uptimeMs: 105 });
    expect(line.types).toEqual(['chair.restarted']);
  });
});

describe('telemetry', () => {
  it('is passed on, and brings the record up to date', () => {
    const line = ScriptedLine.up();
    const before = line.telemetry.length;
    line.advance(100).tell({ railMv: 23_456 });
    expect(line.telemetry.length).toBe(before + 1);
    expect(line.telemetry.at(-1)?.railMv).toBe(23_456);
    expect(line.chair.record.telemetry?.railMv).toBe(23_456);
  });

  it('that leaves a zone out is no evidence of anything [S4]', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(0);
    line.advance(10);
    const [first, second] = resting().zones;
    const zones = first === undefined || second === undefined ? [] : [first, second];
    for (let count = 0; count < 5; count += 1) line.tell({ zones });
    expect(line.types).toEqual([]);
    expect(line.chair.record.telemetry?.zones).toHaveLength(3);
  });

  it('that comes out of a buffer gives the link up while the chair is driven [S14]', () => {
    const line = ScriptedLine.driving();
    line.clock.stall(600);
    line.tell({ ...line.moving(40), uptimeMs: late(line, 500) });
    expect(line.types).toEqual([]);
    line.clock.stall(2);
    line.tell({ ...line.moving(40), uptimeMs: late(line, 501) });
    expect(line.signals).toMatchObject([{ type: 'chair.down', reason: expect.stringContaining('held back') }]);
  });

  it('that comes out of a buffer gives the link up while a stop is under way, and proves nothing [S4]', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(0);
    line.clock.stall(700);
    line.tell({ uptimeMs: late(line, 600) }).tell({ uptimeMs: late(line, 600) });
    expect(line.types).toEqual(['chair.down']);
  });

  it('that comes late from a chair at rest is just late', () => {
    const line = ScriptedLine.up().run(4000);
    line.clock.stall(1500);
    line.tell({ uptimeMs: late(line, 1400) });
    expect(line.types).toEqual([]);
  });

  it('with nonsense is a fault of its sensor, once [S11]', () => {
    const line = ScriptedLine.driving();
    line.advance(100).tell({ mode: 'run', railMv: 'invalid' }).tell({ mode: 'run', railMv: 'invalid' });
    expect(line.signals).toMatchObject([
      { type: 'chair.fault', code: 'sensor', zone: null, message: expect.stringContaining('voltage') },
    ]);
  });

  it.each([
    [true, true],
    [false, false],
    ['invalid', false],
  ] as const)('with the seat %s tells that it is occupied: %s [S12]', (occupied, isOccupied) => {
    const line = new ScriptedLine().advance(200).forget();
    line.tell({ occupied });
    expect(line.signals).toEqual([{ type: 'chair.occupied', isOccupied }]);
  });

  it('of a chair without a seat sensor tells nothing of the seat', () => {
    const line = new ScriptedLine().advance(200).forget();
    line.tell({ occupied: 'none' });
    expect(line.signals).toEqual([]);
  });
});

/** The uptime of a line that was held back for this long, given that the first came at once. */
const late = (line: ScriptedLine, heldMs: number): number => line.uptimeMs - heldMs;

describe('a line that is gone', () => {
  it('ends what was driven and what was stopping, and forgets what was measured [S5]', () => {
    const line = ScriptedLine.driving();
    line.chair.stop(1000);
    line.unplug();
    expect([line.types, line.chair.isStopping, line.chair.record.telemetry]).toEqual([['chair.down'], false, null]);
    expect(line.signals).toMatchObject([{ reason: 'unplugged' }]);
    line.run(1000);
    expect(line.types).toEqual(['chair.down', 'chair.up', 'chair.still']);
    expect(line.orders.filter((order) => order.startsWith('SET'))).toEqual([]);
  });
});
