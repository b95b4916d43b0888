import { answerHeardWithinMs, lineMs, measuringMs, periodMs, toldMs } from './allowances.js';
import type { KitBench } from './bench.js';
import { broken, type CaseSpan, held, type StepOutcome } from './case.js';
import type { HeardLine } from './link.js';
import { bytesOf, expandBraces, fitting } from './words.js';

/** What the host of the protocol does: the same line again after 200 ms, three times in all; and 50 ms of measuring. */
const againMs = 250;
const triesMax = 3;
/** An answer comes in this time where a case names no other. */
const answerMs = 300;
/** What must not be answered would be answered in this time. */
const silenceMs = answerHeardWithinMs;

export interface AskedRequest {
  readonly line: string;
  readonly answer: HeardLine | null;
  readonly tookMs: number;
}

/** The words of an answer after its number. */
export const saidBy = ({ payload }: HeardLine): string => payload.slice(payload.indexOf(' ') + 1);

const isAnswerTo =
  (seq: number) =>
  ({ report }: HeardLine): boolean =>
    (report.kind === 'ok' || report.kind === 'error') && report.seq === seq;

/** Asks like a host: sends the line again until it is answered, three times at most. */
export async function request(
  bench: KitBench,
  text: string,
  seq: number | null = null,
  waitMs = againMs,
): Promise<AskedRequest> {
  const { link } = bench;
  const framed = bench.frameRequest(text, seq);
  link.mark();
  const from = link.cursor;
  let arrivedByMs = link.nowMs;
  for (let tries = 0; tries < triesMax && link.isOpen; tries += 1) {
    link.writeAside(framed.line);
    if (tries === 0) arrivedByMs = link.arrivedByMs;
    const answer = await link.find(isAnswerTo(framed.seq), waitMs, from);
    link.limitsFromMs = answer?.atMs ?? link.arrivedByMs;
    if (answer !== null) {
      return { line: framed.line.trimEnd(), answer, tookMs: Math.max(0, answer.atMs - arrivedByMs) };
    }
  }
  return { line: framed.line.trimEnd(), answer: null, tookMs: link.nowMs - arrivedByMs };
}

/** The patterns as a reader of a failure needs them: with what their names stand for. */
function listed(patterns: string | readonly string[], { lookup }: KitBench): string {
  const list = typeof patterns === 'string' ? [patterns] : patterns;
  return list.map((each) => `"${expandBraces(each, lookup)}"`).join(' or ');
}

export interface AskStep {
  readonly ask: string;
  readonly answer?: string | readonly string[] | undefined;
  readonly not?: string | undefined;
  readonly seq?: string | undefined;
  readonly within?: CaseSpan | undefined;
}

/** A SET for as long as the chair allows goes on until something else is asked: a host renews it at half its TTL. */
function renewLater({ facts, keeper }: KitBench, step: AskStep, text: string): void {
  const [verb, zone = ''] = text.split(' ');
  if (verb === 'SET' && step.ask.endsWith(' {ttl}') && facts !== null) keeper.renew(zone, text, facts.ttlMs);
}

const busyMs = 200;
const busyTries = 5;

/** Asks, and once more where the chair is busy although that is not what the case is about. */
async function askPatiently(bench: KitBench, step: AskStep, waitMs: number): Promise<AskedRequest> {
  const text = expandBraces(step.ask, bench.lookup);
  const seq = step.seq === undefined ? null : Number(expandBraces(step.seq, bench.lookup));
  const isBusyWanted = fitting(step.answer ?? 'OK', bench.lookup)('ERR busy');
  for (let tries = 1; ; tries += 1) {
    const asked = await request(bench, text, seq, waitMs);
    const isBusy = asked.answer !== null && saidBy(asked.answer) === 'ERR busy';
    if (!isBusy || isBusyWanted || seq !== null || tries >= busyTries) return asked;
    await bench.link.wait(busyMs);
  }
}

/** Asks a request and looks at its answer. */
export async function askAndExpect(bench: KitBench, step: AskStep): Promise<StepOutcome> {
  const limitMs = step.within === undefined ? null : bench.spanMs(step.within) + periodMs + lineMs;
  const { line, answer, tookMs } = await askPatiently(bench, step, Math.max(againMs, limitMs ?? 0));
  const wanted = step.answer ?? 'OK';
  if (answer === null)
    return broken(`no answer to "${line}" within ${Math.round(tookMs)} ms, expected ${listed(wanted, bench)}`);
  const said = saidBy(answer);
  if (step.not !== undefined && fitting(step.not, bench.lookup)(said)) {
    return broken(
      `"${line}" was answered "${answer.payload}", which must not be "${expandBraces(step.not, bench.lookup)}"`,
    );
  }
  if (!fitting(wanted, bench.lookup)(said))
    return broken(`"${line}" was answered "${answer.payload}", expected ${listed(wanted, bench)}`);
  if (said === 'OK') renewLater(bench, step, expandBraces(step.ask, bench.lookup));
  if (limitMs === null) return held();
  const measured = `answered after ${Math.round(tookMs)} ms`;
  return tookMs <= limitMs ? held(measured) : broken(`"${line}" was ${measured}, allowed ${limitMs}`);
}

