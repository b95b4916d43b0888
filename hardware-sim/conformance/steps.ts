import type { KitBench } from './bench.js';
import { broken, type CaseStep, held, type Precondition, type StepOutcome, skippedStep } from './case.js';
import { type Facts, techniquesFor, zoneCaseNames } from './facts.js';
import { checkForm } from './form.js';
import { bringToRest, connectAndListen } from './greeting.js';
import { telemetryHeard } from './link.js';
import { countdown, followRamp, period } from './measuring.js';
import { renewAll, runZones } from './moving.js';
import { always, saw, seeStill, seeZero, until } from './seeing.js';
import { aside, askAgain, askAndExpect, countHeard, expect, never, request, saidBy, write } from './talking.js';

/** Runs steps until one does not hold. The detail is what was measured last, or what went wrong. */
export async function runSteps(bench: KitBench, steps: readonly CaseStep[]): Promise<StepOutcome> {
  const details: string[] = [];
  for (const step of steps) {
    const { link } = bench;
    if (link.isInterrupted) return broken('interrupted');
    const outcome = await runStep(bench, step);
    if (outcome.kind === 'broken' && !link.isOpen)
      return broken(`${outcome.detail}; the link has gone: ${link.closedFor}`);
    if (outcome.kind !== 'held') return outcome;
    if (outcome.detail !== '') details.push(outcome.detail);
  }
  return held(details.slice(-2).join('; '));
}

async function runStep(bench: KitBench, step: CaseStep): Promise<StepOutcome> {
  if ('ask' in step) return await askAndExpect(bench, step);
  if ('again' in step) return await askAgain(bench, step.again);
  if ('write' in step) return await write(bench, step);
  if ('aside' in step) return aside(bench, step.aside);
  if ('expect' in step) return await expect(bench, step, optional(bench, step.within), optional(bench, step.after));
  if ('form' in step) return checkForm(bench, step.form);
  if ('never' in step) return await never(bench, step.never, optional(bench, step.for));
  if ('count' in step) return await countHeard(bench, step, bench.spanMs(step.for));
  if ('run' in step) return await runZones(bench, step);
  if ('renewals' in step) return await renewAll(bench);
  if ('each' in step) return await forEach(bench, step.each, step.steps);
  if ('only_if' in step) return await precondition(bench, step.only_if, step.reason);
  return 'wait' in step || 'keep' in step || 'mark' in step || 'reopen' in step || 'settle' in step
    ? await arrange(bench, step)
    : await look(bench, step);
}

const optional = (bench: KitBench, span: number | string | undefined): number | undefined =>
  span === undefined ? undefined : bench.spanMs(span);

type Arranging = Extract<
  CaseStep,
  { wait: unknown } | { keep: unknown } | { mark: unknown } | { reopen: unknown } | { settle: unknown }
>;

async function arrange(bench: KitBench, step: Arranging): Promise<StepOutcome> {
  const { link, keeper } = bench;
  if ('wait' in step) await link.wait(bench.spanMs(step.wait));
  else if ('keep' in step) keeper.isOn = step.keep;
  else if ('mark' in step) {
    if (typeof step.mark === 'string') link.markAs(step.mark);
    else link.mark();
  } else {
    const problem = 'reopen' in step ? await reopen(bench, bench.spanMs(step.reopen)) : await bringToRest(bench);
    if (problem !== null) return broken(problem);
  }
  return held();
}

type Looking = Exclude<
  CaseStep,
  | Arranging
  | { ask: unknown }
  | { again: unknown }
  | { write: unknown }
  | { aside: unknown }
  | { form: unknown }
  | { expect: unknown }
  | { never: unknown }
  | { count: unknown }
  | { run: unknown }
  | { renewals: unknown }
  | { each: unknown }
  | { only_if: unknown }
>;

