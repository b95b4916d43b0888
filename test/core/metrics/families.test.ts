import { describe, expect, it } from 'vitest';
import { metricFamilies } from '../../../src/core/metrics/families.js';
import type { MetricFamily, Sample } from '../../../src/core/metrics/family.js';
import { ChairTally, KeepTally } from '../../../src/core/metrics/tallies.js';
import { chairStates } from '../../../src/core/status.js';
import { sampleChair, sampleMeasures } from '../../support/sample-measures.js';

/** A chair of which everything is known. */
function busyChair(id: string) {
  const [tally, keep] = [new ChairTally(), new KeepTally()];
  tally.stillMs.observe(1200);
  keep.kept(59_000, 0, 600);
  keep.kept(59_200, 150, 600);
  return sampleChair(id, { tally, keep, state: 'running' });
}

const measures = sampleMeasures({ chairs: [busyChair('hall'), busyChair('attic')] });
const family = (name: string): MetricFamily => {
  const found = metricFamilies.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no metric ${name}`);
  return found;
};
const lines = (samples: readonly Sample[]): readonly string[] =>
  samples.map(({ labels, value, suffix = '' }) => `${suffix}${JSON.stringify(labels)} ${value}`);

describe('the metrics', () => {
  it('are named as Prometheus wants it, each once', () => {
    const names = metricFamilies.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, kind } of metricFamilies) {
      expect(name).toMatch(/^(chair2mqtt|process)_[a-z]+(_[a-z]+)*$/);
      expect([name, name.endsWith('_total')]).toEqual([name, kind === 'counter']);
      if (kind === 'histogram') expect(name).toMatch(/_(seconds|ratio)$/);
    }
  });

  it('have the labels that they say, and no others, each series once', () => {
    for (const { name, labels, read } of metricFamilies) {
      const samples = read(measures);
      expect(samples.length).toBeGreaterThan(0);
      for (const { labels: own, suffix } of samples) {
        expect([name, Object.keys(own)]).toEqual([name, suffix === '_sum' || suffix === '_count' ? [] : labels]);
      }
      expect(new Set(lines(samples).map((line) => line.replace(/ [^ ]*$/, ''))).size).toBe(samples.length);
    }
  });

  it('grow with the chairs alone, by so many series each', () => {
    const seriesOf = (count: number): number => {
      const chairs = Array.from({ length: count }, (_, at) => busyChair(`chair-${at}`));
      return metricFamilies.reduce((sum, { read }) => sum + read(sampleMeasures({ chairs })).length, 0);
    };
    const [one, two, three] = [1, 2, 3].map(seriesOf);
    expect([(two ?? 0) - (one ?? 0), (three ?? 0) - (two ?? 0)]).toEqual([18, 18]);
  });

  it('count what was dropped, each kind by itself', () => {
    const process = { ...measures.process, droppedLogLines: 3 };
    const told = lines(
      family('chair2mqtt_dropped_total').read({ ...measures, process, droppedLedgerLines: 4, cutOffStreams: 5 }),
    );
    expect(told.filter((line) => !line.endsWith(' 0'))).toEqual([
      '{"what":"log_lines"} 3',
      '{"what":"ledger_lines"} 4',
      '{"what":"streams"} 5',
    ]);
  });

  it('give a histogram as Prometheus reads it: what is at most each bound, the sum and the count', () => {
    const told = lines(family('chair2mqtt_stop_still_seconds').read(measures));
    expect(told.slice(2, 5)).toEqual(['_bucket{"le":"1"} 0', '_bucket{"le":"1.25"} 2', '_bucket{"le":"1.5"} 2']);
    expect(told.slice(-3)).toEqual(['_bucket{"le":"+Inf"} 2', '_sum{} 2.4', '_count{} 2']);
  });

  it('leave out what is not known: the lease of a chair that has none, and the hours of one that was never met', () => {
    const blind = sampleMeasures({ chairs: [sampleChair('hall', { keep: null, motorMs: null })] });
    expect(family('chair2mqtt_lease_margin_least_ratio').read(blind)).toEqual([]);
    expect(family('chair2mqtt_motor_seconds_total').read(blind)).toEqual([]);
    expect(lines(family('chair2mqtt_keep_gap_seconds').read(blind)).at(-1)).toBe('_count{} 0');
  });

  it('show the state of a chair as one series, and count the chairs by state', () => {
    const chairs = chairStates.map((state) => sampleChair(state, { state }));
    const one = lines(family('chair2mqtt_chair_state').read(sampleMeasures({ chairs })));
    expect(one[0]).toBe('{"chair":"disconnected","state":"disconnected"} 1');
    expect(one).toHaveLength(chairStates.length);
    expect(lines(family('chair2mqtt_chairs').read(measures))).toContain('{"state":"running"} 2');
    expect(family('chair2mqtt_chairs').read(measures)).toHaveLength(chairStates.length);
  });
});
