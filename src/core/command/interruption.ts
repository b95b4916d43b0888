import type { StatusEvent } from '../status.js';

const interruptions: readonly StatusEvent['event_type'][] = [
  'paused',
  'fault',
  'link_lost',
  'chair_restarted',
  'emergency_stopped',
  'stop_unverified',
];

/** True for what drops a start that waits, and makes what was answered before it untrue: a session that came to its own end is
 *  none. */
export const isInterruption = ({ event_type, ended_by }: StatusEvent): boolean =>
  interruptions.includes(event_type) || (event_type === 'session_ended' && ended_by !== 'completed');
