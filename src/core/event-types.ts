/** `event_type` of `<chair>/event`. */
export const eventTypes = [
  'session_started',
  'phase_started',
  'paused',
  'resumed',
  'session_ended',
  'fault',
  'fault_cleared',
  'link_lost',
  'chair_restarted',
  'emergency_stopped',
  'reset',
  'stop_unverified',
  'occupied',
  'unoccupied',
  'button',
  'schedule_offered',
  'schedule_started',
  'schedule_skipped',
] as const;
export type EventType = (typeof eventTypes)[number];
