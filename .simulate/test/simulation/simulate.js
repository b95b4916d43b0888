import { advance } from './advance.js';
import { Performer } from './performer.js';
import { drawPlan } from './plan.js';
import { recover } from './recovery.js';
import { drawSetup } from './setup.js';
import { World } from './world.js';
const tailLines = 60;
async function storm(world, performer, steps, stormMs) {
    const startMs = world.time.nowMs();
    performer.begin(startMs + stormMs);
    for (const { atMs, action } of steps) {
        await advance(world, startMs + atMs - world.time.nowMs());
        if (world.watch.violation !== null)
            return;
        performer.perform(action);
    }
    await advance(world, startMs + stormMs - world.time.nowMs());
}
async function live(world, steps, stormMs) {
    const performer = new Performer(world);
    try {
        await storm(world, performer, steps, stormMs);
        if (world.watch.violation === null)
            await recover(world, performer);
    }
    catch (error) {
        world.watch.hold('sound', `something threw: ${error instanceof Error ? error.stack : String(error)}`);
    }
}
/** Runs these steps in the world of this seed. The same arguments give the same outcome, byte for byte. */
export async function simulateSteps(seed, minutes, steps) {
    const world = new World(drawSetup(seed));
    const startMs = world.time.nowMs();
    await live(world, steps, minutes * 60_000);
    const nowMs = world.time.nowMs();
    world.device.close();
    return {
        seed,
        violation: world.watch.violation,
        digest: world.trace.digest,
        simulatedMs: nowMs - startMs,
        armedMs: world.facts.chair.spans.reduce((sum, { fromMs, toMs }) => sum + Math.min(toMs, nowMs) - fromMs, 0),
        steps,
        tail: world.trace.tail(tailLines),
    };
}
/** Runs one seed: its storm, and the calm after it. */
export function simulate({ seed, minutes, only }) {
    return simulateSteps(seed, minutes, drawPlan(seed, minutes * 60_000, only));
}
