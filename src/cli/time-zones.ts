import type { ConfigData, ConfigProblem } from '../adapters/files/config-file.js';
import type { Config } from '../config.js';
import { isTimeZone } from '../core/time-zone.js';

/** The IANA name of the machine's own time zone; `UTC` where it has none. */
export function machineTimeZone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return isTimeZone(timeZone) ? timeZone : 'UTC';
}

/** Containers run in UTC wherever they stand: their days would begin at another hour than those of the people in the chairs. */
const isNoPlace = (timeZone: string): boolean => ['UTC', 'Etc/UTC', 'GMT', 'Etc/GMT'].includes(timeZone);

/** Where days and weeks matter to somebody and nothing says when they begin. */
export function unzoned(
  { time_zone, people, schedules }: Pick<Config, 'time_zone' | 'people' | 'schedules'>,
  source: Pick<ConfigData, 'place'>,
  machineZone = machineTimeZone(),
): readonly ConfigProblem[] {
  const areTimesPlanned = schedules.some((schedule) => schedule.time_zone === undefined);
  const isAboutDays = Object.keys(people).length > 0 || areTimesPlanned;
  if (time_zone !== undefined || !isAboutDays || !isNoPlace(machineZone)) return [];
  const what = areTimesPlanned ? 'times of schedules are' : 'days and weeks begin at midnight';
  const message = `'time_zone' is missing and this machine runs in ${machineZone}, so that ${what} in that zone`;
  return [source.place({ path: [], of: 'key', message, suggestion: 'add the zone, such as time_zone: Europe/Berlin' })];
}
