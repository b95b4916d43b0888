import type { EventType } from '../event-types.js';
import type { StatusEvent } from '../status.js';
import { englishCodes } from '../words/english-codes.js';

type SayEvent = (event: StatusEvent) => string;

const programOf = ({ program }: StatusEvent): string => program ?? 'the session';

const sayings: Readonly<Record<EventType, SayEvent>> = {
  session_started: (event) => `${programOf(event)} begins`,
  phase_started: ({ phase }) => `now: ${phase ?? 'the next part'}`,
  paused: (event) => `${programOf(event)} pauses`,
  resumed: (event) => `${programOf(event)} goes on`,
  session_ended: (event) =>
    `${programOf(event)} ${event.ended_by === null ? 'has ended' : englishCodes.endings[event.ended_by]}`,
  fault: ({ fault }) => (fault === null ? 'a fault' : englishCodes.faults[fault.code].what),
  fault_cleared: () => 'the fault is gone',
  link_lost: () => englishCodes.faults.link_lost.what,
  chair_restarted: () => 'the chair has restarted',
  emergency_stopped: () => 'emergency stop',
  reset: () => 'the faults were reset',
  stop_unverified: () => englishCodes.faults.stop_unverified.what,
  occupied: () => 'somebody has sat down',
  unoccupied: () => 'the seat was left',
  button: () => 'a button on the chair was pressed',
  schedule_offered: ({ program }) => `the schedule offers ${program ?? 'a program'}`,
  schedule_started: (event) => `the offer was taken: ${programOf(event)}`,
  schedule_skipped: ({ program }) => `nothing came of the planned ${program ?? 'program'}`,
};

/** What has happened, in words. */
export function happeningWords(event: StatusEvent): string {
  const late = event.late === true ? ' (the stop had waited on its way)' : '';
  return `${sayings[event.event_type](event)}${late}`;
}

/** The state says these by itself. */
const inState: readonly EventType[] = [
  'session_started',
  'phase_started',
  'paused',
  'resumed',
  'fault',
  'fault_cleared',
  'link_lost',
  'emergency_stopped',
  'reset',
];

export const isInState = ({ event_type }: StatusEvent): boolean => inState.includes(event_type);
