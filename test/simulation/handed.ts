export type Side = 'commands' | 'stops';

/** A message on its way from the broker to the daemon. Times of the simulation, ms. */
export interface Delivery {
  readonly side: Side;
  readonly topic: string;
  readonly payload: string;
  /** As the daemon sees it: 3.1.1 hides the flag of a live message. */
  readonly isRetained: boolean;
  /** The publisher's flag, or an old message out of the broker's store. */
  readonly isKept: boolean;
  readonly isDuplicate: boolean;
  readonly receivedAtMs: number;
  /** Under 1 s after the connection came up. */
  readonly isEarly: boolean;
}

/** A message as a connection is handed it. */
export interface Handed {
  readonly topic: string;
  readonly payload: string;
  readonly isRetained: boolean;
  readonly isKept: boolean;
  /** The broker says that it may have been delivered before. */
  readonly isDuplicate: boolean;
}

/** A stop that came while nobody was there for it. */
export interface WaitingStop {
  readonly message: Handed;
  readonly receivedAtMs: number;
}

/** What a topic is to a connection; its session keeps what it gets with QoS 1. */
export interface Interest {
  readonly isWanted: boolean;
  readonly isKept: boolean;
}

export const isProbe = (payload: string): boolean => payload.startsWith('chair2mqtt-probe ');

/** Whether a topic is one of a filter. */
export const isOfFilter = (filter: string, topic: string): boolean => {
  const [wanted, given] = [filter.split('/'), topic.split('/')];
  return wanted.length === given.length && wanted.every((level, at) => level === '+' || level === given[at]);
};
