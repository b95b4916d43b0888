import type { Driver } from '../../src/chair/driver.js';
import type { OpenWire } from '../../src/ports.js';
import type { VirtualTime } from '../support/virtual-time.js';
import type { WatchedCheck } from './check.js';
import type { Facts } from './facts.js';
import type { LineTrouble } from './line.js';
import type { Permissions } from './permissions.js';
import type { ProcessClock } from './process-clock.js';
import type { Programs, Setup } from './setup.js';
import type { Trace } from './trace.js';
import type { Watch } from './watch.js';

/** The folder of programs as somebody leaves it; the first is as it should be. */
export type ProgramVariants = readonly [Programs, ...Programs[]];

/** The chair of a world, with the line to it and the eyes on both. */
export interface Plant {
  readonly driver: Driver;
  /** What a process opens the port with. */
  readonly openFor: (process: ProcessClock) => OpenWire;
  /** The process is gone, and its ports with it. */
  readonly closeAll: () => void;
  /** Something is wrong with the chair or its line for a while, in the words of its simulator. */
  readonly suffer: (fault: string, forMs: number) => void;
  /** Its line lies or holds things back. */
  readonly mislead: (trouble: LineTrouble, forMs: number) => void;
  /** Somebody at the chair presses `start`, `pause`, `stop` or `estop`, or a key of the chair's own. */
  readonly press: (key: string) => void;
  readonly sit: () => void;
  /** Everything that a storm did to it is over. */
  readonly calm: () => void;
  /** Some output is on, whoever has switched it on. */
  readonly isOn: () => boolean;
  readonly close: () => void;
}

/** What a world hands to its plant once there is somebody to tell. */
export interface PlantParts {
  readonly time: VirtualTime;
  readonly setup: Setup;
  readonly watch: Watch;
  readonly trace: Trace;
  readonly permissions: Permissions;
  readonly programs: () => Programs;
}

/** How such a chair begins: what is known of it, and what must be true of it. */
export interface PlantBeginning {
  readonly facts: Facts;
  readonly checks: readonly WatchedCheck[];
  readonly programVariants: ProgramVariants;
  /** How long a start may take until its session runs, and a stop until the chair is ready again, ms. */
  readonly startsMs: number;
  readonly restsMs: number;
  readonly stopDueInMs: (wish: 'stop' | 'estop') => number | null;
  readonly build: (parts: PlantParts) => Plant;
}
