import { describe, expect, it } from 'vitest';
import { named, runKit } from './kit-bench.js';

/** Faults of the simulated chair, and clauses that each of them breaks. */
const table: readonly (readonly [fault: string, clauses: readonly string[]])[] = [
  ['no-lease', ['lease.expires', 'lease.event', 'lease.armed-at-zero', 'lease.closed-port', 'ttl.armed']],
  ['runaway:back', ['stop.default', 'ttl.expires', 'lease.expires', 'zones.each']],
  ['runaway:seat', ['zones.each', 'ttl.expires', 'lease.expires']],
  ['runaway:legs', ['zones.each', 'ttl.expires', 'lease.expires']],
  ['runaway:legs:hard', ['zones.each', 'estop.byte']],
  ['wrong-crc', ['framing.lines', 'opening.telemetry', 'hello.form']],
  ['wrong-seq', ['answers.asked', 'opening.stop', 'hello.form']],
  ['mute', ['opening.telemetry', 'answers.all']],
  ['deaf', ['opening.stop', 'hello.form', 'estop.byte']],
  ['half-open', ['opening.telemetry', 'hello.form']],
  ['stall-write', ['opening.stop', 'hello.form']],
  ['late-ack:300', ['answers.time', 'stop.default']],
  ['late-ack:1000', ['answers.time', 'hello.form']],
  ['slow:300', ['answers.time', 'stop.default', 'lease.expires']],
  ['duplicate:0.2', ['answers.once']],
  ['flood:50', ['telemetry.armed', 'telemetry.rate', 'telemetry.after-hello']],
  ['flood:5', ['telemetry.armed']],
  ['drop-line:0.2', ['answers.all']],
  ['drop-line:0.2:tx', ['answers.all']],
  ['corrupt:0.1', ['framing.lines']],
  ['corrupt:0.1:rx', ['answers.all']],
  ['garbage:0.1', ['framing.lines']],
  ['drop-newline:0.1', ['framing.lines']],
  ['contradiction', ['stop.still', 'opening.latched']],
  ['sensor-open:back', ['zones.each', 'opening.latched']],
  ['sensor-open:legs', ['zones.each']],
  ['hot:seat:80', ['zones.each']],
  ['sag:9000', ['zones.each']],
  ['stall:legs', ['zones.each', 'stop.still']],
  ['overcurrent:back', ['zones.each', 'set.ramp-up']],
];

describe('a fault of the simulated chair fails the clauses that it breaks', () => {
  it.each(table)('%s', async (fault, clauses) => {
    const run = await runKit({ faults: [fault], only: named([...clauses, 'framing.*', 'seq.*']) });
    expect(run.failed).toEqual(expect.arrayContaining([...clauses]));
  });

  it.each(['leave@20s', 'sit', 'split', 'split:rx', 'split:tx', 'hot:legs:60', 'hot:back:50'])(
    '%s breaks none',
    async (fault) => {
      const run = await runKit({ faults: [fault] });
      expect(run.failed).toEqual([]);
    },
  );
});
