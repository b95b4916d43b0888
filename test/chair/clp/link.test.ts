import { describe, expect, it } from 'vitest';
import { keepPeriodMs } from '../../../src/chair/clp/link.js';
import type { Identity } from '../../../src/core/protocol/messages.js';
import { stillDrive } from '../../../src/core/zones.js';
import { sampleGreeting } from '../../support/sample-identity.js';
import { caps, roll, ScriptedLine } from './scripted-line.js';

const both = { ...stillDrive, back: roll(40), legs: roll(40) };

describe('a request that waits while the answer to the one before changes everything', () => {
  it('is not written after the greeting of a chair that has restarted [S5]', () => {
    const line = ScriptedLine.up();
    line.answer = ({ request }) =>
      request.verb === 'HELLO' ? sampleGreeting : request.verb === 'SET' ? 'ERR hello' : 'OK';
    line.chair.drive(both, caps);
    line.advance(500);
    expect(line.types).toContain('chair.restarted');
    expect(line.orders.filter((order) => order.startsWith('SET'))).toHaveLength(1);
  });

  it('is not written after a stop [S7]', () => {
    const line = new ScriptedLine({ onSignal: ({ type }) => type === 'chair.fault' && line.chair.stop(1000) });
    line.advance(200).tell().tell().forget();
    line.answer = ({ request }) => (request.verb === 'SET' ? 'ERR latched overtemp' : 'OK');
    line.chair.drive(both, caps);
    line.advance(500);
    expect(line.orders.filter((order) => order !== 'KEEP').slice(0, 3)).toEqual([
      'STATUS',
      'SET back roll 40 7 2000 5000',
      'STOP 1000',
    ]);
    expect(line.orders.filter((order) => order.startsWith('SET'))).toHaveLength(1);
  });
});

const reasonOf = (line: ScriptedLine): string | undefined => {
  const down = line.signals.find((signal) => signal.type === 'chair.down');
  return down?.type === 'chair.down' ? down.reason : undefined;
};

describe('a greeting', () => {
  it('ends whatever half line the chair holds, and asks what the chair can do', () => {
    const line = new ScriptedLine().advance(200);
    expect(line.written[0]).toBe('\n');
    expect(line.orders).toEqual(['HELLO 1 test', 'CAPS back', 'CAPS seat', 'CAPS legs', 'RESET lease']);
    expect(line.types).toEqual(['chair.up']);
    expect(line.chair.link.capabilities).toEqual({
      back: { roll: { min: 1, max: 30 } },
      seat: { roll: { min: 1, max: 30 } },
      legs: { roll: { min: 1, max: 30 } },
    });
    expect(line.chair.link.identity?.id).toBe('SIM0001');
  });

  it('is repeated every 500 ms, and tried on a new wire after 10 s of silence', () => {
    const line = new ScriptedLine();
    line.answer = () => null;
    line.advance(10_000);
    expect(line.orders).toEqual(Array(20).fill('HELLO 1 test'));
    expect(reasonOf(line)).toBeUndefined();
    line.advance(200);
    expect(reasonOf(line)).toContain('nothing answers');
    line.answer = ({ request }) => (request.verb === 'HELLO' ? sampleGreeting : 'OK');
    line.advance(500);
    expect(line.types.at(-1)).toBe('chair.up');
  });

  it('goes on while the line says anything that is whole', () => {
    const line = new ScriptedLine();
    line.answer = () => null;
    for (let second = 0; second < 30; second += 1) line.advance(1000).tell();
    expect(line.types).not.toContain('chair.down');
  });

  it('does not go on for what is not whole', () => {
    const line = new ScriptedLine();
    line.answer = () => null;
    for (let second = 0; second < 11; second += 1) {
      line.advance(1000).say('x');
      line.noise();
    }
    expect(line.types).toContain('chair.down');
  });

  it('is over with a chair that refuses it, and the reason is told', () => {
    const line = new ScriptedLine();
    line.answer = () => 'ERR unsupported 1';
    line.advance(100);
    expect(line.types).toEqual(['chair.down']);
    expect(reasonOf(line)).toContain('unsupported 1');
  });

  it.each([
    ['a lease of 60 ms', 'lease=60 ttl=5000'],
    ['a longest TTL under its lease', 'lease=1500 ttl=1000'],
  ])('with %s is a contradiction, which is told before the end', (_name, figures) => {
    const line = new ScriptedLine();
    line.answer = () => sampleGreeting.replace('lease=600 ttl=5000', figures);
    line.advance(100);
    expect(line.types).toEqual(['chair.fault', 'chair.down']);
    expect(line.signals[0]).toMatchObject({ code: 'contradiction', zone: null });
  });
});

