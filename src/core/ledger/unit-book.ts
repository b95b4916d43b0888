import type { ServicesOfUnit } from './last-services.js';
import type { MotorHours } from './roll-up.js';

/** What the ledger knows of a unit that has the motors, by its serial. */
export interface UnitBook {
  /** Of what was read and of what waits for the disk. */
  hoursOf(serial: string): MotorHours;
  /** When its zones were looked after last, as far as that was read or is on the disk. */
  servicesOf(serial: string): ServicesOfUnit;
}