async function look(bench: KitBench, step: Looking): Promise<StepOutcome> {
  const ms = (span: number | string): number => bench.spanMs(span);
  if ('zero' in step) {
    const limits = { withinMs: ms(step.zero), afterMs: optional(bench, step.after) ?? null };
    return await seeZero(bench, { ...limits, isLater: step.later === true }, step.soft === true);
  }
  if ('until' in step) {
    if (step.since !== undefined) bench.link.returnTo(step.since);
    const limits = { withinMs: ms(step.within), afterMs: optional(bench, step.after) ?? null };
    return await until(bench, step.until, { ...limits, isLater: step.later === true });
  }
  if ('always' in step) return await always(bench, step.always, ms(step.for));
  if ('saw' in step) return saw(bench, step.saw);
  if ('still' in step) return await seeStill(bench, ms(step.still));
  if ('countdown' in step) return await countdown(bench, ms(step.countdown));
  if ('period' in step) return await period(bench, step.period, ms(step.for));
  const { ramp: zone, from, to, over } = step;
  return await followRamp(bench, { zone, from, to, overMs: ms(over) });
}

/** Zones with one technique each, or all techniques of all zones. */
function turnsOf(facts: Facts, what: 'zone' | 'technique'): readonly Readonly<Record<string, string | number>>[] {
  return facts.zones.flatMap((zone) => {
    const all = techniquesFor(facts, zone);
    return (what === 'zone' ? all.slice(0, 1) : all).map((technique) => zoneCaseNames(facts, zone, technique));
  });
}

async function forEach(bench: KitBench, what: 'zone' | 'technique', steps: readonly CaseStep[]): Promise<StepOutcome> {
  const turns = bench.facts === null ? [] : turnsOf(bench.facts, what);
  for (const names of turns) {
    bench.within(names);
    const outcome = await runSteps(bench, steps);
    const place = `${names['zone']} ${names['technique']}`;
    if (outcome.kind !== 'held') return { ...outcome, detail: `${place}: ${outcome.detail}` };
  }
  bench.within({});
  return turns.length > 0
    ? held(`${turns.length} of ${turns.length} ${what}s`)
    : broken('the chair names no technique');
}

/** Closes the port, waits, and opens it again. Notes whether the chair has restarted meanwhile. */
async function reopen(bench: KitBench, closedMs: number): Promise<string | null> {
  const { link, telemetry } = bench;
  const uptimeMs = telemetry?.uptimeMs ?? 0;
  await link.close();
  await link.pause(closedMs);
  const from = link.heard.length;
  const problem = await connectAndListen(bench);
  if (problem !== null) return problem;
  link.mark();
  const first = await link.find((heard) => telemetryHeard(heard) !== null, 3000, from);
  const since = link.heard.slice(from);
  const fell = first !== null && (telemetryHeard(first)?.uptimeMs ?? 0) < uptimeMs;
  bench.hasRestarted = fell || since.some(({ payload }) => payload.startsWith('E boot '));
  if (bench.hasRestarted) bench.keeper.isGreeted = false;
  return null;
}

/** A chair that has been up for longer may have been greeted by somebody before. */
const freshUptimeMs = 20_000;

/** Whether the chair waits for its first HELLO since it has started. */
async function isNotGreeted(bench: KitBench): Promise<boolean> {
  if (bench.isGreeted) return false;
  const uptimeMs = bench.telemetry?.uptimeMs ?? 0;
  if (uptimeMs < freshUptimeMs) return true;
  for (const text of ['CAPS back', 'RATE 1000', 'RESET lease']) {
    const { answer } = await request(bench, text);
    if (answer !== null && saidBy(answer) === 'ERR hello') return true;
    if (answer !== null && saidBy(answer) === 'ERR seq') bench.seq += 2000;
  }
  return false;
}

async function leaseCounts(bench: KitBench): Promise<boolean> {
  const { link, facts } = bench;
  const restMs = Math.floor((facts?.leaseMs ?? 0) / 2);
  const from = link.heard.length;
  await link.wait(restMs + 100);
  const leases = link.heard.slice(from).flatMap((heard) => telemetryHeard(heard)?.leaseMs ?? []);
  return leases.some((leaseMs) => leaseMs < restMs + 50);
}

async function precondition(bench: KitBench, wanted: Precondition, reason: string): Promise<StepOutcome> {
  if (bench.telemetry === null) return broken('no T line tells how the chair is');
  const holds = async (): Promise<boolean> => {
    switch (wanted) {
      case 'not_greeted':
        return await isNotGreeted(bench);
      case 'restarted':
        return bench.hasRestarted;
      case 'lease_counts_at_rest':
        return await leaseCounts(bench);
    }
  };
  return (await holds()) ? held() : skippedStep(reason);
}
