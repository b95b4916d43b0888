import { describe, expect, it } from 'vitest';
import { decodeReport, encodeReport } from '../../../src/core/protocol/codec.js';
import type { OpenWire } from '../../../src/ports.js';
import { ProofBench, type ProofBenchOptions } from '../../support/proof-bench.js';

/** Changes every line that the chair sends. */
const spoken =
  (change: (line: string) => string) =>
  (openWire: OpenWire): OpenWire =>
  (events) =>
    openWire({ ...events, onLine: (line) => events.onLine(change(line)) });

/** A chair that has no legs: its answer to HELLO and its telemetry do not name them. */
function withoutLegs(line: string): string {
  const report = decodeReport(line);
  if (report.kind === 'telemetry') {
    const zones = report.telemetry.zones.filter(({ zone }) => zone !== 'legs');
    return encodeReport({ kind: 'telemetry', telemetry: { ...report.telemetry, zones } }).trim();
  }
  if (report.kind !== 'ok') return line;
  return encodeReport({ ...report, args: report.args.map((word) => word.replace(',legs', '')) }).trim();
}

/** CAPS answered with these words for the seat; `compress:1-20` is the seat's alone. */
const seatCan = (words: readonly string[]) => (line: string) => {
  const report = decodeReport(line);
  const isSeat = report.kind === 'ok' && report.args[0] === 'compress:1-20';
  return isSeat ? encodeReport({ ...report, args: words }).trim() : line;
};

describe('the proof of a chair', () => {
  it('with two zones proves two', () => {
    const bench = new ProofBench({ around: spoken(withoutLegs) });
    expect(bench.toEnd()).toMatchObject({ kind: 'proved', untried: [] });
    expect(bench.summary).toHaveLength(6);
  });

  it('leaves out a zone that cannot move, and says so', () => {
    const bench = new ProofBench({ around: spoken(seatCan([])) });
    expect(bench.toEnd()).toMatchObject({ kind: 'proved', untried: ['seat'] });
  });

  it('proves a zone that has only air by its air', () => {
    const bench = new ProofBench({ around: spoken(seatCan(['compress:1-20'])) });
    const outcome = bench.toEnd();
    expect(outcome.kind).toBe('proved');
    expect(outcome.proofs.filter(({ technique }) => technique === 'compress')).toHaveLength(3);
  });

  it('that refuses to move fails, and nothing is proved', () => {
    const refused = (line: string): string => {
      const report = decodeReport(line);
      const isPlain = report.kind === 'ok' && report.args.length === 0;
      return isPlain ? encodeReport({ kind: 'error', seq: report.seq, code: 'range', detail: '' }).trim() : line;
    };
    const bench = new ProofBench({ around: spoken(refused) });
    expect(bench.toEnd().kind).toBe('failed');
    expect(bench.proofs[0]?.failure).toBe('the chair refused to move it (range)');
  });
});

describe('nothing is driven', () => {
  const lateMs = 4000;
  it.each<[string, ProofBenchOptions, RegExp]>([
    ['while somebody sits in the chair', { isOccupied: true }, /somebody is sitting/],
    ['while the chair holds a latch', { faults: ['contradiction'] }, /reports contradiction/],
    ['while the chair is in emergency stop', { faults: ['button:estop@10ms'] }, /estop/],
    ['while a sensor reads nonsense', { faults: ['sensor-open:legs'] }, /sensor|legs/],
    ['where another chair answers than was shown', { chair: { id: 'SIM0002', fw: 'sim/0.1.0' } }, /another chair/],
    ['where its firmware is another than was shown', { chair: { id: 'SIM0001', fw: 'x/2' } }, /another chair/],
    ['where nothing answers', { faults: ['deaf'] }, /does not answer|nothing answers/],
    ['where nothing is said', { faults: ['mute'] }, /does not answer|nothing answers/],
    ['where the port is not there', { faults: ['unplug'] }, /unplugged/],
  ])('%s', (_case, options, reason) => {
    const bench = new ProofBench(options);
    const outcome = bench.toEnd();
    expect(outcome).toMatchObject({ kind: 'interrupted', proofs: [], isStill: true });
    expect(outcome.reason).toMatch(reason);
    expect(bench.sent.some((text) => text.includes(' SET '))).toBe(false);
  });

  it('although somebody sits there, unless the sensor is not to be believed', () => {
    expect(new ProofBench({ isOccupied: true, mustBeEmpty: false }).toEnd().kind).toBe('proved');
  });

  it('after a signal that comes before the handshake', () => {
    const bench = new ProofBench();
    bench.run.abort('SIGINT');
    bench.clock.advance(lateMs);
    expect(bench.toEnd()).toMatchObject({ kind: 'interrupted', isStill: true });
    expect(bench.sent.some((text) => text.includes(' SET '))).toBe(false);
  });
});
