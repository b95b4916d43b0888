import { compile } from '../../core/program/compile.js';
import { plannedLevel } from '../../core/program/motion.js';
import type { Program } from '../../core/program/schema.js';
import { driveAt, phaseAt, setpointsByZone, type Timeline } from '../../core/program/timeline.js';
import type { ShownSession, WatchedFlight } from '../../core/web/history.js';
import type { Technique, Zone } from '../../core/zones.js';
import type { ZoneFactsShown } from '../logic/chair-facts.js';

/** Something that happened at a moment of a film. */
export interface FilmMark {
  readonly ms: number;
  readonly kind: 'moment' | WatchedFlight['marks'][number]['kind'];
  readonly what: string;
}

/** What can be watched again, from 0 to `totalMs`. */
export interface Film {
  readonly totalMs: number;
  /** What the chair said, not what was planned. */
  readonly isMeasured: boolean;
  readonly marks: readonly FilmMark[];
  zonesAt(ms: number): readonly ZoneFactsShown[];
  /** Null where it is not known. */
  occupiedAt(ms: number): boolean | null;
  stateAt(ms: number): string | null;
}

const shownZones = ['back', 'seat', 'legs'] as const;

const unknownZone = (zone: Zone): ZoneFactsShown => ({
  zone,
  technique: null,
  level: null,
  rate: null,
  asked: null,
  temperatureC: null,
  isDerated: false,
  isHot: false,
  isStalled: false,
  isAtLimit: false,
});

/** The last of some that begin in order, at this time; undefined before the first. */
function lastAt<Item extends { readonly ms: number }>(items: readonly Item[], ms: number): Item | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.ms ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}

/** Older than this, a line says nothing of now. */
const freshMs = 1000;

/** A flight record: what the chair said, as often as it said it. */
export function filmOfFlight({ total_ms: totalMs, frames, states, marks }: WatchedFlight): Film {
  const known = shownZones.filter((zone) => frames.length === 0 || frames.some(({ zones }) => zone in zones));
  const frameAt = (ms: number) => {
    const frame = lastAt(frames, ms);
    return frame === undefined || ms - frame.ms > freshMs ? undefined : frame;
  };
  return {
    totalMs,
    isMeasured: true,
    marks,
    zonesAt: (ms) => {
      const frame = frameAt(ms);
      return known.map((zone) => {
        const told = frame?.zones[zone];
        if (told === undefined) return unknownZone(zone);
        return {
          zone,
          technique: told.technique as Technique | 'off',
          level: told.level,
          rate: told.rate,
          asked: null,
          temperatureC: told.temperature_c,
          isDerated: told.flags.includes('D'),
          isHot: told.flags.includes('H'),
          isStalled: told.flags.includes('S'),
          isAtLimit: told.flags.includes('L'),
        };
      });
    },
    occupiedAt: (ms) => frameAt(ms)?.occupied ?? null,
    stateAt: (ms) => lastAt(states, ms)?.state ?? null,
  };
}

/** From `ms` of the session on it plays this timeline, from that place in it. */
interface Stretch {
  readonly ms: number;
  readonly fromMs: number;
  readonly timeline: Timeline;
}

const numberAfter = (what: string, word: string): number | null =>
  what.startsWith(`${word} `) ? Number(what.slice(word.length + 1)) : null;

/** What a session played: where somebody skipped it goes on at the next phase, and an intensity counts from when it was chosen. */
function stretchesOf(program: Program, session: ShownSession, moments: readonly FilmMark[]): readonly Stretch[] {
  let intensity = session.intensity;
  let durationMs = session.planned_s * 1000;
  const playing = () => compile(program, { intensity, durationMs });
  const stretches: Stretch[] = [{ ms: 0, fromMs: 0, timeline: playing() }];
  for (const { ms, what } of moments) {
    const last = stretches.at(-1);
    if (last === undefined) continue;
    const placeMs = last.fromMs + ms - last.ms;
    const chosen = numberAfter(what, 'intensity');
    const length = numberAfter(what, 'length');
    intensity = chosen ?? intensity;
    durationMs = length === null ? durationMs : length * 1000;
    if (what === 'skipped')
      stretches.push({ ms, fromMs: phaseAt(last.timeline, placeMs).endMs, timeline: last.timeline });
    else if (chosen !== null || length !== null) stretches.push({ ms, fromMs: placeMs, timeline: playing() });
  }
  return stretches;
}

/** A session as it was planned, with what was changed in it: of its motors nobody has kept more than sums. */
export function filmOfSession(program: Program, session: ShownSession): Film | null {
  const { end } = session;
  if (end === null || program.native !== undefined) return null;
  const moments = end.moments.map(({ at_s, what }) => ({ ms: at_s * 1000, kind: 'moment' as const, what }));
  const stretches = stretchesOf(program, session, moments);
  const places = end.marks.map(({ at_s, zone, what }) => ({
    ms: at_s * 1000,
    kind: 'moment' as const,
    what: `${what} ${zone}`,
  }));
  const marks = [...moments, ...places].sort((one, other) => one.ms - other.ms);
  return {
    totalMs: end.elapsed_s * 1000,
    isMeasured: false,
    marks,
    zonesAt: (ms) => {
      const {
        ms: sinceMs,
        fromMs,
        timeline,
      } = lastAt(stretches, ms) ?? { ms: 0, fromMs: 0, timeline: compile(program) };
      const placeMs = fromMs + ms - sinceMs;
      const drive = driveAt(timeline, placeMs);
      return shownZones.map((zone) => {
        const { technique, rate } = drive[zone];
        return { ...unknownZone(zone), technique, rate, level: plannedLevel(setpointsByZone(timeline)[zone], placeMs) };
      });
    },
    occupiedAt: () => null,
    stateAt: () => null,
  };
}
