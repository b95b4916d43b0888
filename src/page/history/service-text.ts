import type { ServiceNote, ZoneService } from '../../core/wear/service-notes.js';
import type { Technique } from '../../core/zones.js';
import type { Words } from '../words/english.js';
import type { HistoryWords } from './history-english.js';

/** The words of both catalogues, and the moment at which they are read: ISO 8601. */
export interface ServiceWords {
  readonly words: HistoryWords;
  readonly page: Pick<Words, 'locale' | 'techniques'>;
  readonly now: string;
}

/** Done by a pump, through a hose. */
const airTechniques: readonly Technique[] = ['compress', 'press'];

const monthsOf = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));

/** `May`, or `May 2025` where that would be another May. */
function monthText({ page: { locale }, now }: ServiceWords, month: string): string {
  const isNear = monthsOf(now) - monthsOf(month) < 12;
  const form = isNear ? ({ month: 'long' } as const) : ({ month: 'long', year: 'numeric' } as const);
  return new Date(`${month}-15T12:00:00Z`).toLocaleDateString(locale, { ...form, timeZone: 'UTC' });
}

const dayText = ({ page: { locale } }: ServiceWords, at: string): string =>
  new Date(at).toLocaleDateString(locale, { dateStyle: 'long' });

const hoursText = ({ page: { locale } }: ServiceWords, hours: number): string =>
  hours.toLocaleString(locale, { maximumFractionDigits: 1 });

/** How a zone stands, without what there is to look after. */
export function zoneServiceText(
  own: ServiceWords,
  { hours, served_at: servedAt, note, due_in_h: dueInH, notes }: ZoneService,
) {
  const { words } = own;
  const parts = [
    words.motionHours(hoursText(own, hours)),
    servedAt === null ? words.neverServed : words.lastService(dayText(own, servedAt), note),
  ];
  if (notes.length === 0) parts.push(words.nothingToDo);
  if (notes.length === 0 && dueInH !== null) parts.push(words.serviceIn(hoursText(own, dueInH)));
  return `${parts.join(', ')}.`;
}

/** Why somebody should look after a zone, and at what. */
export function serviceNoteText(
  own: ServiceWords,
  { code, technique, percent, since }: ServiceNote,
  zone: ZoneService,
): string {
  const { words, page } = own;
  const { lookAt } = words;
  if (code === 'hours_due' || technique === null) {
    const ranH = hoursText(own, Math.floor(zone.hours - zone.served_at_h));
    return `${words.hoursDue(ranH, since === null ? null : dayText(own, since))} ${lookAt.hours_due}`;
  }
  const change = words.changes[code](percent ?? 0, page.techniques[technique], monthText(own, since ?? own.now));
  return `${change} ${code === 'draws_more' && airTechniques.includes(technique) ? lookAt.air : lookAt[code]}`;
}
