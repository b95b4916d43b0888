import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TextDecoder } from 'node:util';
import { z } from 'zod';
import { withItsKey } from '../../core/shape/complaints.js';
import { issueWords } from '../../core/shape/issue-words.js';
import { readPlainFile } from './bounded-read.js';
import { packageFolder } from './package-folder.js';
import { placed, readYaml } from './yaml-source.js';

const fileBytesMax = 128 * 1024;
const textMax = 300;

/** No case may ask for more than this; a level out of range goes with a ramp so long that a chair that takes it hardly moves. */
const levelMax = 20;
const longestRampMs = 60_000;

/** False for a SET that would be strong on a chair that takes it. */
function isGentle(words: string): boolean {
  const sets = [...words.matchAll(/\bSET \S+ \S+ (\d+) \S+ (\S+)/g)];
  return sets.every(([, level, ramp]) => Number(level) <= levelMax || Number(ramp) >= longestRampMs);
}

const text = () =>
  z.string().min(1).max(textMax).refine(isGentle, `must not ask for a level over ${levelMax} with a ramp under 60 s`);
const texts = () => z.union([text(), z.array(text()).min(1).max(20)]);
const ms = () => z.number().int().min(0).max(60_000);
/** ms, or a figure of the chair with one sum: `lease+500`. */
const span = () => z.union([ms(), z.string().regex(/^[a-z_0-9]+([+\-*]\d+(\.\d+)?)?$/)]);
const level = () => z.number().int().min(1).max(20);

const condition = z.strictObject({
  zone: text().optional(),
  level: text().optional(),
  rate: text().optional(),
  technique: text().optional(),
  mode: texts().optional(),
  lease: text().optional(),
});

const plainStep = z.union([
  z.strictObject({
    ask: text(),
    answer: texts().optional(),
    not: text().optional(),
    seq: text().optional(),
    within: span().optional(),
  }),
  z.strictObject({ again: texts() }),
  z.strictObject({ write: text(), split: z.number().int().min(1).max(200).optional(), gap: ms().optional() }),
  z.strictObject({ aside: text() }),
  z.strictObject({
    expect: texts(),
    within: span().optional(),
    after: span().optional(),
    before: text().optional(),
  }),
  z.strictObject({ never: texts(), for: span().optional() }),
  z.strictObject({
    count: text(),
    for: span(),
    min: ms().optional(),
    max: ms().optional(),
    from: z.literal('cursor').optional(),
  }),
  z.strictObject({ renewals: z.literal('now') }),
  z.strictObject({
    run: text(),
    level: level().optional(),
    rate: text().optional(),
    ttl: span().optional(),
    renew: z.boolean().optional(),
  }),
  z.strictObject({ wait: span() }),
  z.strictObject({ keep: z.boolean() }),
  z.strictObject({ mark: z.union([z.literal(true), text()]) }),
  z.strictObject({
    zero: span(),
    after: span().optional(),
    soft: z.boolean().optional(),
    later: z.boolean().optional(),
  }),
  z.strictObject({
    until: condition,
    within: span(),
    after: span().optional(),
    since: text().optional(),
    later: z.boolean().optional(),
  }),
  z.strictObject({ always: condition, for: span() }),
  z.strictObject({ saw: condition }),
  z.strictObject({ still: span() }),
  z.strictObject({ ramp: text(), from: ms(), to: ms(), over: span() }),
  z.strictObject({ period: ms(), for: span() }),
  z.strictObject({ countdown: span() }),
  z.strictObject({ form: z.enum(['hello', 'caps', 'limits']) }),
  z.strictObject({ reopen: span() }),
  z.strictObject({ settle: z.literal(true) }),
  z.strictObject({ only_if: z.enum(['not_greeted', 'restarted', 'lease_counts_at_rest']), reason: text() }),
]);

const step = z.union([
  plainStep,
  z.strictObject({ each: z.enum(['zone', 'technique']), steps: z.array(plainStep).min(1) }),
]);

const need = z.enum(['other', 'zone2', 'air_aside', 'air_alone', 'cycle', 'rate_below', 'no_technique', 'no_zone']);

const watch = z.enum([
  'line_damage',
  'line_form',
  'answer_once',
  'answer_asked',
  'answer_missing',
  'answer_time',
  'zones',
  'off',
  'mode',
  'latch_mode',
  'sensors',
  'nonsense',
  'uptime',
  'level',
  'unasked',
  'lease',
  'boot',
]);

const plainClause = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'must be two words with a dot between them'),
  level: z.enum(['MUST', 'SHOULD']),
  text: text(),
  needs: z.array(need).optional(),
  steps: z.array(step).min(1).max(60),
});

const clause = plainClause.extend({
  session: z.literal('none').optional(),
  watch: watch.optional(),
  next: z.array(plainClause).min(1).max(20).optional(),
  apart: z.boolean().optional(),
});

const caseFile = z.array(clause).min(1);

/** One clause of the protocol with the steps that check it, as written in the case files. */
type CaseData = z.infer<typeof clause>;

export type ConformanceCases =
  | { readonly kind: 'cases'; readonly cases: readonly CaseData[] }
  | { readonly kind: 'unreadable'; readonly problems: readonly string[] };

const shippedCasesDirectory = (): string => join(packageFolder(), 'hardware-sim', 'conformance');

function readCaseFile(path: string, directory: string): ConformanceCases {
  const unreadable = (...problems: readonly string[]): ConformanceCases => ({ kind: 'unreadable', problems });
  const read = readPlainFile(path, fileBytesMax, directory);
  if (read.kind === 'problem') return unreadable(`${path}: ${read.message}`);
  const source = readYaml(new TextDecoder().decode(read.bytes), path, fileBytesMax);
  if (source.kind === 'unreadable') {
    return unreadable(...source.problems.map((problem) => placed(path, problem, problem.message)));
  }
  const parsed = caseFile.safeParse(source.value, { error: issueWords });
  if (parsed.success) return { kind: 'cases', cases: parsed.data };
  const problems = parsed.error.issues.map((issue) => {
    const place = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
    const said = withItsKey(place, issue.message, /^(must|is missing)/);
    const isStep = issue.code === 'invalid_union';
    return placed(path, source.locate(place), isStep ? 'is no step of the case format' : said);
  });
  return unreadable(...problems);
}

function listFiles(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.yaml'))
      .sort();
  } catch {
    return [];
  }
}

function doubledIds(cases: readonly CaseData[]): readonly string[] {
  const ids = cases.flatMap(({ id, next }) => [id, ...(next ?? []).map((each) => each.id)]);
  return ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `the id ${id} comes twice`);
}

/** Reads every case file of the folder, in the order of their names. Never throws; problems carry file and line. */
export function readConformanceCases(directory = shippedCasesDirectory()): ConformanceCases {
  const names = listFiles(directory);
  if (names.length === 0) return { kind: 'unreadable', problems: [`${directory}: there are no case files`] };
  const files = names.map((name) => readCaseFile(join(directory, name), directory));
  const problems = files.flatMap((file) => (file.kind === 'unreadable' ? file.problems : []));
  const cases = files.flatMap((file) => (file.kind === 'cases' ? file.cases : []));
  const all = [...problems, ...doubledIds(cases)];
  return all.length > 0 ? { kind: 'unreadable', problems: all } : { kind: 'cases', cases };
}