/** Sends the last request once more. */
export async function askAgain(bench: KitBench, wanted: string | readonly string[]): Promise<StepOutcome> {
  const { link } = bench;
  const line = bench.lastLine;
  const seq = Number(line.split(' ')[0]);
  link.write(line);
  const answer = await link.find(isAnswerTo(seq), answerMs);
  if (answer === null) return broken(`no answer to "${line.trimEnd()}", which was sent again`);
  return fitting(wanted, bench.lookup)(saidBy(answer))
    ? held()
    : broken(`"${line.trimEnd()}", sent again, was answered "${answer.payload}", expected ${listed(wanted, bench)}`);
}

const gapMs = 5;

/** Writes text as it is, in pieces of `split` bytes where that is asked for. */
export async function write(
  bench: KitBench,
  step: { readonly write: string; readonly split?: number | undefined; readonly gap?: number | undefined },
): Promise<StepOutcome> {
  const text = bytesOf(step.write, bench.lookup);
  const size = step.split ?? text.length;
  for (let at = 0; at < text.length; at += size) {
    if (at > 0) await bench.link.wait(step.gap ?? gapMs);
    bench.link.write(text.slice(at, at + size));
  }
  return held();
}

/** Writes text without moving the cursor: what is measured goes on. */
export function aside(bench: KitBench, text: string): StepOutcome {
  bench.link.writeAside(bytesOf(text, bench.lookup));
  return held();
}

/** What came since the cursor but telemetry, for those who read a failure. */
function heardInstead({ link }: KitBench): string {
  const others = link.heard.slice(link.cursor).filter(({ payload }) => !payload.startsWith('T '));
  const texts = others.slice(0, 4).map(({ payload }) => `"${payload}"`);
  if (texts.length > 0) return `${texts.join(', ')} came`;
  return link.heard.length > link.cursor ? 'nothing but telemetry came' : 'nothing came';
}

export interface ExpectStep {
  readonly expect: string | readonly string[];
  readonly before?: string | undefined;
}

/** Waits for a line that fits; one that came since the cursor counts with the time at which it came. */
export async function expect(
  bench: KitBench,
  step: ExpectStep,
  withinMs = answerMs,
  afterMs = 0,
): Promise<StepOutcome> {
  const { link } = bench;
  const { expect: patterns, before } = step;
  const fits = fitting(patterns, bench.lookup);
  const limitMs = link.limitsFromMs - link.cursorAtMs + withinMs + toldMs;
  const leftMs = link.cursorAtMs + limitMs - link.nowMs;
  const found = await link.find(({ payload }) => fits(payload), Math.max(1, leftMs));
  if (found === null) return broken(`no ${listed(patterns, bench)} within ${withinMs} ms: ${heardInstead(bench)}`);
  const isLater = before === undefined ? () => false : fitting(before, bench.lookup);
  const sooner = link.heard.slice(link.cursor, link.heard.indexOf(found)).find(({ payload }) => isLater(payload));
  if (sooner !== undefined) return broken(`"${sooner.payload}" came before "${found.payload}"`);
  const tookMs = Math.round(found.atMs - link.cursorAtMs);
  const text = `"${found.payload}" after ${tookMs} ms`;
  if (tookMs > limitMs) return broken(`${text}, allowed ${withinMs}`);
  return tookMs < afterMs - measuringMs ? broken(`${text}, not before ${afterMs} expected`) : held(text);
}

export async function never(
  bench: KitBench,
  patterns: string | readonly string[],
  forMs = silenceMs,
): Promise<StepOutcome> {
  const fits = fitting(patterns, bench.lookup);
  const found = await bench.link.find(({ payload, report }) => fits(payload) && !bench.keeper.hasAsked(report), forMs);
  return found === null ? held() : broken(`"${found.payload}" came, which must not`);
}

export interface CountStep {
  readonly count: string;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly from?: 'cursor' | undefined;
}

export async function countHeard(bench: KitBench, step: CountStep, forMs: number): Promise<StepOutcome> {
  const { link } = bench;
  const fits = fitting(step.count, bench.lookup);
  const from = step.from === 'cursor' ? link.cursor : link.heard.length;
  await link.wait(forMs);
  const isCounted = ({ payload, report }: HeardLine): boolean => fits(payload) && !bench.keeper.hasAsked(report);
  const number = link.heard.slice(from).filter(isCounted).length;
  const text = `${number} of ${listed(step.count, bench)} in ${forMs} ms`;
  const isRight = number >= (step.min ?? 0) && number <= (step.max ?? Number.POSITIVE_INFINITY);
  return isRight ? held(text) : broken(`${text}, expected ${step.min ?? 0} to ${step.max ?? 'any'}`);
}
