/** A message as a connection is handed it. */
export interface Handed {
  readonly topic: string;
  readonly payload: string;
  readonly isRetained: boolean;
  readonly isKept: boolean;
}

/** A stop that came while nobody was there for it. */
export interface WaitingStop {
  readonly message: Handed;
  readonly receivedAtMs: number;
}

export const isProbe = (payload: string): boolean => payload.startsWith('chair2mqtt-probe ');

/** Whether a topic is one of a filter. */
export const isOfFilter = (filter: string, topic: string): boolean => {
  const [wanted, given] = [filter.split('/'), topic.split('/')];
  return wanted.length === given.length && wanted.every((level, at) => level === '+' || level === given[at]);
};
