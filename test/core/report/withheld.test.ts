import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configJsonSchema } from '../../../src/config.js';
import { formsOf, type SchemaNode } from '../../../src/core/configuration/schema-node.js';
import { Redactor } from '../../../src/core/report/redactor.js';
import { reportText } from '../../../src/core/report/report-text.js';
import { shownSettings } from '../../../src/core/report/shown-settings.js';

type SecretPath = readonly string[];

/** Every key of the schema, and whether it is marked as a secret. */
function keysBelow(node: SchemaNode, path: SecretPath = []): readonly { path: SecretPath; isSecret: boolean }[] {
  return formsOf(node).flatMap(({ properties = {}, items, additionalProperties }) => [
    ...Object.entries(properties).flatMap(([key, child]) => [
      { path: [...path, key], isSecret: child.writeOnly === true },
      ...keysBelow(child, [...path, key]),
    ]),
    ...(items === undefined ? [] : keysBelow(items, [...path, '0'])),
    ...(typeof additionalProperties === 'object' ? keysBelow(additionalProperties, [...path, 'anna']) : []),
  ]);
}

const schema: SchemaNode = configJsonSchema();
const keys = keysBelow(schema);
const secretPaths = keys.flatMap(({ path, isSecret }) => (isSecret ? [path] : []));

const secretText = fc
  .string({ unit: 'grapheme', minLength: 4, maxLength: 60 })
  .filter((text) => text.trim().length >= 4 && !/\p{C}/u.test(text));

/** A configuration with this at each of these places. */
function planted(values: ReadonlyMap<SecretPath, string>): Record<string, unknown> {
  const top: Record<string, unknown> = {};
  for (const [path, value] of values) {
    let at = top;
    for (const key of path.slice(0, -1)) {
      const inner = (at[key] ?? {}) as Record<string, unknown>;
      at[key] = inner;
      at = inner;
    }
    at[path.at(-1) ?? ''] = value;
  }
  return top;
}

/** How other programs write a secret into a log, an address or a header. */
const writings: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `prefix${secret}suffix`,
  (secret) => JSON.stringify({ level: 'info', why: `refused ${secret} twice` }),
  (secret) => `password '${secret.replaceAll("'", "''")}' is wrong`,
  (secret) => `GET /x?key=${encodeURIComponent(secret)}&b=1`,
  (secret) => `mqtt://user:${encodeURIComponent(secret)}@broker.lan:1883`,
  (secret) => `Authorization: Basic ${Buffer.from(`user:${secret}`).toString('base64')}`,
  (secret) => `it sent ${Buffer.from(`a${secret}b`).toString('base64url')} there`,
  (secret) => `it sent ${Buffer.from(`ab${secret}cd`).toString('base64')} there`,
  (secret) => Buffer.from(`>${secret}<`).toString('hex'),
  (secret) => `${secret.slice(0, 20)}… (cut)`,
];

/** Every reading of a text in which a secret might come to light. */
function readingsOf(text: string): readonly string[] {
  const packed = [...text.matchAll(/[\w+/-]{6,}/g)].flatMap(([word]) => [
    ...['base64', 'base64url'].map((form) => Buffer.from(word, form as BufferEncoding).toString()),
    Buffer.from(word, 'hex').toString(),
  ]);
  const decoded = text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (codes) =>
    Buffer.from(codes.replaceAll('%', ''), 'hex').toString(),
  );
  return [text, decoded, text.replaceAll("''", "'"), text.replaceAll(/\\(["\\])/g, '$1'), ...packed];
}

describe('what a report withholds', () => {
  it('is every key that the schema calls a secret, and no key sounds like one without being marked', () => {
    expect(secretPaths.map((path) => path.join('.')).sort()).toEqual(['http.token', 'mqtt.password']);
    const sounding = keys.filter(({ path }) =>
      /(password|token|secret|passphrase|credential)s?$/.test(path.at(-1) ?? ''),
    );
    expect(sounding.filter(({ isSecret }) => !isSecret)).toEqual([]);
  });

  it('never holds a secret of any configuration, in whatever form it was written anywhere', () => {
    const secrets = fc.array(secretText, { minLength: secretPaths.length, maxLength: secretPaths.length });
    fc.assert(
      fc.property(secrets, fc.array(fc.nat({ max: writings.length - 1 }), { maxLength: 8 }), (values, chosen) => {
        const data = planted(new Map(secretPaths.map((path, index) => [path, values[index] ?? ''])));
        const { shown, ...withheld } = shownSettings(data, schema);
        const redactor = new Redactor({ ...withheld, own: ['chair-host'], home: '/home/anna' });
        const log = chosen.flatMap((index) => values.map((secret) => writings[index]?.(secret) ?? ''));
        const text = reportText(
          'Read this first.',
          [
            { title: 'Configuration', text: JSON.stringify(shown), keeps: 'beginning', bytesMax: 10_000 },
            { title: 'Log', text: log.join('\n'), keeps: 'end', bytesMax: 10_000 },
          ],
          redactor,
        );
        for (const reading of readingsOf(text)) {
          for (const secret of values) expect(reading).not.toContain(secret);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('knows a secret that a log has cut', () => {
    const token = 'kR8vQ2xT6mB1zL9wC4nY7pD3sF5gH0jA';
    const redactor = new Redactor({ secrets: [token], people: [], computers: [], own: [], home: '/' });
    expect(redactor.text(`it was ${token.slice(0, 24)}…`)).toBe('it was (removed)…');
  });

  it('takes a secret of three letters only where it stands by itself', () => {
    const redactor = new Redactor({ secrets: ['abc'], people: [], computers: [], own: [], home: '/' });
    expect(redactor.text('abc is in alphabcet: abc')).toBe('(removed) is in alphabcet: (removed)');
  });
});
