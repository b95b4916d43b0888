import { beginClp } from './clp-plant.js';
import type { KeptFacts } from './facts.js';
import type { PlantBeginning } from './plant.js';
import { profileDevices } from './profile/devices.js';
import { beginProfile } from './profile/profile-plant.js';
import type { Setup } from './setup.js';
import type { Trace } from './trace.js';

/** The chair that a world is set up with. */
export function beginChair(setup: Setup, kept: KeptFacts, now: () => number, trace: Trace): PlantBeginning {
  const device = profileDevices.find(({ name }) => name === setup.chair);
  return device === undefined ? beginClp(setup, kept, now, trace) : beginProfile(device, setup, kept, now);
}
