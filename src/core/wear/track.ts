import { z } from 'zod';
import type { WearMeasure, WearSample } from './samples.js';

/** Days since 1970, UTC. */
const day = z.int().min(0).max(1e6);
const amount = z.number().min(0).max(1e9);

/** So many sessions make what is usual at one level. */
const learnedSessions = 10;
const binsMax = 40;
const recentDays = 14;

/** What is usual at one level: null until enough sessions have shown it. */
const bin = z.object({
  usual: amount.nullable(),
  first: z.array(amount).max(learnedSessions),
  usedDay: day,
});

/** One measure of one technique of a zone, against what was usual of it. */
export const trackSchema = z.object({
  sinceDay: day,
  bins: z.record(z.string().max(20), bin).refine((bins) => Object.keys(bins).length <= binsMax),
  /** The last days on which there was something to compare: how many times what is usual, and in how many sessions. */
  recent: z.array(z.object({ day, times: amount, sessions: amount })).max(recentDays),
  /** A change has been told and is not over. */
  isTold: z.boolean(),
});
export type WearTrack = Readonly<z.infer<typeof trackSchema>>;

interface Thresholds {
  /** What a session must have shown at levels that are known: in the unit of the weight. */
  readonly weightMin: number;
  /** Times what is usual: from here on it is a change, and under this it is over. */
  readonly changed: number;
  readonly over: number;
}

/** Over what another person or another season makes, and under what a motor must not come to. */
const thresholds: Readonly<Record<WearMeasure, Thresholds>> = {
  current: { weightMin: 20_000, changed: 1.2, over: 1.1 },
  warmth: { weightMin: 1, changed: 1.3, over: 1.2 },
  filling: { weightMin: 3, changed: 1.25, over: 1.15 },
};

/** Days on which it must have been clearly more than usual: a few very bad ones are something else. */
const changedDaysMin = 10;

export const newTrack = (sinceDay: number): WearTrack => ({ sinceDay, bins: {}, recent: [], isTold: false });

/** The mean without the greatest and the least eighth. Not the median: where two people of different weight take turns, that is now the
 *  one and now the other. Null of nothing. */
function middleOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const cut = Math.floor(values.length / 8);
  const kept = [...values].sort((one, other) => one - other).slice(cut, values.length - cut);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

/** How many times what is usual it has been on the last days; null where nothing could be compared yet. */
export const timesUsual = ({ recent }: WearTrack): number | null => middleOf(recent.map(({ times }) => times));

/** True where the change has held over many sessions and days. */
function isLasting(track: WearTrack, { changed, over }: Thresholds): boolean {
  const { recent, isTold } = track;
  const times = timesUsual(track) ?? 1;
  if (isTold) return times >= over;
  const daysOver = recent.filter((each) => each.times >= over).length;
  return recent.length === recentDays && daysOver >= changedDaysMin && times >= changed;
}

/** The track after a session: what was known before is compared, what was not is learned. */
export function trackAfter(track: WearTrack, samples: readonly WearSample[], today: number): WearTrack {
  const measure = samples[0]?.measure;
  if (measure === undefined) return track;
  const bins = { ...track.bins };
  // What is learned late is learned as it would have been before the change that is known.
  const change = track.recent.length < recentDays / 2 ? 1 : (timesUsual(track) ?? 1);
  const known = { value: 0, usual: 0, weight: 0 };
  for (const { bin: name, value, weight } of samples) {
    const before = bins[name] ?? { usual: null, first: [], usedDay: today };
    if (before.usual === null) bins[name] = learned(before, value / change, today);
    else {
      bins[name] = { ...before, usedDay: today };
      known.value += value * weight;
      known.usual += before.usual * weight;
      known.weight += weight;
    }
  }
  const limits = thresholds[measure];
  const hasMeasured = known.weight >= limits.weightMin && known.usual > 0;
  const recent = hasMeasured ? withDay(track.recent, today, known.value / known.usual) : track.recent;
  const after = { ...track, bins: newest(bins), recent };
  return { ...after, isTold: isLasting(after, limits) };
}

function learned({ first }: z.infer<typeof bin>, value: number, today: number): z.infer<typeof bin> {
  const values = [...first, value];
  const isEnough = values.length >= learnedSessions;
  return { usual: isEnough ? middleOf(values) : null, first: isEnough ? [] : values, usedDay: today };
}

function withDay(recent: WearTrack['recent'], today: number, times: number): WearTrack['recent'] {
  const last = recent.at(-1);
  if (last?.day !== today) return [...recent, { day: today, times, sessions: 1 }].slice(-recentDays);
  const sessions = last.sessions + 1;
  return [...recent.slice(0, -1), { day: today, times: last.times + (times - last.times) / sessions, sessions }];
}

/** The bins that were used last, as many as are kept. */
const newest = (bins: WearTrack['bins']): WearTrack['bins'] => {
  const entries = Object.entries(bins);
  if (entries.length <= binsMax) return bins;
  return Object.fromEntries(entries.sort(([, one], [, other]) => other.usedDay - one.usedDay).slice(0, binsMax));
};
