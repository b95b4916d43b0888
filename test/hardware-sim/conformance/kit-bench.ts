import type { ClauseVerdict } from '../../../hardware-sim/conformance/case.js';
import { ConformanceKit, type KitResult } from '../../../hardware-sim/conformance/kit.js';
import { SimulatedChair } from '../../../hardware-sim/simulated-chair.js';
import { readConformanceCases } from '../../../src/adapters/files/conformance-cases.js';
import type { OpenWire } from '../../../src/ports.js';
import { StrangersChair, type StrangersHabits, usualHabits } from '../../support/strangers-chair.js';
import { VirtualTime } from '../../support/virtual-time.js';

const read = readConformanceCases();
if (read.kind === 'unreadable') throw new Error(read.problems.join('\n'));
export const cases = read.cases;

/** Fits these ids; `framing.*` is a whole group. */
export const named = (ids: readonly string[]): RegExp =>
  new RegExp(`^(${ids.map((id) => id.replace('.', '\\.').replace('*', '.*')).join('|')})$`);

export interface KitRun extends KitResult {
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
  readonly elapsedMs: number;
  verdict(id: string): ClauseVerdict;
}

export interface RunOptions {
  /** A chair that is there already, with its clock; it stays. */
  readonly chair?: SimulatedChair;
  readonly clock?: VirtualTime;
  readonly faults?: readonly string[];
  /** Regular expression over the ids; left out: every clause. */
  readonly only?: RegExp;
  /** Puts something wrong between kit and chair. */
  readonly spoil?: (chair: SimulatedChair, clock: VirtualTime) => OpenWire;
  /** When somebody presses Ctrl-C. */
  readonly interruptAtMs?: number;
  /** Told when everything has ended, before the chair is closed. */
  readonly onEnd?: (chair: SimulatedChair) => void;
}

const stepMs = 500;
const patienceMs = 700_000;

/** Runs the kit against a simulated chair in virtual time. */
export async function runKit(options: RunOptions = {}): Promise<KitRun> {
  const clock = options.clock ?? new VirtualTime();
  const startedAtMs = clock.nowMs();
  const chair = options.chair ?? SimulatedChair.inMemory({ clock, faults: options.faults ?? [] });
  const result = await runOn(options.spoil?.(chair, clock) ?? chair.openWire, clock, options);
  options.onEnd?.(chair);
  if (options.chair === undefined) await chair.close();
  return summarize(result, clock.nowMs() - startedAtMs);
}

/** Runs the kit, or these clauses of it, against a chair that was written from the page. */
export async function runStranger(habits: Partial<StrangersHabits>, clauses?: readonly string[]): Promise<KitRun> {
  const clock = new VirtualTime();
  const { open } = new StrangersChair(clock, { ...usualHabits, ...habits });
  const result = await runOn(open, clock, clauses === undefined ? {} : { only: named(clauses) });
  return summarize(result, clock.nowMs());
}

async function runOn(open: OpenWire, clock: VirtualTime, options: RunOptions): Promise<KitResult> {
  const startedAtMs = clock.nowMs();
  const kit = new ConformanceKit({
    open,
    clock,
    clauses: cases,
    isWanted: (id) => options.only?.test(id) ?? true,
    onVerdict: () => undefined,
  });
  if (options.interruptAtMs !== undefined) clock.after(options.interruptAtMs, () => kit.interrupt());
  let isDone = false;
  const running = kit.run().finally(() => {
    isDone = true;
  });
  while (!isDone && clock.nowMs() - startedAtMs < patienceMs) await clock.advanceAsync(stepMs);
  return await running;
}

function summarize(result: KitResult, elapsedMs: number): KitRun {
  const ids = (wanted: ClauseVerdict['verdict']): string[] =>
    result.verdicts.filter(({ verdict }) => verdict === wanted).map(({ id }) => id);
  return {
    ...result,
    failed: ids('fail'),
    skipped: ids('skip'),
    elapsedMs,
    verdict: (id) => {
      const found = result.verdicts.find((each) => each.id === id);
      if (found === undefined) throw new Error(`no verdict on ${id}`);
      return found;
    },
  };
}
