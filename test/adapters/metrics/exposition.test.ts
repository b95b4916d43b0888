import { describe, expect, it } from 'vitest';
import { openExposition } from '../../../src/adapters/metrics/exposition.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import { metricFamilies } from '../../../src/core/metrics/families.js';
import { sampleChair, sampleMeasures } from '../../support/sample-measures.js';

const textOf = async (measure = () => sampleMeasures()): Promise<string> =>
  (await openExposition(measure, systemClock())()).text;

describe('what is measured, as text for Prometheus', () => {
  it('has every metric with its type and its meaning, once', async () => {
    const text = await textOf();
    for (const { name, kind, help } of metricFamilies) {
      expect(text.split(`# TYPE ${name} ${kind}\n`)).toHaveLength(2);
      expect(text).toContain(`# HELP ${name} ${help}\n`);
    }
    expect(text.endsWith('\n')).toBe(true);
  });

  it('has the series of each chair, and a histogram with its buckets, sum and count', async () => {
    const chair = sampleChair('hall', { state: 'running' });
    chair.tally.stopsAsked.estop = 3;
    chair.tally.stillMs.observe(1200);
    const lines = (await textOf(() => sampleMeasures({ chairs: [chair] }))).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'chair2mqtt_chair_state{chair="hall",state="running"} 1',
        'chair2mqtt_stops_asked_total{chair="hall",asked="estop"} 3',
        'chair2mqtt_stop_still_seconds_bucket{le="1"} 0',
        'chair2mqtt_stop_still_seconds_bucket{le="+Inf"} 1',
        'chair2mqtt_stop_still_seconds_sum 1.2',
        'chair2mqtt_stop_still_seconds_count 1',
        'process_resident_memory_bytes 67108864',
      ]),
    );
  });

  it('is measured anew for each who asks, and once for those who ask at the same time', async () => {
    let measured = 0;
    const exposition = openExposition(() => {
      measured += 1;
      return sampleMeasures({ unsaved: measured });
    }, systemClock());
    const [one, other] = await Promise.all([exposition(), exposition()]);
    expect([one?.text === other?.text, measured]).toEqual([true, 1]);
    expect((await exposition()).text).toContain('chair2mqtt_records_unsaved 2\n');
  });

  it('leaves the event loop free between one metric and the next', async () => {
    let turns = 0;
    const turn = setInterval(() => {
      turns += 1;
    }, 1);
    await textOf();
    clearInterval(turn);
    expect(turns).toBeGreaterThan(metricFamilies.length / 4);
  });
});
