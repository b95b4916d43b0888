import { instantOf } from '../time-zone.js';
import { roomFromMs, type SlotChair, SlotRoom } from './slot-room.js';
import { type SlotWish, todayMsAt } from './slot-wish.js';

/** When somebody could sit down next, for how long, and where. */
export interface Suggestion {
  /** ms since 1970. */
  readonly atMs: number;
  readonly minutes: number;
  readonly chair: string;
}

/** Now, on both clocks. */
export interface BothClocks {
  readonly wallMs: number;
  readonly nowMs: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** A place is looked for from the usual hour on, in such steps, for so long. */
const stepMinutes = 5;
const laterMinutesMax = 120;
const daysAhead = 8;
/** All are looked at in one go, which chairs wait for: in a larger house those who come last are told nothing. [S14] */
const wishesMax = 100;

/** Who has the earlier usual hour goes first, so that nobody waits for somebody who sits down later; of two with the same hour the one
 *  that comes first. That hangs on habits alone: no slot changes hands because a clock goes on or somebody has done more. */
const inTurn = (wishes: readonly SlotWish[]): readonly SlotWish[] =>
  [...wishes].sort((one, other) => one.usualMinute - other.usualMinute).slice(0, wishesMax);

/** The moments at which a wish could come true, the best first, ms since 1970. */
function* momentsOf({ usualMinute, firstDayMs }: SlotWish, todayMs: number, { wallMs }: BothClocks, timeZone: string) {
  for (let day = 0; day < daysAhead; day++) {
    const dayStartMs = todayMs + day * dayMs;
    if (dayStartMs < firstDayMs) continue;
    const usualMs = instantOf(dayStartMs + usualMinute * minuteMs, timeZone);
    for (let later = 0; later <= laterMinutesMax; later += stepMinutes) {
      const atMs = usualMs + later * minuteMs;
      if (atMs >= wallMs) yield atMs;
    }
  }
}

/** A chair as it may serve somebody. */
interface Place {
  readonly id: string;
  readonly room: SlotRoom;
  readonly minutes: number;
  /** On the monotonic clock. */
  readonly fromMs: number;
}

/** Gives away the first place that has room; null where there is none. */
function slotIn(places: readonly Place[], moments: Iterable<number>, { wallMs, nowMs }: BothClocks): Suggestion | null {
  for (const atMs of moments) {
    const startMs = nowMs + atMs - wallMs;
    for (const { id, room, minutes, fromMs } of places) {
      if (startMs < fromMs) continue;
      const slot = { startMs, endMs: startMs + minutes * minuteMs };
      if (!room.has(slot)) continue;
      room.give(slot);
      return { atMs, minutes, chair: id };
    }
  }
  return null;
}

/** For each person the next place for a session at the usual hour that rest and the daily limit really leave, and that was given to
 *  nobody else; who has none is not in it. What runs until then is not known. Nothing is begun by it. Pure. [S9] */
export function suggestionsFor(
  wishes: readonly SlotWish[],
  chairs: readonly SlotChair[],
  clocks: BothClocks,
  timeZone: string,
): ReadonlyMap<string, Suggestion> {
  const rooms = chairs.map((chair) => ({ chair, room: new SlotRoom(chair) }));
  const todayMs = todayMsAt(clocks.wallMs, timeZone);
  const latestMs = clocks.nowMs + (daysAhead + 1) * dayMs;
  const found = new Map<string, Suggestion>();
  for (const wish of inTurn(wishes)) {
    const places = rooms.map(({ chair, room }): Place => {
      const minutes = Math.min(wish.minutes, Math.floor(chair.sessionMsMax / minuteMs));
      return { id: chair.id, room, minutes, fromMs: roomFromMs(chair, minutes * minuteMs, clocks.nowMs) };
    });
    const open = places.filter(({ fromMs }) => fromMs <= latestMs);
    const suggestion = open.length === 0 ? null : slotIn(open, momentsOf(wish, todayMs, clocks, timeZone), clocks);
    if (suggestion !== null) found.set(wish.person, suggestion);
  }
  return found;
}
