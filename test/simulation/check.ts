import type { StatusEvent } from '../../src/core/status.js';
import type { Facts } from './facts.js';

/** Every invariant of the safety page, and the two that hold for any program: it does not break, and it becomes usable again. */
export const invariants = [
  'S1',
  'S2',
  'S3',
  'S4',
  'S5',
  'S6',
  'S7',
  'S8',
  'S9',
  'S10',
  'S11',
  'S12',
  'S13',
  'S14',
  'S15',
  'S16',
  'S17',
  'S18',
  'sound',
  'usable',
] as const;
export type Invariant = (typeof invariants)[number];

/** Says what is wrong, or null. Each is called at its own moments: after every step of the chair, when the daemon writes a text
 *  to the port, when the chair becomes armed, when the daemon tells an event, and when it publishes a status. */
export interface Check {
  readonly invariant: Invariant;
  readonly step?: (facts: Facts) => string | null;
  readonly written?: (facts: Facts, text: string) => string | null;
  readonly armed?: (facts: Facts) => string | null;
  readonly told?: (facts: Facts, event: StatusEvent) => string | null;
  readonly published?: (facts: Facts) => string | null;
}

/** What measuring may cost, ms. */
export const toleranceMs = 50;
/** Firmware figures of the simulated chair, said again here. */
export const leaseMs = 600;
export const letGoMs = 500;
