import { Counter, Gauge, Histogram, type MetricType, Registry } from 'prom-client';
import { metricFamilies } from '../../core/metrics/families.js';
import type { MetricFamily } from '../../core/metrics/family.js';
import type { Exposition, Measures } from '../../core/metrics/measures.js';
import type { Clock } from '../../ports.js';

const kinds = { counter: Counter, gauge: Gauge, histogram: Histogram } as const;

/** A metric that is counted elsewhere: its series are made when they are asked for, of the measures of that moment. */
class CountedMetric extends Gauge {
  private readonly type: Promise<MetricType>;

  constructor(
    private readonly family: MetricFamily,
    private readonly measures: () => Measures,
  ) {
    const { name, help, kind, labels } = family;
    const common = { name, help, registers: [] };
    super({ ...common, labelNames: [...labels] });
    this.type = new kinds[kind](common).get().then(({ type }) => type);
  }

  override async get() {
    const { family } = this;
    const values = family.read(this.measures()).map(({ labels, value, suffix }) => ({
      labels,
      value,
      ...(suffix === undefined ? {} : { metricName: `${family.name}${suffix}` }),
    }));
    return { ...(await super.get()), type: await this.type, values };
  }
}

/** What is measured in the format of Prometheus. One metric after the other, and the event loop is free between two: a thousand
 *  chairs have tens of thousands of series. Who asks meanwhile gets the same answer. */
class CountedMetrics {
  private readonly registry = new Registry();
  private readonly names: readonly string[];
  private measures: Measures | null = null;
  private underWay: Promise<string> | null = null;

  constructor(
    private readonly measure: () => Measures,
    private readonly clock: Clock,
  ) {
    this.names = metricFamilies.map(({ name }) => name);
    for (const family of metricFamilies) {
      this.registry.registerMetric(new CountedMetric(family, () => this.measures ?? this.measure()));
    }
  }

  text(): Promise<string> {
    this.underWay ??= this.write().finally(() => {
      this.underWay = null;
      this.measures = null;
    });
    return this.underWay;
  }

  private async write(): Promise<string> {
    this.measures = this.measure();
    const texts: string[] = [];
    for (const name of this.names) {
      texts.push(await this.registry.getSingleMetricAsString(name));
      await new Promise<void>((resolve) => void this.clock.after(0, resolve));
    }
    return `${texts.join('\n\n')}\n`;
  }
}

/** What `measure` gives, for Prometheus. */
export function openExposition(measure: () => Measures, clock: Clock): Exposition {
  const metrics = new CountedMetrics(measure, clock);
  return async () => ({ contentType: Registry.PROMETHEUS_CONTENT_TYPE, text: await metrics.text() });
}
