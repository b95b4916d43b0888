import { localTime } from '../ledger/local-day.js';
import { activeStates, type ChairState, latchedStates, type Status } from '../status.js';
import { isoTime } from '../time-text.js';
import { clockOf } from '../words/codes.js';
import { englishCodes } from '../words/english-codes.js';
import { englishFace } from '../words/english-face.js';
import { type Zone, zones } from '../zones.js';
import { happeningWords } from './event-words.js';
import { emptyLine, piece, type ScreenLine, type ScreenSize, spreadLine, type Tone } from './line.js';
import { columnText, wrapText } from './text.js';
import { type MeasuredTrace, traceIn } from './trace.js';
import { positionS, seenWallMs, type WatchedChair, type WatchedMoment } from './watched-chair.js';

/** A chair as it is drawn. */
export interface ShownChair {
  readonly chair: WatchedChair;
  readonly moment: WatchedMoment;
  readonly trace: MeasuredTrace | null;
  /** A command could go out now. */
  readonly isBrokerThere: boolean;
  /** IANA name of the zone whose times are told. */
  readonly timeZone: string;
}

const nothingGoesOut = 'No stop goes out from here: press the switch on the chair.';
const labelColumns = 6;
const barColumnsMax = 40;
/** For the level, the technique and what else is known of a zone. */
const wordColumns = 24;
const traceRowsMin = 18;
const bars = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** The time of day of a moment in ms since 1970, or an ISO time. */
export const timeOfDayIn = (at: number | string, timeZone: string): string =>
  localTime(typeof at === 'number' ? isoTime(at) : at, timeZone).slice(11);

/** What the state of a chair looks like. */
export function toneOf(state: ChairState): Tone {
  if (latchedStates.some((latched) => latched === state)) return 'bad';
  if (state === 'disconnected' || state === 'stopping') return 'doubtful';
  return activeStates.includes(state) ? 'good' : 'plain';
}

const wrapped = (text: string, tone: Tone, columns: number): readonly ScreenLine[] =>
  wrapText(text, columns).map((line) => [piece(line, tone)]);

/** How far what is shown can be trusted, as the page says it; but the page has another way for a stop, and here is none without a broker. [S7] */
function staleWords({ chair, moment, timeZone, isBrokerThere }: ShownChair): string {
  const seenMs = seenWallMs(chair, moment);
  const seen = seenMs === null ? '' : ` ${englishFace.seenAt(timeOfDayIn(seenMs, timeZone))}`;
  return `${englishFace.offlineFor(moment.silentS)}${seen} ${isBrokerThere ? englishFace.stopStillSends : nothingGoesOut}`;
}

function faultLines({ id }: WatchedChair, status: Status, columns: number): readonly ScreenLine[] {
  const { fault } = status;
  if (fault === null) return [];
  const { what, todo } = englishCodes.faults[fault.code];
  const where = fault.zone === null ? '' : ` At: ${fault.zone}.`;
  return wrapped(`${what}${where} ${todo} (chair2mqtt send ${id} reset)`, 'bad', columns);
}

/** What stands in the way, or how the last session ended. */
function quietWords(
  { last_session, rest_s, state }: Status,
  chair: WatchedChair,
  { moment, timeZone }: ShownChair,
): string {
  const seenMs = seenWallMs(chair, moment);
  const isResting = state === 'resting' && seenMs !== null;
  const rest = isResting ? `${englishFace.restsUntil(timeOfDayIn(seenMs + rest_s * 1000, timeZone))} ` : '';
  if (last_session === null) return rest;
  const { program, ended_by, ended_at } = last_session;
  return `${rest}${englishFace.lastEnded(program, englishCodes.endings[ended_by], timeOfDayIn(ended_at, timeZone))}`;
}

/** `relaxation - warm-up, part 1 of 3, 60 %`; null without a session. */
export function sessionWords({ program, phase, phase_index, phases, intensity }: Status): string | null {
  if (program === null) return null;
  const part = phase_index === null || phases === null ? '' : `, ${englishFace.phaseOf(phase_index + 1, phases)}`;
  const strength = intensity === null ? '' : `, ${intensity} %`;
  return `${program}${phase === null ? '' : ` - ${phase}`}${part}${strength}`;
}

function headLines(shown: ShownChair, columns: number): readonly ScreenLine[] {
  const { chair, moment } = shown;
  const { id, name, status, isOnline } = chair;
  const who = name === null || name === id ? id : `${name} (${id})`;
  if (status === null) return [[piece(who, 'strong')], [piece('The broker knows nothing of it yet.', 'faint')]];
  const state = piece(englishCodes.states[status.state], moment.isStale ? 'faint' : toneOf(status.state));
  const lines: ScreenLine[] = [spreadLine([piece(who, 'strong')], state, columns)];
  if (moment.isStale) lines.push(...wrapped(staleWords(shown), 'bad', columns));
  else if (isOnline === false && status.fault === null) lines.push(...wrapped(englishFace.chairGone, 'bad', columns));
  lines.push(...faultLines(chair, status, columns));
  const words = sessionWords(status) ?? quietWords(status, chair, shown);
  if (words.trim() !== '') lines.push([piece(words, moment.isStale ? 'faint' : 'plain')]);
  return lines;
}

