import { type Zone, zones } from '../zones.js';
import { atRest, followSetpoint, levelAt } from './motion.js';
import { type PhaseMark, type Setpoint, setpointsByZone, type Timeline } from './timeline.js';

/** How large a lane is in a picture, in the picture's own units: as wide as the whole timeline, as high as level 100. */
export interface LaneSize {
  readonly width: number;
  readonly height: number;
}

/** A phase from `x` on. */
export interface PhaseShape extends PhaseMark {
  readonly x: number;
  readonly width: number;
}

/** A zone's level as the path of a filled area; the y of level 0 is the lane's height. */
export interface LaneShape {
  readonly zone: Zone;
  readonly area: string;
}

/** A hundredth of a unit is less than anybody sees, and the same in every picture. */
export const roundedUnit = (value: number): number => Math.round(value * 100) / 100;

/** Where everything of a timeline is in a picture: the page and the drawn files show the same shapes. The lanes are in the chair's
 *  order, also those of zones that never move. Pure. */
export function courseShapes(timeline: Timeline, { width, height }: LaneSize) {
  const { phases, totalMs } = timeline;
  const xOf = (ms: number): number => roundedUnit((ms / totalMs) * width);
  const byZone = setpointsByZone(timeline);
  return {
    phases: phases.map((phase): PhaseShape => {
      const x = xOf(phase.startMs);
      return { ...phase, x, width: roundedUnit(xOf(phase.endMs) - x) };
    }),
    lanes: zones.map((zone): LaneShape => {
      const corners = cornersOf(byZone[zone], totalMs).map(({ atMs, level }): Point => {
        return [xOf(atMs), roundedUnit(height - (level * height) / 100)];
      });
      const lines = thinned(corners).map(([x, y]) => `L${x} ${y}`);
      const once = lines.filter((line, index) => line !== lines[index - 1]);
      return { zone, area: `M0 ${height}${once.join('')}L${width} ${height}Z` };
    }),
  };
}

type Point = readonly [x: number, y: number];

function cornersOf(setpoints: readonly Setpoint[], totalMs: number) {
  let motion = atRest;
  const corners = setpoints.flatMap((setpoint, index) => {
    motion = followSetpoint(motion, setpoint);
    const endMs = setpoints[index + 1]?.atMs ?? totalMs;
    const { atMs, rampMs } = setpoint;
    return [atMs, Math.min(atMs + rampMs, endMs), endMs].map((ms) => ({ atMs: ms, level: levelAt(motion, ms) }));
  });
  return [{ atMs: setpoints[0]?.atMs ?? 0, level: 0 }, ...corners];
}

/** Of the corners within one unit its ends, the lowest and the highest are the whole picture: however many steps a program has, its
 *  area is no longer than it is wide. */
function thinned(points: readonly Point[]): readonly Point[] {
  const units: Point[][] = [];
  for (const point of points) {
    const unit = Math.floor(point[0]);
    units[unit] = units[unit] ?? [];
    units[unit].push(point);
  }
  return units.flatMap((unit) => {
    const heights = unit.map(([, y]) => y);
    const kept = [0, heights.indexOf(Math.min(...heights)), heights.indexOf(Math.max(...heights)), unit.length - 1];
    return unit.filter((_, index) => kept.includes(index));
  });
}
