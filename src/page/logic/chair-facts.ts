import type { ChairState, TelemetryStatus } from '../../core/status.js';
import type { Drive, Technique, Zone } from '../../core/zones.js';
import type { KnownChair } from './house.js';

/** What is shown of a zone. Null is not known, and never 0. */
export interface ZoneFactsShown {
  readonly zone: Zone;
  readonly technique: Technique | 'off' | null;
  readonly level: number | null;
  readonly rate: number | null;
  /** What is asked of it now; null where that is not known. */
  readonly asked: number | null;
  readonly temperatureC: number | null;
  readonly isDerated: boolean;
  readonly isHot: boolean;
  readonly isStalled: boolean;
  readonly isAtLimit: boolean;
}

/** What a sentence about a chair is made of. */
export interface ChairFacts {
  readonly name: string;
  readonly state: ChairState;
  readonly programName: string | null;
  readonly phaseName: string | null;
  readonly leftMs: number | null;
  readonly zones: readonly ZoneFactsShown[];
  readonly occupied: boolean | null;
}

const shownZones = ['back', 'seat', 'legs'] as const;

/** The zones that this chair has, as they were measured last. */
export function shownZonesOf(
  { status, available }: KnownChair,
  telemetry: TelemetryStatus | null,
  asked: Drive | null,
): readonly ZoneFactsShown[] {
  const measured = status?.zones ?? {};
  return shownZones
    .filter((zone) => status === null || zone in measured)
    .map((zone) => {
      const isKnown = available === true;
      const line = isKnown ? telemetry?.zones[zone] : undefined;
      const told = isKnown ? measured[zone] : undefined;
      const flags = line?.flags ?? [];
      return {
        zone,
        technique: line?.technique ?? told?.technique ?? null,
        level: line?.level ?? told?.level ?? null,
        rate: line?.rate ?? told?.rate ?? null,
        asked: asked?.[zone].level ?? null,
        temperatureC: line?.temperature_c ?? null,
        isDerated: flags.includes('derated'),
        isHot: flags.includes('hot'),
        isStalled: flags.includes('stalled'),
        isAtLimit: flags.includes('at_limit'),
      };
    });
}

/** What a reset asks for, as far as the page can see it; null is not known. */
export interface ResetFacts {
  readonly link: boolean;
  readonly fresh: boolean;
  readonly still: boolean | null;
}

export function resetFacts(chair: KnownChair, zones: readonly ZoneFactsShown[], isStale: boolean): ResetFacts {
  const link = chair.available === true;
  const levels = zones.map(({ level }) => level);
  const isKnown = link && levels.length > 0 && levels.every((level) => level !== null);
  return { link, fresh: link && !isStale && isKnown, still: isKnown ? levels.every((level) => level === 0) : null };
}

/** Trouble first, then what moves, then by name. */
export function byUrgency(left: KnownChair, right: KnownChair): number {
  return ranks[left.state] - ranks[right.state] || left.name.localeCompare(right.name);
}

const ranks: Readonly<Record<ChairState, number>> = {
  emergency_stopped: 0,
  fault: 0,
  disconnected: 1,
  stopping: 2,
  starting: 2,
  running: 2,
  paused: 2,
  resting: 3,
  idle: 3,
};
