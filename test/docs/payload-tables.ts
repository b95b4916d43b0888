import { z } from 'zod';
import { scheduleStatusSchema } from '../../src/core/ledger/schedules/schedule-status.js';
import { healthSchema } from '../../src/core/metrics/health.js';
import { publishedGoalSchema } from '../../src/core/people/view.js';
import {
  chairCardSchema,
  eventSchema,
  programCardSchema,
  resultSchema,
  statusSchema,
  telemetrySchema,
} from '../../src/core/status.js';
import { BrokerBench } from '../support/broker-bench.js';

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | null)[];
  readonly format?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly items?: JsonSchema;
}

/** What is published as JSON: the topic's last level, its schema, and keys that the face adds to it. */
export const payloads: readonly {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly added: readonly Row[];
}[] = [
  { name: 'state', schema: statusSchema, added: [{ key: 'takes_starts', values: 'true, false' }] },
  { name: 'event', schema: eventSchema, added: [] },
  { name: 'result', schema: resultSchema, added: [] },
  { name: 'telemetry', schema: telemetrySchema, added: [] },
  { name: 'schedule', schema: scheduleStatusSchema, added: [{ key: 'ts', values: 'time' }] },
  { name: 'programs', schema: programCardSchema, added: [] },
  { name: 'health', schema: healthSchema, added: [] },
  { name: 'each person in `people`', schema: publishedGoalSchema, added: [] },
  { name: 'chairs in `info`', schema: chairCardSchema, added: [] },
];

interface Row {
  readonly key: string;
  readonly values: string;
}

const wordsOfTypes: Readonly<Record<string, string>> = { string: 'text', boolean: 'true, false', object: 'map' };

const isNull = ({ type }: JsonSchema): boolean => type === 'null';

function valuesOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) {
    const words = schema.anyOf.filter((each) => !isNull(each)).map(valuesOf);
    return [...words, ...(schema.anyOf.some(isNull) ? ['null'] : [])].join(', ');
  }
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${word}\``).join(' ');
  if (schema.format === 'date-time') return 'time';
  if (schema.type === 'array') return `list of ${schema.items === undefined ? 'anything' : valuesOf(schema.items)}`;
  return [schema.type ?? []]
    .flat()
    .map((type) => wordsOfTypes[type] ?? type)
    .join(', ');
}

/** What stands for each key of a map. */
const keyOfMap = (path: readonly string[]): string => (path.at(-1) === 'chairs' ? '<chair>' : '<zone>');
const isKeyOfMap = (word = ''): boolean => word.startsWith('<');

function rowsBelow(schema: JsonSchema, path: readonly string[]): readonly Row[] {
  const inside = schema.anyOf?.find((each) => !isNull(each)) ?? schema;
  const isMapOf = typeof inside.additionalProperties === 'object' && inside.additionalProperties.type === 'object';
  if (isMapOf) return rowsBelow(inside.additionalProperties as JsonSchema, [...path, keyOfMap(path)]);
  const own = path.length === 0 || isKeyOfMap(path.at(-1)) ? [] : [{ key: path.join('.'), values: valuesOf(schema) }];
  if (inside.properties === undefined) return own;
  const below = Object.entries(inside.properties).flatMap(([key, each]) => rowsBelow(each, [...path, key]));
  return [...own.filter(() => schema.anyOf !== undefined), ...below];
}

/** Every key of a payload, with what it may be. */
export const rowsOf = ({ schema, added }: (typeof payloads)[number]): readonly Row[] => [
  ...rowsBelow(z.toJSONSchema(schema, { io: 'output' }) as JsonSchema, []),
  ...added,
];

/** The last payload on each topic of a run in virtual time: the shortest program, which is paused and stopped. */
export function samples(): ReadonlyMap<string, string> {
  const world = BrokerBench.running();
  const seen = new Map<string, string>();
  const keep = (leaf: string): void => {
    const text = world.commands.of(leaf).at(-1);
    if (text !== undefined) seen.set(leaf, text);
  };
  world.bench.advance(3000);
  for (const leaf of ['chair/state', 'chair/telemetry']) keep(leaf);
  world.command({ command: 'stop', id: 'evening-1' });
  world.bench.advance(60_000);
  for (const leaf of ['chair/result', 'chair/event', 'bridge/info', 'bridge/health', 'chair/owner', 'chair/usage'])
    keep(leaf);
  return seen;
}
