import { isKeyedProfile, type KeyedProfile } from '../../hardware-sim/keyed/keyed-profile.js';
import { findProfile } from '../../src/adapters/files/profile-file.js';
import type { SourcedProfile } from '../../src/chair/keyed/profile-driver.js';
import type { Profile } from '../../src/core/profile/schema.js';

/** A profile that ships, with what its file says. */
export function sourcedProfile(name: string): SourcedProfile {
  const read = findProfile(name, undefined);
  if (read.kind !== 'profile') throw new Error(JSON.stringify(read));
  return read;
}

export const shippedProfile = (name: string): Profile => sourcedProfile(name).profile;

function keyed(profile: Profile): KeyedProfile {
  if (!isKeyedProfile(profile)) throw new Error(`${profile.name} is no profile of keys`);
  return profile;
}

/** The profile of the first chair that exists. */
export const remoteBus = keyed(shippedProfile('remote-bus'));