const barColumns = (columns: number): number =>
  Math.max(8, Math.min(barColumnsMax, columns - labelColumns - wordColumns));

/** Measured, as far as that is known: never 0 where it is not. */
function zoneLine(zone: Zone, { chair, moment }: ShownChair, columns: number): ScreenLine {
  const isKnown = chair.isOnline === true;
  const line = isKnown ? chair.telemetry?.zones[zone] : undefined;
  const told = isKnown ? chair.status?.zones[zone] : undefined;
  const level = line?.level ?? told?.level ?? null;
  const technique = line?.technique ?? told?.technique ?? null;
  const width = barColumns(columns);
  const label = piece(columnText(englishFace.zones[zone], labelColumns));
  if (level === null || technique === null) {
    return [label, piece('-'.repeat(width), 'faint'), piece(`   ?  ${englishFace.unknown}`, 'faint')];
  }
  const filled = Math.max(0, Math.min(width, Math.round((level / 100) * width)));
  const heat = line?.temperature_c == null ? '' : `, ${Math.round(line.temperature_c)} °C`;
  const flags = (line?.flags ?? []).map((flag) => `, ${flagWords[flag]}`).join('');
  return [
    label,
    piece('█'.repeat(filled), moment.isStale ? 'faint' : 'bar'),
    piece('·'.repeat(width - filled), 'faint'),
    piece(
      ` ${String(level).padStart(3)}  ${englishFace.techniques[technique]}${flags}${heat}`,
      moment.isStale ? 'faint' : 'plain',
    ),
  ];
}

const flagWords = {
  derated: englishFace.derated,
  hot: englishFace.hot,
  stalled: englishFace.stalled,
  at_limit: englishFace.atLimit,
} as const;

function traceLines({ trace, chair }: ShownChair, width: number): readonly ScreenLine[] {
  if (trace === null || trace.sessionId !== chair.status?.session?.id) return [];
  return zones.flatMap((zone) => {
    const line = trace.levels[zone];
    if (line === undefined) return [];
    const text = traceIn(line, width).map((level) =>
      level === null ? ' ' : (bars[level > 0 ? Math.max(1, Math.round((level / 100) * 8)) : 0] ?? ' '),
    );
    return [[piece(columnText(englishFace.zones[zone], labelColumns), 'faint'), piece(text.join(''), 'bar')]];
  });
}

/** The course of the session with the place where it is, and the time to its end. */
function courseLines(shown: ShownChair, { columns, rows }: ScreenSize): readonly ScreenLine[] {
  const { chair, moment } = shown;
  const atS = positionS(chair, moment);
  const duration = chair.status?.duration_s ?? null;
  if (atS === null || duration === null) return [];
  const width = columns - labelColumns;
  const at = Math.max(0, Math.min(width - 1, Math.floor((atS / duration) * width)));
  const tone: Tone = moment.isStale ? 'faint' : 'bar';
  const indent = ' '.repeat(labelColumns);
  const course: ScreenLine = [
    piece(indent),
    piece('━'.repeat(at), tone),
    piece('●', moment.isStale ? 'faint' : 'strong'),
    piece('─'.repeat(width - at - 1), 'faint'),
  ];
  const times = `${indent}${clockOf(Math.floor(atS) * 1000)} of ${clockOf(duration * 1000)}`;
  const left = piece(`${clockOf((duration - Math.floor(atS)) * 1000)} left`, moment.isStale ? 'faint' : 'plain');
  const trace = rows >= traceRowsMin ? traceLines(shown, width) : [];
  return [...trace, course, spreadLine([piece(times)], left, columns)];
}

/** A chair whole: how it stands, what its zones do, where its session is. */
export function chairLines(shown: ShownChair, size: ScreenSize): readonly ScreenLine[] {
  const { status } = shown.chair;
  const head = headLines(shown, size.columns);
  if (status === null) return head;
  const hasZone = (zone: Zone): boolean => zone in status.zones;
  const zoneLines = zones.filter(hasZone).map((zone) => zoneLine(zone, shown, size.columns));
  const air = size.rows >= traceRowsMin ? [emptyLine] : [];
  return [...head, ...air, ...zoneLines, ...air, ...courseLines(shown, size)];
}

/** What has happened to it, the newest first. */
export const eventLines = ({ chair, timeZone }: ShownChair, count: number): readonly ScreenLine[] =>
  chair.events
    .slice(0, Math.max(0, count))
    .map((event) => [piece(`${timeOfDayIn(event.ts, timeZone)}  `, 'faint'), piece(happeningWords(event))]);
