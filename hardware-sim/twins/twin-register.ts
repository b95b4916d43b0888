import { Hf8Twin } from './hf8-twin.js';
import { RongtaiTwin } from './rongtai-twin.js';
import type { Twin, TwinOptions } from './twin.js';

const makers: Readonly<Record<string, (options: TwinOptions) => Twin>> = {
  hf8: (options) => new Hf8Twin(options),
  rongtai: (options) => new RongtaiTwin(options),
};

/** Makes the device that has this profile, where one is simulated that knows nothing of the profile; else null. */
export const twinNamed = (profile: string): ((options: TwinOptions) => Twin) | null =>
  Object.hasOwn(makers, profile) ? (makers[profile] ?? null) : null;
