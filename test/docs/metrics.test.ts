import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { metricFamilies } from '../../src/core/metrics/families.js';
import { shippedRules } from '../support/promql.js';
import { quotedIn, root, textOf } from './page.js';

const path = 'docs/metrics.md';
const [begin, end] = ['<!-- metrics: begin -->\n', '<!-- metrics: end -->'];

function written(): string {
  const rows = metricFamilies.map(
    ({ name, kind, labels, help }) =>
      `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
  );
  return ['| metric | kind | labels | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}

describe('the page on metrics', () => {
  it('has every metric, as it is exposed (UPDATE_DOCS=1 writes it anew)', () => {
    const page = textOf(path);
    const [head = '', rest = ''] = page.split(begin);
    const whole = `${head}${begin}${written()}${end}${rest.split(end)[1] ?? ''}`;
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(join(root, path), whole);
    expect(textOf(path)).toBe(whole);
  });

  it('has every alert that is shipped', () => {
    const told = [...textOf(path).matchAll(/^\| `(Chair2mqtt\w+)` \|/gm)].map(([, alert = '']) => alert);
    expect(told).toEqual(shippedRules().map(({ alert }) => alert));
  });

  it('says of every label what it may be', () => {
    const explained = quotedIn(
      [...textOf(path).matchAll(/^\| (`[^|]+`) \| [^|]+ \|$/gm)].map(([, labels = '']) => labels).join(' '),
    );
    const labels = new Set(metricFamilies.flatMap(({ labels: own }) => own));
    expect([...labels].filter((label) => !explained.includes(label))).toEqual([]);
  });
});
