import { zones } from '../zones.js';
import { atRest, followSetpoint, type Motion, startLevel } from './motion.js';
import { type PhaseMark, type Setpoint, setpointsByZone, type Timeline } from './timeline.js';

/** What somebody tries of a program that is being written: so long at most, and so strong. [S10] */
export const trialMsMax = 10_000;
export const trialLevelMax = 30;

/** Percent per second; the same as of a ramp that nobody chose. */
const risingSlope = 30;
const beginMs = 1000;
const fadeMsMax = 1000;

type ZoneCourse = readonly Setpoint[];

/** One setpoint, of which only what lies under the cap is left: a way that crosses it ends or begins there. */
function cutSetpoint(setpoint: Setpoint, fromLevel: number): ZoneCourse {
  const { level, atMs, rampMs, technique } = setpoint;
  if (fromLevel <= trialLevelMax && level <= trialLevelMax) return [setpoint];
  const crossingMs = Math.round((rampMs * (trialLevelMax - fromLevel)) / (level - fromLevel));
  if (fromLevel <= trialLevelMax) return [{ ...setpoint, level: trialLevelMax, rampMs: crossingMs }];
  const held = technique === 'off' ? [] : [{ ...setpoint, level: trialLevelMax, rampMs: 0 }];
  if (level > trialLevelMax) return held;
  return [...held, { ...setpoint, atMs: atMs + crossingMs, rampMs: rampMs - crossingMs }];
}

/** A zone's course with every level over the cap cut off. */
function cutCourse(setpoints: ZoneCourse): ZoneCourse {
  let motion: Motion = atRest;
  return setpoints.flatMap((setpoint, index) => {
    const fromLevel = startLevel(motion, setpoint.technique, setpoint.atMs);
    motion = followSetpoint(motion, setpoint);
    const untilMs = setpoints[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    return cutSetpoint(setpoint, fromLevel).filter(({ atMs }) => atMs === setpoint.atMs || atMs < untilMs);
  });
}

/** What is in force at `fromMs` and what follows before `toMs`, as if it all began there. */
function courseWithin(course: ZoneCourse, fromMs: number, toMs: number): ZoneCourse {
  const inForce = course.filter(({ atMs }) => atMs <= fromMs).at(-1);
  const begun =
    inForce === undefined ? [] : [{ ...inForce, atMs: fromMs, rampMs: inForce.atMs + inForce.rampMs - fromMs }];
  const later = course.filter(({ atMs }) => atMs > fromMs && atMs < toMs);
  return [...begun, ...later].map((each) => ({ ...each, atMs: each.atMs - fromMs, rampMs: Math.max(0, each.rampMs) }));
}

/** From rest, with ramps that are long enough for it, and at rest again in the end. */
function softCourse(course: ZoneCourse, endMs: number, fadeMs: number): ZoneCourse {
  let motion: Motion = atRest;
  const soft: Setpoint[] = [];
  const go = (setpoint: Setpoint): void => {
    const { technique, level, rate } = setpoint;
    // The chair takes the same target again as a renewal, which leaves its ramp alone.
    if (motion.technique === technique && motion.level === level && motion.rate === rate) return;
    soft.push(setpoint);
    motion = followSetpoint(motion, setpoint);
  };
  for (const setpoint of course) {
    const { technique, level, atMs, rampMs } = setpoint;
    const rise = level - startLevel(motion, technique, atMs);
    const neededMs = rise <= 0 ? 0 : Math.max(atMs === 0 ? beginMs : 0, Math.ceil((rise / risingSlope) * 1000));
    const allowedMs = level === 0 ? endMs - atMs : Number.POSITIVE_INFINITY;
    go({ ...setpoint, rampMs: Math.min(allowedMs, Math.max(rampMs, neededMs)) });
  }
  const [zone] = course.map((each) => each.zone);
  if (zone !== undefined) go({ atMs: endMs - fadeMs, zone, technique: 'off', level: 0, rate: 0, rampMs: fadeMs });
  return soft;
}

function phasesWithin(phases: readonly PhaseMark[], fromMs: number, toMs: number): readonly PhaseMark[] {
  return phases
    .filter(({ startMs, endMs }) => startMs < toMs && endMs > fromMs)
    .map(({ name, startMs, endMs }, index) => ({
      index,
      name,
      startMs: Math.max(startMs, fromMs) - fromMs,
      endMs: Math.min(endMs, toMs) - fromMs,
    }));
}

/** Ten seconds of a program from `fromMs` on, to be felt: every level is cut, not scaled; it begins from rest and ends at rest. Null: the
 *  program is over by then. Pure. [S10] */
export function trialTimeline(timeline: Timeline, fromMs: number): Timeline | null {
  const startMs = Math.round(fromMs);
  if (!(startMs >= 0 && startMs < timeline.totalMs)) return null;
  const totalMs = Math.min(trialMsMax, timeline.totalMs - startMs);
  const fadeMs = Math.min(fadeMsMax, Math.ceil(totalMs / 2));
  const byZone = setpointsByZone(timeline);
  const setpoints = zones.flatMap((zone) =>
    softCourse(courseWithin(cutCourse(byZone[zone]), startMs, startMs + totalMs - fadeMs), totalMs, fadeMs),
  );
  setpoints.sort((one, other) => one.atMs - other.atMs);
  const plain = setpoints.map(({ atMs, zone, technique, level, rate, rampMs }) => {
    return { atMs, zone, technique, level, rate, rampMs };
  });
  const { programId } = timeline;
  return { programId, setpoints: plain, phases: phasesWithin(timeline.phases, startMs, startMs + totalMs), totalMs };
}
