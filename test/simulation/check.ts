import type { StatusEvent } from '../../src/core/status.js';
import type { StopReport } from '../../src/daemon/running-daemon.js';
import type { Facts } from './facts.js';
import type { ChairMotion } from './motion.js';

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
 *  to the port, when the chair becomes armed, when the daemon tells an event, when it publishes a status, when it says that it ends with the last session, and
 *  when it has gone down in order. */
export interface Check<Chair extends ChairMotion = ChairMotion> {
  readonly invariant: Invariant;
  readonly step?: (facts: Facts<Chair>) => string | null;
  readonly written?: (facts: Facts<Chair>, text: string) => string | null;
  readonly armed?: (facts: Facts<Chair>) => string | null;
  readonly told?: (facts: Facts<Chair>, event: StatusEvent) => string | null;
  readonly published?: (facts: Facts<Chair>) => string | null;
  readonly drained?: (facts: Facts<Chair>) => string | null;
  readonly left?: (facts: Facts<Chair>, report: StopReport) => string | null;
}

/** A check of the world that it looks at. */
export interface WatchedCheck {
  readonly invariant: Invariant;
  readonly step?: () => string | null;
  readonly written?: (text: string) => string | null;
  readonly armed?: () => string | null;
  readonly told?: (event: StatusEvent) => string | null;
  readonly published?: () => string | null;
  readonly drained?: () => string | null;
  readonly left?: (report: StopReport) => string | null;
}

export const checksOver = <Chair extends ChairMotion>(
  facts: Facts<Chair>,
  checks: readonly Check<Chair>[],
): readonly WatchedCheck[] =>
  checks.map(({ invariant, step, written, armed, told, published, drained, left }) => ({
    invariant,
    ...(step && { step: () => step(facts) }),
    ...(written && { written: (text) => written(facts, text) }),
    ...(armed && { armed: () => armed(facts) }),
    ...(told && { told: (event) => told(facts, event) }),
    ...(published && { published: () => published(facts) }),
    ...(drained && { drained: () => drained(facts) }),
    ...(left && { left: (report) => left(facts, report) }),
  }));

/** What measuring may cost, ms. */
export const toleranceMs = 50;
/** Firmware figures of the simulated chair, said again here. */
export const leaseMs = 600;
export const letGoMs = 500;
