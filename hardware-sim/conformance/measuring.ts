import { answerWithinMs, lineMs, measuringMs, periodMs, sampledMs, telemetryJitterMs, toldMs } from './allowances.js';
import type { KitBench } from './bench.js';
import { broken, held, type StepOutcome } from './case.js';
import { telemetryHeard } from './link.js';
import { expandBraces } from './words.js';

interface Point {
  readonly atMs: number;
  readonly level: number;
}

/** An output begins to act within 100 ms, and a rise from 0 may take 250 ms more than its ramp. */
export const riseLagMsMax = 350;
/** Rounding, and a swing of feedback. */
const levelSlack = 1.5;
const levelNear = 2;
const stepsMin = 3;

interface Ramp {
  readonly zone: string;
  readonly from: number;
  readonly to: number;
  readonly overMs: number;
}

/** Where the ramp is at this time; before it begins at `from`, after it at `to`. */
const lineAt = ({ from, to, overMs }: Ramp, atMs: number): number =>
  from + (to - from) * Math.min(1, Math.max(0, overMs === 0 ? 1 : atMs / overMs));

function tooFast(ramp: Ramp, { atMs, level }: Point): boolean {
  const line = lineAt(ramp, atMs + measuringMs);
  return ramp.to > ramp.from ? level > line + levelSlack : level < line - levelSlack;
}

function judge(ramp: Ramp, points: readonly Point[], limitMs: number): StepOutcome {
  const { zone, from, to, overMs } = ramp;
  const name = `${zone} ${from} to ${to}`;
  const early = points.find((point) => tooFast(ramp, point));
  if (early !== undefined) {
    return broken(`${name}: at ${early.level} after ${Math.round(early.atMs)} of ${overMs} ms, which is too early`);
  }
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const levels = new Set(points.map(({ level }) => level).filter((level) => level > low && level < high));
  const arrived = points.find(({ level }) => Math.abs(level - to) <= (to === 0 ? 0 : 1));
  if (arrived === undefined) return broken(`${name}: still at ${points.at(-1)?.level ?? '?'} after ${limitMs} ms`);
  if (levels.size < stepsMin) return broken(`${name}: only ${levels.size} levels were seen in between`);
  return held(`${name} in ${Math.round(arrived.atMs)} ms, asked ${overMs}, ${levels.size} levels in between`);
}

/** The level that T showed last before the cursor. */
const levelBefore = ({ link }: KitBench, zone: string): number | undefined =>
  link.heard
    .slice(0, link.cursor)
    .flatMap((heard) => telemetryHeard(heard) ?? [])
    .at(-1)
    ?.zones.find((each) => each.zone === zone)?.level;

/** Follows the level of a zone along a ramp that begins at the cursor. */
export async function followRamp(bench: KitBench, ramp: Ramp): Promise<StepOutcome> {
  const { link } = bench;
  const zone = expandBraces(ramp.zone, bench.lookup);
  const slackMs = sampledMs + (ramp.to > ramp.from ? riseLagMsMax : 0);
  const limitMs = ramp.overMs + slackMs + link.limitsFromMs - link.nowMs;
  const from = levelBefore(bench, zone) ?? ramp.from;
  const points: Point[] = [];
  await link.find((heard) => {
    const level = telemetryHeard(heard)?.zones.find((each) => each.zone === zone)?.level;
    if (level === undefined) return false;
    points.push({ atMs: heard.atMs - link.cursorAtMs, level });
    return Math.abs(level - ramp.to) <= (ramp.to === 0 ? 0 : 1) && heard.atMs - link.cursorAtMs > levelNear;
  }, limitMs);
  return judge({ ...ramp, from: Math.abs(from - ramp.from) <= levelNear ? from : ramp.from, zone }, points, limitMs);
}

/** Each of two lines may be off its time, and one that is told behind another comes later. */
const gapSlackMs = 2 * telemetryJitterMs + lineMs + measuringMs / 2;

/** How often T comes from now on. */
export async function period(bench: KitBench, wantedMs: number, forMs: number): Promise<StepOutcome> {
  const { link } = bench;
  const from = link.heard.length;
  const startedAtMs = link.nowMs;
  await link.wait(forMs);
  const times = link.heard.slice(from).flatMap((heard) => (telemetryHeard(heard) === null ? [] : [heard.atMs]));
  const gaps = times.map((atMs, index) => atMs - (times[index - 1] ?? startedAtMs));
  const gapMs = Math.round(Math.max(forMs - ((times.at(-1) ?? startedAtMs) - startedAtMs), ...gaps));
  const wanted = forMs / wantedMs;
  const text = `${times.length} T lines in ${forMs} ms, the longest gap ${gapMs} ms`;
  const isRight = Math.abs(times.length - wanted) <= 1 + wanted * 0.05 && gapMs <= wantedMs + gapSlackMs;
  return isRight ? held(text) : broken(`${text}; one every ${wantedMs} ms expected`);
}

const countToleranceMs = toldMs + telemetryJitterMs;

/** The lease in T runs down from the cursor on, where the last line was written that renews it. */
export async function countdown(bench: KitBench, forMs: number): Promise<StepOutcome> {
  const { link, facts } = bench;
  await link.wait(Math.max(1, link.cursorAtMs + forMs - link.nowMs));
  const leaseMs = facts?.leaseMs ?? 0;
  const points = link.heard.slice(link.cursor).flatMap((heard) => {
    const telemetry = telemetryHeard(heard);
    // What was under way when the line was written shows the lease from before.
    const isStale = heard.atMs - link.limitsFromMs < answerWithinMs;
    return telemetry === null || isStale
      ? []
      : [{ shownMs: telemetry.leaseMs, leftMs: leaseMs - (heard.atMs - link.cursorAtMs) }];
  });
  if (points.length === 0 && forMs > answerWithinMs + 2 * periodMs) return broken(`no T line in ${forMs} ms`);
  const wrong = points.find(
    ({ shownMs, leftMs }) =>
      shownMs > leftMs + answerWithinMs + countToleranceMs || shownMs < leftMs - countToleranceMs,
  );
  if (wrong === undefined) return held(`${points.length} T lines`);
  return broken(`T shows a lease of ${wrong.shownMs} ms where ${Math.round(wrong.leftMs)} are left`);
}
