import { plannedLevel } from '../../core/program/motion.js';
import { driveAt, setpointsByZone, type Timeline } from '../../core/program/timeline.js';
import type { ZoneFactsShown } from '../logic/chair-facts.js';

const allZones = ['back', 'seat', 'legs'] as const;

/** What the chair would do at a moment of a program, for its drawing. */
export function plannedZones(timeline: Timeline, ms: number): readonly ZoneFactsShown[] {
  // At the very end it is still shown as it was left.
  const at = Math.min(ms, timeline.totalMs - 1);
  const drive = driveAt(timeline, at);
  return allZones.map((zone) => ({
    zone,
    technique: drive[zone].technique,
    rate: drive[zone].rate,
    level: plannedLevel(setpointsByZone(timeline)[zone], at),
    asked: null,
    temperatureC: null,
    isDerated: false,
    isHot: false,
    isStalled: false,
    isAtLimit: false,
  }));
}
