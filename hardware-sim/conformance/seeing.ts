import type { Telemetry, ZoneReport } from '../../src/core/protocol/messages.js';
import { measuringMs, periodMs, sampledMs, toldMs } from './allowances.js';
import type { KitBench } from './bench.js';
import { broken, type Condition, held, type StepOutcome } from './case.js';
import { type HeardLine, telemetryHeard } from './link.js';
import { expandBraces, fitsNumber } from './words.js';

/** How much longer the kit looks, to say how late a chair is. */
const curiousMs = 500;
const stillMaMax = 100;

const isOff = ({ zones }: Telemetry): boolean =>
  zones.every(({ technique, level }) => technique === 'off' && level === 0);

/** Whether a T line shows what the condition wants. */
function showing(condition: Condition, bench: KitBench): (telemetry: Telemetry) => boolean {
  const word = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : expandBraces(text, bench.lookup);
  const [zone, level, rate, technique] = [condition.zone, condition.level, condition.rate, condition.technique].map(
    word,
  );
  const lease = word(condition.lease);
  const modes = typeof condition.mode === 'string' ? [condition.mode] : condition.mode;
  const fitsZone = (report: ZoneReport): boolean =>
    (level === undefined || fitsNumber(report.level, level)) &&
    (rate === undefined || (report.rate !== null && fitsNumber(report.rate, rate))) &&
    (technique === undefined || report.technique === technique);
  return (telemetry) =>
    (modes === undefined || modes.includes(telemetry.mode)) &&
    (lease === undefined || fitsNumber(telemetry.leaseMs, lease)) &&
    telemetry.zones.filter((report) => zone === undefined || report.zone === zone).every(fitsZone) &&
    (zone === undefined || telemetry.zones.some((report) => report.zone === zone));
}

/** What the condition says, for those who read a failure. */
const told = (condition: Condition, bench: KitBench): string =>
  Object.entries(condition)
    .map(([key, value]) => `${key} ${expandBraces(String(value), bench.lookup)}`)
    .join(', ');

/** A T line in short. */
export const shown = ({ mode, zones }: Telemetry): string =>
  `mode ${mode}, ${zones.map(({ zone, technique, level }) => `${zone} ${technique} ${level}`).join(', ')}`;

const lastSeen = ({ telemetry }: KitBench): string => (telemetry === null ? 'no T line' : shown(telemetry));

const tLine =
  (fits: (telemetry: Telemetry) => boolean) =>
  (heard: HeardLine): boolean => {
    const telemetry = telemetryHeard(heard);
    return telemetry !== null && fits(telemetry);
  };

interface Limits {
  readonly withinMs: number;
  readonly afterMs: number | null;
  /** Only lines that are still to come count. */
  readonly isLater?: boolean;
}

/** The last T line before this one, from where looking began. */
const lineBefore = ({ link }: KitBench, found: HeardLine, from: number): HeardLine | undefined =>
  link.heard.slice(from, link.heard.indexOf(found)).findLast((heard) => telemetryHeard(heard) !== null);

/** Waits for a T line and says how long that took since the cursor. Each T line from before tells that it was not so yet: that is
 *  measured more closely than when the next one comes. */
async function awaitLine(
  bench: KitBench,
  name: string,
  fits: (telemetry: Telemetry) => boolean,
  limits: Limits,
): Promise<StepOutcome> {
  const { link } = bench;
  const { withinMs, afterMs, isLater } = limits;
  const from = isLater === true ? link.heard.length : link.cursor;
  const limitsFromMs = link.limitsFromMs - link.cursorAtMs;
  const leftMs = link.limitsFromMs + withinMs + sampledMs + curiousMs - link.nowMs;
  const found = await link.find(tLine(fits), Math.max(1, leftMs), from);
  if (found === null) return broken(`not ${name} within ${withinMs} ms: ${lastSeen(bench)}`);
  const tookMs = Math.round(found.atMs - link.cursorAtMs);
  const notYetMs = Math.round((lineBefore(bench, found, from)?.atMs ?? link.cursorAtMs) - link.cursorAtMs);
  const text = `${name} after ${tookMs} ms`;
  if (tookMs > limitsFromMs + withinMs + sampledMs)
    return broken(`${text}, allowed ${withinMs} (and ${sampledMs} of measuring)`);
  if (notYetMs > limitsFromMs + withinMs + toldMs)
    return broken(`not yet ${name} after ${notYetMs} ms, allowed ${withinMs} (and ${toldMs} of measuring)`);
  if (afterMs !== null && tookMs < afterMs - measuringMs) return broken(`${text}, not before ${afterMs} expected`);
  return held(`${text}, allowed ${withinMs}`);
}