describe('a link that is up', () => {
  it('is lost where three tries have no answer, with a bare STOP as its last word', () => {
    const line = ScriptedLine.up();
    line.answer = () => null;
    line.chair.link.ask({ verb: 'STATUS' });
    line.run(500);
    expect(line.orders).toEqual(['STATUS', 'STATUS', 'STATUS']);
    expect(line.types).toEqual([]);
    line.run(100);
    expect(line.written.at(-1)).toBe('\nSTOP\n');
    expect(reasonOf(line)).toContain('does not answer');
    expect(line.chair.link.isUp).toBe(false);
  });

  it('hears that somebody else speaks to the chair [S16]', () => {
    const line = ScriptedLine.up();
    line.say('40 OK').say('41 OK');
    expect(line.signals).toEqual([]);
    line.say('42 OK');
    expect(line.signals).toMatchObject([{ type: 'chair.fault', code: 'contradiction', zone: null }]);
  });

  it.each(['0 ERR crc', '0 ERR overflow', '0 OK'])('makes nothing of "%s"', (payload) => {
    const line = ScriptedLine.up().say(payload);
    expect([line.types, line.written]).toEqual([[], []]);
  });

  it('does not take the refusal of a request that nobody made for a restart', () => {
    expect(ScriptedLine.up().say('40 ERR hello').types).toEqual([]);
  });

  it('begins anew on a new wire: foreign answers of before do not count', () => {
    const line = ScriptedLine.up();
    line.say('40 OK').say('40 OK');
    line.unplug();
    line.run(1000);
    const before = line.types;
    expect(before).toEqual(['chair.down', 'chair.up', 'chair.still']);
    line.say('40 OK');
    expect(line.types).toEqual(before);
  });

  it('is closed for good when it is ended', async () => {
    const line = ScriptedLine.up();
    await line.chair.close();
    line.chair.stop(1000);
    line.advance(60_000);
    expect([line.chair.link.isUp, line.written, line.types]).toEqual([false, [], []]);
  });
});

describe('what is counted of a link', () => {
  it('is nothing at first', () => {
    expect(new ScriptedLine().chair.linkStatus()).toEqual({
      crc_errors: 0,
      retries: 0,
      reconnects: 0,
      rtt_ms: null,
      age_ms: null,
    });
  });

  it('is bad lines, retries, new wires, and the age of telemetry', () => {
    const line = ScriptedLine.up();
    expect(line.chair.linkStatus()).toMatchObject({ crc_errors: 0, retries: 0, reconnects: 0, rtt_ms: 1, age_ms: 0 });
    line.say('nonsense');
    line.noise();
    line.answer = () => null;
    line.chair.link.ask({ verb: 'STATUS' });
    line.advance(450);
    expect(line.chair.linkStatus()).toMatchObject({ crc_errors: 2, retries: 2, age_ms: 450 });
    line.unplug();
    line.advance(1000);
    expect(line.chair.linkStatus()).toMatchObject({ reconnects: 1, age_ms: null });
  });

  it('is told in whole milliseconds', () => {
    const line = ScriptedLine.up();
    line.clock.stall(0.4);
    expect(line.chair.linkStatus().age_ms).toBe(0);
    line.chair.link.ask({ verb: 'STATUS' });
    line.clock.stall(0.4);
    line.advance(5);
    expect(line.chair.linkStatus().rtt_ms).toBe(1);
  });
});

describe('how often a chair wants its KEEP [S14]', () => {
  const chairWith = (leaseMs: number): Identity => ({
    version: 1,
    fw: 'x',
    model: 'x',
    id: 'x',
    boot: '0000',
    leaseMs,
    ttlMs: 5000,
    zones: ['back'],
  });

  it.each([
    [200, 66],
    [300, 100],
    [600, 200],
    [2000, 200],
  ])('with a lease of %d ms is every %d ms', (leaseMs, periodMs) => {
    expect(keepPeriodMs(chairWith(leaseMs))).toBe(periodMs);
  });

  it('is every 200 ms before it is known', () => {
    expect(keepPeriodMs(null)).toBe(200);
    expect(new ScriptedLine().chair.supervisionPeriodMs).toBe(200);
  });
});
