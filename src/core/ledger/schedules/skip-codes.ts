/** Why nothing came of a planned time; in the order in which it is found out. */
export const skipCodes = [
  /** The service was off. */
  'missed',
  /** The clock was set over it. */
  'clock',
  'unknown_program',
  'no_sensor',
  /** Another offer stood on the chair. */
  'other_offer',
  /** A stop has ended the offer. */
  'stopped',
  /** Somebody has said no. */
  'declined',
  /** Somebody sat there, and pressed nothing. */
  'not_pressed',
  'link_down',
  'fault',
  /** A session went on until its end. */
  'busy',
  'unoccupied',
] as const;
export type SkipCode = (typeof skipCodes)[number];
