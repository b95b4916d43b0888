import type { DriverChoice } from '../core/configuration/driver.js';
import type { Profile } from '../core/profile/schema.js';
import { clpDriver } from './clp/clp-chair.js';
import type { Driver } from './driver.js';
import { profileDriver } from './keyed/profile-driver.js';

/** The register: every way to speak to a chair. `profileOf` finds a profile by its name; null where it cannot be had, and then
 *  there is no driver either. */
export function driverFor(choice: DriverChoice, profileOf: (name: string) => Profile | null): Driver | null {
  switch (choice.kind) {
    case 'clp':
      return clpDriver;
    case 'profile': {
      const profile = profileOf(choice.name);
      return profile === null ? null : profileDriver(profile);
    }
  }
}
