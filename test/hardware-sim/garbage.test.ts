import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultNames, parseFault } from '../../hardware-sim/faults.js';
import { frameLine } from '../../src/core/protocol/crc.js';
import { ChairBench } from './bench.js';
import { Host } from './host.js';

const word = fc.oneof(
  fc.constantFrom(
    'back',
    'seat',
    'legs',
    'vibrate',
    'compress',
    'press',
    'knead',
    'off',
    'estop',
    'lease',
    '1',
    'host',
  ),
  fc.integer({ min: -1, max: 70_000 }).map(String),
  fc.string({ maxLength: 5 }),
);
const verb = fc.constantFrom('HELLO', 'CAPS', 'SET', 'KEEP', 'STOP', 'ESTOP', 'RESET', 'RATE', 'STATUS', 'FLY');
const anyLine = fc
  .tuple(fc.integer({ min: 0, max: 70_000 }), verb, fc.array(word, { maxLength: 7 }))
  .map(([seq, name, words]) => frameLine([seq, name, ...words].join(' ')));
const goodSet = fc
  .tuple(
    fc.constantFrom('seat compress', 'legs compress', 'legs roll', 'back press', 'back knead'),
    fc.nat(100),
    fc.nat(2000),
  )
  .map(([what, level, rampMs]) => `SET ${what} ${level} 0 ${rampMs} 5000`);

describe('whatever comes', () => {
  it('bytes and lines of every kind never throw, and every answer is a whole line', () => {
    const piece = fc.oneof(
      anyLine,
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('\u0018', '\n', '\r\n'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, fc.nat(700)), { maxLength: 30 }), (inputs) => {
        const bench = new ChairBench();
        for (const [text, waitMs] of inputs) {
          bench.text(text);
          bench.elapse(waitMs);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a chair that hears nothing more is off within lease and ramp [S1]', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(goodSet, fc.nat(1500)), { minLength: 1, maxLength: 12 }), (inputs) => {
        const bench = new ChairBench().greet();
        for (const [request, waitMs] of inputs) {
          bench.ask(request);
          bench.keep(waitMs);
        }
        bench.elapse(600 + 500 + 10);
        expect(bench.isOff).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('a level never jumps up, and no valve stays closed for over 20 s [S10] [S17]', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(goodSet, fc.integer({ min: 10, max: 4000 })), { maxLength: 25 }), (inputs) => {
        const bench = new ChairBench().greet();
        let closedMs = 0;
        let level = 0;
        for (const [request, waitMs] of inputs) {
          bench.ask(request);
          for (let elapsedMs = 0; elapsedMs < waitMs; elapsedMs += 10) {
            bench.elapse(10);
            bench.payload('0 KEEP');
            const { legs } = bench.state;
            expect(legs.driven - level).toBeLessThan(1.2);
            level = legs.driven;
            closedMs = legs.valveClosed ? closedMs + 10 : 0;
            expect(closedMs).toBeLessThanOrEqual(20_010);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('a text is a fault or a problem with a message', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 120 }),
      fc
        .tuple(fc.constantFrom(...faultNames), fc.array(word), fc.string({ maxLength: 8 }))
        .map(([name, words, end]) => [name, ...words].join(':').concat(end)),
    );
    fc.assert(
      fc.property(text, (each) => {
        const read = parseFault(each);
        if (read.kind === 'problem') expect(read.message).not.toBe('');
      }),
    );
  });

  it('faults in any mixture leave the time running and the chair alive', () => {
    const fault = fc.constantFrom(
      'garbage:0.2',
      'corrupt:0.2',
      'drop-line:0.2',
      'drop-newline:0.2',
      'duplicate:0.2',
      'split',
      'slow:50',
      'late-ack:80',
      'wrong-seq',
      'wrong-crc',
      'flood:100',
      'reboot',
      'stall:legs',
      'hot:legs:72',
      'sag:9000',
      'contradiction',
      'runaway:legs:hard',
      'stall-write',
      'half-open',
      'mute',
    );
    fc.assert(
      fc.property(fc.array(fault, { minLength: 1, maxLength: 6 }), fc.nat(1000), (faults, seed) => {
        const host = new Host({ seed, faults: faults.map((each, index) => `${each}@${index * 200}ms+700ms`) });
        host.start();
        host.keep(3000);
        host.clock.advance(3000);
        expect(host.chair.activeFaults).toEqual([]);
        host.reopen();
        expect(host.ask('1 HELLO 1 host', 50)[0]).toMatch(/^1 OK 1 fw=/);
      }),
      { numRuns: 100 },
    );
  });
});
