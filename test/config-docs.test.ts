import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../src/config.js';
import { configTable } from './support/config-table.js';

const page = fileURLToPath(new URL('../docs/configuration.md', import.meta.url));
const [begin, end] = ['<!-- table: begin -->\n', '\n<!-- table: end -->'];

function withTable(text: string): string {
  const [head = '', rest = ''] = text.split(begin);
  return `${head}${begin}${configTable()}${end}${rest.split(end)[1] ?? ''}`;
}

describe('the page on the configuration', () => {
  it('has the table that the schema gives (UPDATE_DOCS=1 writes it anew)', () => {
    const text = readFileSync(page, 'utf8');
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(page, withTable(text));
    expect(readFileSync(page, 'utf8')).toBe(withTable(text));
  });

  it('shows examples that are right', () => {
    const examples = readFileSync(page, 'utf8').match(/```yaml\n([\s\S]*?)```/g) ?? [];
    expect(examples.length).toBeGreaterThan(1);
    for (const example of examples) {
      const data: unknown = parse(example.replace(/```(yaml)?/g, ''));
      expect(readConfig(data)).toMatchObject({ kind: 'config' });
    }
  });
});
