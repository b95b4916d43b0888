import type { Clock } from '../src/ports.js';
import { readFaultDurationMs } from './duration.js';
import { isFaultName, parseFault } from './faults.js';

/** One entry of a scenario, as it was written. `at` counts from the chair's start, and is `0s` where it is left out; `do` left out is
 *  `inject`. */
export interface ScenarioEntry {
  readonly at?: string | undefined;
  readonly do?: 'inject' | 'clear' | undefined;
  readonly fault: string;
}

/** An entry that was checked. */
export interface ScenarioStep {
  readonly atMs: number;
  readonly do: 'inject' | 'clear';
  readonly fault: string;
}

const atMsOf = ({ at = '0s' }: ScenarioEntry): number | null => readFaultDurationMs(at);

const problemOf = (entry: ScenarioEntry): string | null => {
  if (atMsOf(entry) === null) return `at is a time such as 500ms, 30s or 2m, not "${entry.at}"`;
  if (entry.do === 'clear' && isFaultName(entry.fault)) return null;
  const planned = parseFault(entry.fault);
  return planned.kind === 'problem' ? planned.message : null;
};

/** Checks a scenario; gives its steps in order of time, or what is wrong with which entry. */
export function readScenario(entries: readonly ScenarioEntry[]): readonly ScenarioStep[] | string {
  for (const [index, entry] of entries.entries()) {
    const problem = problemOf(entry);
    if (problem !== null) return `entry ${index + 1}: ${problem}`;
  }
  const steps = entries.map((entry) => ({ do: entry.do ?? 'inject', fault: entry.fault, atMs: atMsOf(entry) ?? 0 }));
  return steps.sort((left, right) => left.atMs - right.atMs);
}

/** What a scenario plays on. */
interface Stage {
  tryInject(fault: string): string | null;
  clear(fault: string): number;
}

/** Plays a scenario from now on; gives what ends it early. */
export function playScenario(chair: Stage, steps: readonly ScenarioStep[], clock: Clock): () => void {
  const timers = steps.map((step) =>
    clock.after(step.atMs, () => {
      if (step.do === 'inject') chair.tryInject(step.fault);
      else chair.clear(step.fault);
    }),
  );
  return () => {
    for (const timer of timers) clock.clear(timer);
  };
}
