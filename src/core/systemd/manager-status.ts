/** What there is to say of a daemon in one line. */
export interface DaemonStanding {
  readonly chairs: number;
  readonly answering: number;
  readonly armed: number;
  readonly hasBroker: boolean;
  /** ISO time at which the last session will have ended, where the daemon ends with it. */
  readonly drainUntil: string | null;
  readonly neglected: readonly string[];
}

/** What `systemctl status` shows: `2 of 3 chairs answer, 1 in use; the broker answers`. */
export function managerStatus(standing: DaemonStanding): string {
  const { chairs, answering, armed, hasBroker, drainUntil, neglected } = standing;
  if (neglected.length > 0) return `NOT looked after: ${neglected.join(', ')}`;
  const who =
    chairs === 1
      ? `the chair ${answering === 1 ? 'answers' : 'does not answer'}`
      : `${answering} of ${chairs} chairs answer`;
  const moving = armed === 0 ? '' : `, ${armed} in use`;
  const broker = hasBroker ? 'the broker answers' : 'no broker';
  const end = drainUntil === null ? '' : `; ends with the last session, by ${drainUntil}`;
  return `${who}${moving}; ${broker}${end}`;
}
