import { realTime } from './real-time.js';
import { serveChairs } from './serve.js';
import type { ListenAddress, ServeProblem } from './serve-outcome.js';
import { defaultChairId, isChairId, type ListenOptions, SimulatedChair } from './simulated-chair.js';

export interface FleetOptions extends ListenOptions {
  /** How many chairs, 1-500; ids count on from the first one. */
  readonly count: number;
}

/** Chairs that listen. */
export interface SimulatedFleet {
  readonly kind: 'fleet';
  readonly chairs: readonly SimulatedChair[];
  readonly control: ListenAddress | null;
  /** Ends all of them. Never rejects. */
  close(): Promise<void>;
}

export const fleetMax = 500;

/** The id of the chair that is `index` after the first: its number counts on, in as many digits. */
function idAfter(first: string, index: number): string {
  if (index === 0) return first;
  const digits = /\d{1,9}$/.exec(first)?.[0] ?? '';
  const number = String(Number(digits) + index).padStart(digits.length, '0');
  return `${first.slice(0, first.length - digits.length)}${digits === '' ? index + 1 : number}`;
}

/** Makes chairs that listen. Never rejects: what cannot be had is a problem that says so. Faults begin at all of them. */
export async function listenFleet(options: FleetOptions): Promise<SimulatedFleet | ServeProblem> {
  const { count, id = defaultChairId, seed = 1, clock = realTime() } = options;
  const ids = Array.from({ length: count }, (_each, index) => idAfter(id, index));
  const wrong = ids.find((each) => !isChairId(each));
  if (wrong !== undefined || count < 1 || count > fleetMax) {
    const message = wrong === undefined ? `count is 1 to ${fleetMax}` : `"${wrong}" is no chair id`;
    return { kind: 'problem', message };
  }
  const chairs = ids.map((each, index) => SimulatedChair.inMemory({ ...options, clock, id: each, seed: seed + index }));
  const served = await serveChairs(chairs, options);
  if (served.kind === 'problem') {
    await Promise.all(chairs.map((chair) => chair.close()));
    return served;
  }
  const { control } = served.at;
  for (const [index, chair] of chairs.entries()) {
    const at = served.at.chairs[index] ?? { tcp: null, pty: null };
    chair.listensOn({ ...at, control }, null);
  }
  const close = async (): Promise<void> => {
    await Promise.all(chairs.map((chair) => chair.close()));
    await served.close();
  };
  return { kind: 'fleet', chairs, control, close };
}
