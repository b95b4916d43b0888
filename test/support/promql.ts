import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { metricFamilies } from '../../src/core/metrics/families.js';

const root = join(import.meta.dirname, '../..');
export const rulesPath = join(root, 'deploy/prometheus/chair2mqtt.rules.yml');
export const prometheusPath = join(root, 'deploy/prometheus/prometheus.yml');
const dashboardPath = join(root, 'deploy/grafana/chair2mqtt.json');

/** A question to Prometheus that is shipped, and where. */
export interface ShippedQuery {
  readonly where: string;
  readonly text: string;
  /** Labels that the words beside it take from the answer. */
  readonly told: readonly string[];
}

const ruleSchema = z.object({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  annotations: z.record(z.string(), z.string()),
});
const rulesSchema = z.object({ groups: z.array(z.object({ rules: z.array(ruleSchema) })) });
const panelSchema = z.object({
  title: z.string(),
  targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).default([]),
});
const dashboardSchema = z.object({
  panels: z.array(panelSchema),
  templating: z.object({ list: z.array(z.object({ name: z.string(), definition: z.string().optional() })) }),
});

export const shippedRules = () =>
  rulesSchema.parse(parse(readFileSync(rulesPath, 'utf8'))).groups.flatMap(({ rules }) => rules);

const shippedDashboard = () => dashboardSchema.parse(JSON.parse(readFileSync(dashboardPath, 'utf8')));

/** What Grafana puts in. */
const filledIn = (expression: string): string =>
  expression.replaceAll('$__rate_interval', '1m').replaceAll(/\$(instance|chair)\b/g, '.*');

const matches = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, word = '']) => word);

/** Everything that is shipped and asks Prometheus: alerts, panels, and what is chosen from. */
export function shippedQueries(): readonly ShippedQuery[] {
  const alerts = shippedRules().map(({ alert, expr, annotations }) => ({
    where: `the alert ${alert}`,
    text: expr,
    told: matches(Object.values(annotations).join(' '), /\$labels\.(\w+)/g),
  }));
  const { panels, templating } = shippedDashboard();
  const shown = panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, legendFormat }) => ({
      where: `the panel ${title}`,
      text: filledIn(expr),
      told: matches(legendFormat, /\{\{(\w+)\}\}/g),
    })),
  );
  const chosen = templating.list.flatMap(({ name, definition = '' }) => {
    const [, text = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(filledIn(definition)) ?? [];
    return definition === '' ? [] : { where: `the choice of ${name}`, text, told: [label] };
  });
  return [...alerts, ...shown, ...chosen];
}

/** What Prometheus adds itself. */
const labelsOfScrape = ['job', 'instance'];

/** The labels of a series of this name; null where there is none. */
export function labelsOf(name: string): readonly string[] | null {
  if (name === 'up') return labelsOfScrape;
  for (const { name: family, kind, labels } of metricFamilies) {
    if (kind !== 'histogram' && name === family) return [...labels, ...labelsOfScrape];
    if (kind !== 'histogram' || !name.startsWith(`${family}_`)) continue;
    if (name === `${family}_bucket`) return ['le', ...labelsOfScrape];
    if (name === `${family}_sum` || name === `${family}_count`) return labelsOfScrape;
  }
  return null;
}

/** The names of metrics in a query, and every label that it speaks of. */
export function wordsOf({ text, told }: ShippedQuery): {
  readonly names: readonly string[];
  readonly labels: readonly string[];
} {
  const bare = text.replaceAll(/\{[^}]*\}/g, '');
  const names = matches(bare, /\b((?:chair2mqtt|process)_\w+|up)\b/g);
  const selected = matches(text, /\{([^}]*)\}/g).flatMap((matchers) => matches(matchers, /(\w+)\s*(?:=~|!~|!=|=)/g));
  const grouped = matches(text, /\bby\s*\(([^)]*)\)/g).flatMap((list) => list.split(/\s*,\s*/));
  return { names, labels: [...selected, ...grouped, ...told] };
}
