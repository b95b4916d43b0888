import { type Driver, levelCapOf } from '../chair/driver.js';
import type { ChairConfig, Config, ScheduleConfig } from '../config.js';
import type { Schedule } from '../core/ledger/schedules/schedule.js';
import type { ChairSettings } from './chair-settings.js';
import type { FileGoal } from './house-goals.js';

/** A chair of the configuration, as its unit takes it. */
export const chairSettingsOf = (chair: ChairConfig, driver: Driver, { service }: Config): ChairSettings => ({
  id: chair.id,
  name: chair.name,
  groups: chair.groups,
  person: chair.person ?? null,
  remoteStart: chair.remote_start,
  occupancy: chair.occupancy,
  mustBeCommissioned: chair.require_commissioning,
  levelMax: levelCapOf(driver, chair.limits.level_max),
  watchedBy: chair.watched_by ?? null,
  sessionMsMax: chair.limits.session_max,
  restMs: chair.limits.rest,
  dailyMs: chair.limits.daily_max,
  temperatureMaxC: chair.limits.temperature_max,
  emergencySwitch: chair.emergency_switch ?? null,
  serviceHours: service.hours ?? null,
  isPortShared: chair.port.kind === 'tcp',
});

/** A schedule; `timeZone`: of the whole. */
export const scheduleOf = (
  { id, chairs, program, person, when, time_zone, if_occupied_within, skip }: ScheduleConfig,
  timeZone: string,
): Schedule => ({
  ...{ id, chairs, program, person, when, skip },
  timeZone: time_zone ?? timeZone,
  withinMs: if_occupied_within,
});

/** The goals that stand in the file, by person. */
export const fileGoalsOf = ({ people }: Config): ReadonlyMap<string, FileGoal> =>
  new Map(Object.entries(people).flatMap(([id, { goal }]) => (goal === undefined ? [] : [[id, goal] as const])));
