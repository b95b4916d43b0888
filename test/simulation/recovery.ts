import { advance } from './advance.js';
import type { Performer } from './performer.js';
import type { World } from './world.js';

/** Longer than a twin's claims are remembered, and than every backoff. */
const quietMs = 45_000;
const resetsMax = 4;
const restful = ['idle', 'resting'];

const stateOf = (world: World): string => {
  const { status, isProcessUp } = world.facts;
  return isProcessUp ? (status?.state ?? 'unknown') : 'down';
};

const fail = (world: World, message: string): void => world.watch.hold('usable', message);

function mendEverything(world: World, performer: Performer): void {
  world.trace.tell('CALM   everything is mended');
  performer.calm();
  world.isBugDue = false;
}

/** What the documentation tells people to do: sit down, allow remote starts, reset. */
async function helpOneself(world: World, performer: Performer): Promise<void> {
  const ts = (): number => world.time.wallMs() / 1000;
  const set = (name: string, value: unknown): void => {
    const payload = JSON.stringify({ value, ts: ts(), id: performer.nextId() });
    performer.publish(`chair2mqtt/chair/${name}/set`, payload);
  };
  set('remote_start', 'ON');
  performer.undrain();
  await advance(world, 1000);
  for (let resets = 0; resets < resetsMax && !restful.includes(stateOf(world)); resets += 1) {
    if (['fault', 'emergency_stopped'].includes(stateOf(world))) set('reset', null);
    else if (stateOf(world) !== 'disconnected') set('run', 'OFF');
    await advance(world, world.beginning.restsMs);
  }
  // Nothing was taken of a chair that another daemon had.
  set('remote_start', 'ON');
  await advance(world, 1000);
}

async function startAndStop(world: World, performer: Performer): Promise<void> {
  const isAllowed = world.setup.settings.remoteStart !== false;
  const start = { command: 'start', program: 'quick-break', duration: '1m', id: performer.nextId() };
  const person = world.setup.people.size > 0 ? { person: 'owner' } : {};
  const payload = JSON.stringify({ ...start, ...person, ts: world.time.wallMs() / 1000 });
  performer.publish('chair2mqtt/chair/set', payload);
  await advance(world, world.beginning.startsMs);
  const { code } = world.lastResult ?? { code: 'no answer' };
  if (!isAllowed && code === 'remote_start_off') return;
  if (code === 'daily_limit' || world.watch.violation !== null) return;
  if (stateOf(world) !== 'running') return fail(world, `after the storm a start gave ${code} and ${stateOf(world)}`);
  performer.publish('chair2mqtt/chair/stop', '');
  await advance(world, world.beginning.restsMs);
  if (!restful.includes(stateOf(world)) || world.plant.isOn())
    fail(world, `after the storm a stop gave ${stateOf(world)}`);
}

/** After every storm comes a calm, in which everything becomes usable without other help than the documented one. */
export async function recover(world: World, performer: Performer): Promise<void> {
  mendEverything(world, performer);
  await advance(world, 10_000);
  world.startDaemon();
  await advance(world, quietMs);
  await helpOneself(world, performer);
  if (world.watch.violation !== null) return;
  const state = stateOf(world);
  if (!restful.includes(state)) return fail(world, `after the storm and ${resetsMax} resets the chair is ${state}`);
  if (state === 'idle') await startAndStop(world, performer);
}
