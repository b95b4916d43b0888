import type { World } from './world.js';

const chunkMs = 250;
const leavingChunkMs = 10;

/** One turn of the real event loop: every promise that can settle has settled. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Moves a world on, until something is wrong in it. Promises matter only where a daemon goes down; elsewhere they may wait. */
export async function advance(world: World, durationMs: number): Promise<void> {
  const endMs = world.time.nowMs() + durationMs;
  while (world.time.nowMs() < endMs && world.watch.violation === null) {
    const leftMs = endMs - world.time.nowMs();
    const { isLeaving } = world;
    world.time.advance(Math.min(leftMs, isLeaving ? leavingChunkMs : chunkMs));
    if (isLeaving || world.isLeaving) await settle();
  }
}
