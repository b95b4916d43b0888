/** MQTT 3.1.1 and MQTT 5. */
export type ProtocolVersion = 4 | 5;

/** What is known of the versions that a broker speaks. */
export interface KnownVersions {
  /** MQTT 5 was accepted there once; kept over restarts. */
  readonly hasFiveWorked: boolean;
  /** Since when MQTT 3.1.1 is tried in its place; null: it is not. */
  readonly olderSinceMs: number | null;
}

/** So many closes without a word, in a row, may mean that a broker does not know MQTT 5. */
const silentClosesMax = 3;
const tryAgainAfterMs = 60_000;

export const knownAtFirst = (hasFiveWorked: boolean): KnownVersions => ({ hasFiveWorked, olderSinceMs: null });

/** What to try now. Both connections speak the same: where the other one is up, its version is the one. */
export function versionToTry(known: KnownVersions, other: ProtocolVersion | null, nowMs: number): ProtocolVersion {
  if (other !== null) return other;
  return known.olderSinceMs !== null && nowMs - known.olderSinceMs < tryAgainAfterMs ? 4 : 5;
}

/** The broker has said that it does not speak this version. */
export const versionRefused = (known: KnownVersions, version: ProtocolVersion, nowMs: number): KnownVersions => ({
  ...known,
  olderSinceMs: version === 5 ? nowMs : null,
});

export const versionAccepted = (known: KnownVersions, version: ProtocolVersion): KnownVersions =>
  version === 5 ? knownAtFirst(true) : known;

/** MQTT 5 was tried and the connection was closed without a word, for the `closes`th time in a row. That has many reasons, and
 *  MQTT 3.1.1 hides which messages are retained: where MQTT 5 has ever worked, none of them leads there. Where it has led there before,
 *  once is enough: a cluster that has lost a node is not to be asked three times again. [S6] */
export const closedAtHello = (known: KnownVersions, closes: number, nowMs: number): KnownVersions =>
  closes < silentClosesMax && known.olderSinceMs === null ? known : withoutFive(known, nowMs);

/** Another node of the same cluster seems to know only MQTT 3.1.1. */
export const withoutFive = (known: KnownVersions, nowMs: number): KnownVersions =>
  known.hasFiveWorked ? known : { ...known, olderSinceMs: nowMs };
