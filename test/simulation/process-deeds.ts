import type { Action, DrainAction } from './plan.js';
import type { World } from './world.js';

type ProcessAction = Extract<Action, { kind: 'kill' | 'terminate' | 'bug' | 'hang' }>;

/** The line is not what it should be for so long after a hang, ms. */
const settleMs = 3500;

/** Ends the daemon's process in one way or another, or lets it stand still. */
export function treatProcess(world: World, action: ProcessAction): void {
  if (action.kind === 'hang') {
    world.facts.process?.clock.hang(action.forMs);
    world.facts.owedStops.length = 0;
    const nowMs = world.time.nowMs();
    world.facts.hang = { fromMs: nowMs, toMs: nowMs + action.forMs };
    world.facts.disturb(action.forMs + settleMs);
    world.facts.doubtWay(action.forMs);
    world.facts.caused('link');
    return;
  }
  if (action.kind === 'kill') world.killDaemon(action.isTorn);
  else if (action.kind === 'bug') world.isBugDue = true;
  else void world.terminateDaemon();
  const isMachine = action.kind === 'kill' && action.isMachine;
  restartLater(world, action.downMs, isMachine);
}

/** Who watches over the service starts it again after it ended with the last session; a signal asks it to. */
export function letDrain(world: World, { manner, downMs }: Pick<DrainAction, 'manner' | 'downMs'>): void {
  world.onDrained = () => restartLater(world, downMs, false);
  if (manner === 'signal') world.signalDrain();
}

/** Whoever watches over the service starts it again, when it is gone. */
function restartLater(world: World, downMs: number, isMachine: boolean): void {
  world.time.after(Math.max(1, downMs), () => {
    if (!world.facts.isProcessUp) world.startDaemon(isMachine);
    else if (world.isLeaving || world.isBugDue) restartLater(world, 500, isMachine);
  });
}
