import { advance } from './advance.js';
import { Performer } from './performer.js';
import { drawPlan, type Step } from './plan.js';
import { recover } from './recovery.js';
import { type ChairName, drawSetup } from './setup.js';
import type { Violation } from './watch.js';
import { World } from './world.js';

export interface SimulationOptions {
  readonly seed: number;
  /** Left out: a chair that speaks CLP/1. */
  readonly chair?: ChairName;
  readonly minutes: number;
  /** Names of the storm's vocabulary; null: each seed draws its own half of it. */
  readonly only: readonly string[] | null;
}

/** How one seed ended. */
export interface Outcome {
  readonly seed: number;
  readonly chair: ChairName;
  readonly violation: Violation | null;
  /** Of everything that passed; the same run has the same one. */
  readonly digest: string;
  /** Time of the simulation, and how much of it a chair was armed, ms. */
  readonly simulatedMs: number;
  readonly armedMs: number;
  readonly steps: readonly Step[];
  readonly tail: readonly string[];
}

const tailLines = 60;

async function storm(world: World, performer: Performer, steps: readonly Step[], stormMs: number): Promise<void> {
  const startMs = world.time.nowMs();
  performer.begin(startMs + stormMs);
  for (const { atMs, action } of steps) {
    await advance(world, startMs + atMs - world.time.nowMs());
    if (world.watch.violation !== null) return;
    performer.perform(action);
  }
  await advance(world, startMs + stormMs - world.time.nowMs());
}

async function live(world: World, steps: readonly Step[], stormMs: number): Promise<void> {
  const performer = new Performer(world);
  try {
    await storm(world, performer, steps, stormMs);
    if (world.watch.violation === null) await recover(world, performer);
  } catch (error) {
    world.watch.hold('sound', `something threw: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

/** Runs these steps in the world of this seed. The same arguments give the same outcome, byte for byte. */
export async function simulateSteps(
  seed: number,
  minutes: number,
  steps: readonly Step[],
  chair: ChairName = 'clp',
): Promise<Outcome> {
  const world = new World(drawSetup(seed, chair));
  const startMs = world.time.nowMs();
  await live(world, steps, minutes * 60_000);
  const nowMs = world.time.nowMs();
  world.plant.close();
  return {
    seed,
    chair,
    violation: world.watch.violation,
    digest: world.trace.digest,
    simulatedMs: nowMs - startMs,
    armedMs: world.facts.chair.spans.reduce((sum, { fromMs, toMs }) => sum + Math.min(toMs, nowMs) - fromMs, 0),
    steps,
    tail: world.trace.tail(tailLines),
  };
}

/** Runs one seed: its storm, and the calm after it. */
export function simulate({ seed, minutes, only, chair = 'clp' }: SimulationOptions): Promise<Outcome> {
  return simulateSteps(seed, minutes, drawPlan(seed, minutes * 60_000, only, chair), chair);
}
