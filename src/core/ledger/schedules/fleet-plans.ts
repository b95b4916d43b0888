import type { Schedule } from './schedule.js';
import type { ScheduleStatus } from './schedule-status.js';

/** What the faces may ask of schedules. None of it starts anything: that is a command like any other. [S18] */
export interface FleetPlans {
  readonly schedules: readonly Schedule[];
  /** What is planned and offered for a chair; null where no schedule has ever named it. */
  schedule(chairId: string): ScheduleStatus | null;
  /** Somebody says no to what is offered; false where nothing is. */
  declineOffer(chairId: string): boolean;
}
