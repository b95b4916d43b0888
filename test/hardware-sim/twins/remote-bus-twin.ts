import { KeyedDevice } from '../../../hardware-sim/keyed/keyed-device.js';
import type { TwinOptions } from '../../../hardware-sim/twins/twin.js';
import { findProfile } from '../../../src/adapters/files/profile-file.js';

/** The chair that is made from the profile `remote-bus`. */
export function remoteBusTwin(options: TwinOptions): KeyedDevice {
  const found = findProfile('remote-bus', undefined);
  if (found.kind !== 'profile') throw new Error(JSON.stringify(found));
  return new KeyedDevice({ ...options, profile: found.profile });
}
