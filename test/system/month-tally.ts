import { dayMs, goals, minuteMs, mondayMs, type Sat, wallMsOf } from './month-house.js';

/** Counted from 0. After the third Sunday days begin an hour later. */
export const dayOf = (atMs: number): number => {
  const hourBack = atMs >= wallMsOf(21, '00:00') ? 60 * minuteMs : 0;
  return Math.floor((atMs - hourBack - mondayMs) / dayMs);
};

interface Tally {
  readonly minutes: number;
  readonly days: number;
}

/** What a person did in a week, as it was seen. */
export function tallyOf(sat: readonly Sat[], person: string, week: number): Tally {
  const own = sat.filter((each) => each.person === person && Math.floor(dayOf(each.beganMs) / 7) === week);
  return {
    minutes: own.reduce((sum, { ranS }) => sum + ranS, 0) / 60,
    days: new Set(own.map(({ beganMs }) => dayOf(beganMs))).size,
  };
}

export const isMet = (tally: Tally, person: 'anna' | 'ben'): boolean =>
  tally.minutes >= goals[person].minutes && tally.days >= goals[person].days;

/** Weeks in a row until this one. That which is open ends nothing; nor do the second and the third, in which anna was ill. */
export function streakOf(sat: readonly Sat[], person: 'anna' | 'ben', week: number): number {
  let streak = 0;
  for (let each = week; each >= 0; each -= 1) {
    const endsNothing = each === week || (person === 'anna' && (each === 1 || each === 2));
    if (isMet(tallyOf(sat, person, each), person)) streak += 1;
    else if (!endsNothing) break;
  }
  return streak;
}
