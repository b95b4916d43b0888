/** How a connection to a broker has ended. */
export interface ConnectionEnd {
  /** How long it was since the broker had accepted it; null: it never did. */
  readonly livedMs: number | null;
  /** `silent`: closed without a word; `taken-over`: by another client, the broker says; `ours`: we have broken it off. */
  readonly cause: 'silent' | 'taken-over' | 'named' | 'ours';
}

/** What the ends of earlier connections add up to. */
export interface ConnectionLives {
  /** For the backoff. */
  readonly failures: number;
  /** Connections that we have broken off, in a row: each gets a new one at once, unless that was a short life as well. */
  readonly brokenOff: number;
  /** Connections that somebody's other client seems to have ended, in a row. */
  readonly fights: number;
  /** Connections that ended right after they were accepted, in a row. */
  readonly earlyEnds: number;
}

export const noLives: ConnectionLives = { failures: 0, brokenOff: 0, fights: 0, earlyEnds: 0 };

/** A connection that held this long was a good one: the first try after it comes at once. Longer than the longest wait, so
 *  that two clients with one client id do not throw each other out without end. */
export const goodLifeMs = 60_000;
const earlyMs = 5000;
/** So many short lives in a row are told as what they look like. */
const fightsToName = 3;
const earlyEndsToRenew = 2;

export const isGoodLife = ({ livedMs, cause }: ConnectionEnd): boolean =>
  livedMs !== null && livedMs >= goodLifeMs && cause !== 'taken-over';

export function endOfConnection(lives: ConnectionLives, end: ConnectionEnd): ConnectionLives {
  if (isGoodLife(end)) return noLives;
  const { livedMs, cause } = end;
  const isEarly = livedMs !== null && livedMs < earlyMs && cause !== 'ours';
  const isFight = livedMs !== null && livedMs < goodLifeMs && (cause === 'silent' || cause === 'taken-over');
  return {
    failures: lives.failures + 1,
    brokenOff: lives.brokenOff + (cause === 'ours' ? 1 : 0),
    // A broker that is away for a while says nothing about who ended the connections before.
    fights: isFight ? lives.fights + 1 : livedMs === null ? lives.fights : 0,
    earlyEnds: isEarly ? lives.earlyEnds + 1 : livedMs === null ? lives.earlyEnds : 0,
  };
}

/** Which wait of the backoff comes after this end, 0 being the first; null: the next attempt is made at once. */
export function waitAfter(before: ConnectionLives, end: ConnectionEnd): number | null {
  if (isGoodLife(end)) return null;
  if (end.cause !== 'ours' || end.livedMs === null) return before.failures;
  return before.brokenOff === 0 ? null : before.brokenOff - 1;
}

/** True at the end that makes it worth naming. */
export const looksLikeFight = ({ fights }: ConnectionLives): boolean => fights === fightsToName;

/** Something in the kept session may be what ends the connection: the next one begins a session anew. */
export const shouldRenewSession = ({ earlyEnds }: ConnectionLives): boolean => earlyEnds >= earlyEndsToRenew;

export const sessionRenewed = (lives: ConnectionLives): ConnectionLives => ({ ...lives, earlyEnds: 0 });

const quietMs = 200;
const drainMsMax = 10_000;

/** Whether a message waited in a session that the broker has kept, rather than being sent just now: what comes before the
 *  subscription is answered, and what follows it without a pause. Times since the answer, null: there is none yet. */
export const waitedAtBroker = (sinceAnswerMs: number | null, sinceLastLateMs: number | null): boolean =>
  sinceAnswerMs === null ||
  (sinceAnswerMs < drainMsMax && Math.min(sinceAnswerMs, sinceLastLateMs ?? sinceAnswerMs) < quietMs);
