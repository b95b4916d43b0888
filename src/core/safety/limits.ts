import type { Technique } from '../zones.js';

/** The numbers that protect people, each with its reason. Configuration can only tighten them. */
export const limits = {
  /** Manufacturers end every session at 15-30 min; skin and muscle need a pause after that. */
  sessionMsMax: 30 * 60_000,
  /** A paused session still occupies the person; half as long again is enough. [S9] */
  sessionWallMsMax: 45 * 60_000,
  /** Somebody who paused and walked away must not find a chair that is about to move. */
  pauseMsMax: 5 * 60_000,
  /** Rest is owed once this much running time came without a gap of the rest's length. [S9] */
  runningBeforeRestMs: 15 * 60_000,
  dayMs: 24 * 3_600_000,
  /** Steeper rises startle, and bend what they press on. [S10] */
  risingSlopePerSecondMax: 40,
  /** Steady pressure (see `isPressure`) stops the blood: it vents after this. [S17] */
  steadyPressureMsMax: 20_000,
  /** Motor case, degC: what a configuration may allow at most, and what a chair's own protection cuts at. [S17] */
  motorCaseCMax: 70,
  /** Motor case, degC under the configured maximum: the zone is derated, then stopped. The chair warns by its flag. [S17] */
  derateBelowMaxC: 15,
  stopBelowMaxC: 2,
  /** Below this share of its level a derated zone is not worth running. */
  derateShareMin: 0.3,
  /** Level of a chair of which nobody can see what it does, unless its owner raises it. [S10] */
  unseenLevelMax: 60,
  /** Ramps of the three ways to stop. */
  stopRampMs: 1000,
  pauseRampMs: 2000,
  helloRampMs: 500,
  /** A stop that is not still by then, counted from the end of its ramp. [S4] */
  escalateAfterMs: 1000,
  alarmAfterMs: 2500,
  repeatStopMs: 200,
  /** Between two looks of the daemon: what had come by the first is read before the second. */
  lookAgainMs: 50,
  /** An emergency byte needs this long to act before telemetry counts as evidence. */
  emergencySettleMs: 100,
  /** Current of a still zone: the driver's own leakage and sensor offset stay under it. */
  stillCurrentMaMax: 100,
  /** KEEP needs telemetry younger than this, and supervision ticks closer than this. [S14] */
  evidenceAgeMsMax: 500,
  /** Evidence older than this ends the session: two telemetry lines may be lost, not ten. [S14] */
  evidenceLostMs: 1000,
  tickGapMsMax: 500,
  lagGrowthMsMax: 500,
  lagWindowMs: 60_000,
  supervisionPeriodMsMax: 200,
  /** The link is lost after three telemetry periods without a line, and never sooner than this. */
  silenceMsMin: 500,
  silencePeriods: 3,
  armedPeriodMs: 100,
  idlePeriodMs: 1000,
  /** Where the chair's telemetry stays fast after a stop. */
  fastTelemetryAfterStopMs: 3000,
  /** Handshake figures that a chair may claim. */
  leaseMs: { min: 200, max: 2000 },
  ttlMs: { min: 1000, max: 10_000 },
  /** A seat switch bounces when a person shifts; leaving still pauses within 2 s. [S12] */
  leavingMs: 1000,
  leftSessionMsMax: 60_000,
  /** How long `reset` waits for a handshake, fresh telemetry and a still chair. [S3] */
  resetWaitMs: 3000,
  /** `starting` ends by then, one way or the other: it covers a `busy` of 2 s and three tries. */
  startingMsMax: 5000,
  /** A zone may show so much more than its cap, or than nothing, by rounding; and for so long. [S10] */
  measuredSlack: 5,
  measuredMs: 1000,
  /** What one chair may say of itself: events of a kind a second, all of them a second for so long, and the quiet after it. [S16] */
  eventsPerSecondMax: 10,
  floodPerSecond: 50,
  floodMs: 2000,
  floodQuietMs: 10_000,
  /** Readings outside are a broken sensor, not a measurement. [S11] */
  plausibleTemperatureC: { min: -20, max: 120 },
  /** A Hall sensor's zero is a little off. */
  plausibleCurrentMa: { min: -200, max: 20_000 },
  plausibleRailMv: { min: 0, max: 60_000 },
  /** Osteoporosis: at most this level on the back. */
  osteoporosisBackLevelMax: 30,
} as const;

/** What keeps pressing on blood vessels where it holds steadily. [S17] */
export const isPressure = (technique: Technique | 'off'): boolean => technique === 'compress' || technique === 'press';