export async function until(bench: KitBench, condition: Condition, limits: Limits): Promise<StepOutcome> {
  return await awaitLine(bench, told(condition, bench), showing(condition, bench), limits);
}

function levelsSince({ link }: KitBench): readonly (readonly number[])[] {
  return link.heard.slice(link.cursor).flatMap((heard) => {
    const telemetry = telemetryHeard(heard);
    return telemetry === null ? [] : [telemetry.zones.map(({ level }) => level)];
  });
}

/** Zones that were on and never seen anywhere between that and 0. */
function abrupt(bench: KitBench): boolean {
  const levels = levelsSince(bench);
  const top = Math.max(0, ...(levels[0] ?? []));
  return top > 2 && !levels.some((each) => each.some((level) => level > 0 && level < top - 1));
}

/** The time from the cursor until every output is at zero. */
export async function seeZero(bench: KitBench, limits: Limits, isSoft: boolean): Promise<StepOutcome> {
  const outcome = await awaitLine(bench, 'zero', isOff, limits);
  if (outcome.kind !== 'held') return outcome;
  return isSoft && abrupt(bench) ? broken(`${outcome.detail}, at once and without a ramp`) : outcome;
}

/** Every T line from now on shows the condition. */
export async function always(bench: KitBench, condition: Condition, forMs: number): Promise<StepOutcome> {
  const { link } = bench;
  const fits = showing(condition, bench);
  const from = link.heard.length;
  const odd = await link.find(
    tLine((telemetry) => !fits(telemetry)),
    forMs,
    from,
  );
  const telemetry = odd === null ? null : telemetryHeard(odd);
  if (telemetry !== null) return broken(`${told(condition, bench)} expected for ${forMs} ms: ${shown(telemetry)}`);
  const seen = link.heard.slice(from).filter((heard) => telemetryHeard(heard) !== null).length;
  return seen > 0 ? held() : broken(`no T line came in ${forMs} ms`);
}

/** Some T line since the cursor has shown the condition. */
export function saw(bench: KitBench, condition: Condition): StepOutcome {
  const { link } = bench;
  const fits = tLine(showing(condition, bench));
  return link.heard.slice(link.cursor).some(fits) ? held() : broken(`never seen: ${told(condition, bench)}`);
}

/** [S4] What a verified stop waits for: two T lines in a row without motion and without current. */
export const showsStill = (telemetry: Telemetry): boolean =>
  isQuiet(telemetry) && isOff(telemetry) && isCurrentless(telemetry);

/** Nothing drives, as far as the mode and the levels tell. */
export const isQuiet = ({ mode, zones }: Telemetry): boolean =>
  mode !== 'run' && mode !== 'stop' && zones.every(({ level }) => level === 0);

export const isCurrentless = ({ zones }: Telemetry): boolean =>
  zones.every(({ currentMa }) => currentMa === 'none' || (currentMa !== 'invalid' && currentMa < stillMaMax));

export async function seeStill(bench: KitBench, withinMs: number): Promise<StepOutcome> {
  let inRow = 0;
  const second = (telemetry: Telemetry): boolean => {
    inRow = showsStill(telemetry) ? inRow + 1 : 0;
    return inRow >= 2;
  };
  const outcome = await awaitLine(bench, 'still', second, { withinMs: withinMs + periodMs, afterMs: null });
  if (outcome.kind === 'held' || bench.telemetry === null) return outcome;
  const currents = bench.telemetry.zones.map(({ zone, currentMa }) => `${zone} ${currentMa}`).join(', ');
  return broken(`${outcome.detail}, mA: ${currents}`);
}
