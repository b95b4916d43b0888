import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chairStates, endings, refusalReasons, resultCodes } from '../../src/core/status.js';
import { root, textOf } from './page.js';
import { payloads, rowsOf, samples } from './payload-tables.js';

const path = 'docs/mqtt.md';
const page = textOf(path);

const named = new Set(
  page
    .split('`')
    .filter((_, at) => at % 2 === 1)
    .flatMap((text) => text.split(/\s+/)),
);

it.each([
  ['every way in which a session ends', endings],
  ['every state', chairStates],
  ['every code of a result', resultCodes],
  ['every reason that tells refusals of one code apart', refusalReasons],
])('the page on MQTT names %s', (_, words) => {
  expect(words.filter((word) => !named.has(word))).toEqual([]);
});

const begin = '<!-- payloads: begin -->\n';
const end = '<!-- payloads: end -->';
const section = page.split(begin)[1]?.split(end)[0] ?? '';

/** What the page says of each key of a payload; the test writes the rest. */
const meanings = new Map(
  section
    .split('\n### ')
    .slice(1)
    .flatMap((part) => {
      const name = part.split('\n', 1)[0] ?? '';
      const rows = [...part.matchAll(/^\| `([^`]+)` \|.*\| (.*) \|$/gm)];
      return rows.map(([, key = '', meaning = '']) => [`${name} ${key}`, meaning]);
    }),
);

const sampleOf: Readonly<Record<string, string>> = {
  state: 'chair/state',
  event: 'chair/event',
  result: 'chair/result',
  telemetry: 'chair/telemetry',
  health: 'bridge/health',
  'chairs in `info`': 'bridge/info',
};

function written(): string {
  const seen = samples();
  return payloads
    .map((payload) => {
      const rows = rowsOf(payload).map(
        ({ key, values }) => `| \`${key}\` | ${values} | ${meanings.get(`${payload.name} ${key}`) ?? ''} |`,
      );
      const sample = seen.get(sampleOf[payload.name] ?? '');
      const shown = sample === undefined ? [] : ['```json', sample, '```', ''];
      const table = ['| key | values | meaning |', '|---|---|---|', ...rows];
      return ['', `### ${payload.name}`, '', ...shown, ...table, ''].join('\n');
    })
    .join('');
}

describe('the list of all keys of the payloads', () => {
  it('is that of the schemas, with samples of a run (UPDATE_DOCS=1 writes it anew)', () => {
    const [head = '', rest = ''] = page.split(section);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(join(root, path), `${head}${written()}\n${rest}`);
    expect(section.trim()).toBe(written().trim());
  });

  it('says what each key means', () => {
    const keys = payloads.flatMap((payload) => rowsOf(payload).map(({ key }) => `${payload.name} ${key}`));
    expect(keys.filter((key) => (meanings.get(key) ?? '') === '')).toEqual([]);
  });
});
