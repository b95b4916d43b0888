import { englishCodes } from '../words/english-codes.js';
import { englishFace } from '../words/english-face.js';
import { zones } from '../zones.js';
import { type ShownChair, sessionWords, timeOfDayIn } from './chair-lines.js';
import { happeningWords, isInState } from './event-words.js';
import { shownText } from './text.js';
import { seenWallMs } from './watched-chair.js';

/** How a chair stands in words: what changes in it is worth a line. Null before it has said anything. */
export function standingWords({ chair, moment, timeZone }: ShownChair): string | null {
  const { status, isOnline } = chair;
  if (status === null) return null;
  const state = englishCodes.states[status.state];
  const session = sessionWords(status);
  const { fault, stop, occupied } = status;
  const still = stop?.still === true ? [englishFace.still(((stop.after_ms ?? 0) / 1000).toFixed(1))] : [];
  const cure =
    fault === null ? [] : [`${englishCodes.faults[fault.code].what} ${englishCodes.faults[fault.code].todo}`];
  const seat = occupied === null ? [] : [occupied ? englishFace.occupied : englishFace.empty];
  const gone = isOnline === false && fault === null ? [englishFace.chairGone] : [];
  // A silence grows by the second: it is told once.
  const seenMs = seenWallMs(chair, moment);
  const seen = seenMs === null ? '' : ` ${englishFace.seenAt(timeOfDayIn(seenMs, timeZone))}`;
  const stale = moment.isStale ? [`${englishFace.offline}${seen}`] : [];
  return [state, ...(session === null ? [] : [session]), ...still, ...cure, ...seat, ...gone, ...stale]
    .map((words) => shownText(words.replace(/[.]$/, '')))
    .join('; ');
}

/** `20:14:03 hall: Running; relaxation - warm-up, part 1 of 3, 60 %; back knead 42`. */
export function standingLine(shown: ShownChair, words: string): string {
  const { chair, moment, timeZone } = shown;
  const seenMs = seenWallMs(chair, moment);
  const measured = zones.flatMap((zone) => {
    const { level = null, technique = null } = chair.status?.zones[zone] ?? {};
    if (level === null || technique === null || level === 0 || moment.isStale) return [];
    return [`${zone} ${englishFace.techniques[technique]} ${level}`];
  });
  const time = seenMs === null ? '' : `${timeOfDayIn(seenMs, timeZone)} `;
  return `${time}${chair.id}: ${words}${measured.length === 0 ? '' : `; ${measured.join(', ')}`}`;
}

/** What has happened beside, the oldest first; `count`: how many events are new. */
export const plainEvents = ({ chair, timeZone }: ShownChair, count: number): readonly string[] =>
  chair.events
    .slice(0, count)
    .filter((event) => !isInState(event))
    .reverse()
    .map((event) => `${timeOfDayIn(event.ts, timeZone)} ${chair.id}: ${shownText(happeningWords(event))}`);
