import { type Buckets, together } from './buckets.js';
import type { ChairMeasures, Measures } from './measures.js';

type Labels = Readonly<Record<string, string>>;

/** One line of an exposition. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
  /** Of a histogram, which of its lines. */
  readonly suffix?: '_bucket' | '_sum' | '_count';
}

/** A metric with all its series. What a label may be is bounded by the configuration or by a list of ours. */
export interface MetricFamily {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** What it means, in a sentence. */
  readonly help: string;
  readonly labels: readonly string[];
  readonly read: (measures: Measures) => readonly Sample[];
}

export const metricPrefix = 'chair2mqtt_';
export const inSeconds = (ms: number): number => ms / 1000;
const bare = (value: number): readonly Sample[] => [{ labels: {}, value }];

export const gaugeOf = (name: string, help: string, value: (measures: Measures) => number): MetricFamily => ({
  name,
  kind: 'gauge',
  help,
  labels: [],
  read: (measures) => bare(value(measures)),
});

export const counterOf = (name: string, help: string, value: (measures: Measures) => number): MetricFamily => ({
  ...gaugeOf(name, help, value),
  kind: 'counter',
});

/** One series a chair; none where the value is null. */
export const metricOfChair = (
  kind: 'counter' | 'gauge',
  name: string,
  help: string,
  value: (chair: ChairMeasures, nowMs: number) => number | null,
): MetricFamily => ({
  name: `${metricPrefix}${name}`,
  kind,
  help,
  labels: ['chair'],
  read: ({ chairs, nowMs }) =>
    chairs.flatMap((chair) => {
      const measured = value(chair, nowMs);
      return measured === null ? [] : { labels: { chair: chair.id }, value: measured };
    }),
});

/** One series a word, and a chair where there is one. */
export const metricOfWords = (
  kind: 'counter' | 'gauge',
  name: string,
  help: string,
  labels: readonly string[],
  read: MetricFamily['read'],
): MetricFamily => ({ name: `${metricPrefix}${name}`, kind, help, labels, read });

export const samplesByWord = (
  label: string,
  counts: Readonly<Record<string, number>>,
  own: Labels = {},
): readonly Sample[] => Object.entries(counts).map(([word, value]) => ({ labels: { ...own, [label]: word }, value }));

function linesOf({ bounds, counts, sum, count }: Buckets, unit: number): readonly Sample[] {
  let below = 0;
  const buckets = [...bounds, Number.POSITIVE_INFINITY].map((bound, at): Sample => {
    below += counts[at] ?? 0;
    const le = Number.isFinite(bound) ? String(bound / unit) : '+Inf';
    return { labels: { le }, value: below, suffix: '_bucket' };
  });
  return [
    ...buckets,
    { labels: {}, value: sum / unit, suffix: '_sum' },
    { labels: {}, value: count, suffix: '_count' },
  ];
}

/** `unit`: how much of what was observed makes one of the metric. */
export const histogramOf = (
  name: string,
  help: string,
  bounds: readonly number[],
  unit: number,
  of: (chair: ChairMeasures) => Buckets | null,
): MetricFamily => ({
  name: `${metricPrefix}${name}`,
  kind: 'histogram',
  help,
  labels: ['le'],
  read: ({ chairs }) =>
    linesOf(
      together(
        bounds,
        chairs.flatMap((chair) => of(chair) ?? []),
      ),
      unit,
    ),
});
