import type { DriverChoice } from '../core/configuration/driver.js';
import { clpDriver } from './clp/clp-chair.js';
import type { Driver } from './driver.js';
import { profileDriver, type SourcedProfile } from './keyed/profile-driver.js';

/** The register: every way to speak to a chair. `profileOf` finds a profile by its name; null where it cannot be had, and then
 *  there is no driver either. */
export function driverFor(choice: DriverChoice, profileOf: (name: string) => SourcedProfile | null): Driver | null {
  switch (choice.kind) {
    case 'clp':
      return clpDriver;
    case 'profile': {
      const found = profileOf(choice.name);
      return found === null ? null : profileDriver(found.profile, found.source);
    }
  }
}
