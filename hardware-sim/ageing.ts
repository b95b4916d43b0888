import type { ZoneCondition } from './conditions.js';
import { isAir, type ZoneState } from './zone.js';

const hourMs = 3_600_000;

/** Age comes in steps: a motor at its level stays steady between two of them, and is skipped ahead. */
const step = 0.001;

const shareOf = (perHour: number, workedMs: number): number =>
  perHour === 0 ? 0 : Math.floor((perHour * workedMs) / hourMs / step) * step;

/** By how much more than a new one its motor or pump draws and warms, as a share. */
export const wearOf = ({ wornMs }: ZoneState, { wearPerHour }: ZoneCondition): number => shareOf(wearPerHour, wornMs);

/** What a full bag loses through the hose, as a share of what the pump gives. */
export const leakOf = ({ leakedMs }: ZoneState, { leakPerHour }: ZoneCondition): number =>
  shareOf(leakPerHour, leakedMs);

/** A zone ages while it works. */
export function ageZone(zone: ZoneState, elapsedMs: number, { wearPerHour, leakPerHour }: ZoneCondition): void {
  if (zone.driven === 0) return;
  if (wearPerHour > 0) zone.wornMs += elapsedMs;
  if (leakPerHour > 0 && isAir(zone.technique)) zone.leakedMs += elapsedMs;
}

/** What does not wear any more is as good as new. */
export function mendAge(zone: ZoneState, { wearPerHour, leakPerHour }: ZoneCondition): void {
  if (wearPerHour === 0) zone.wornMs = 0;
  if (leakPerHour === 0) zone.leakedMs = 0;
}
