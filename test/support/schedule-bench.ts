import type { Schedule } from '../../src/core/ledger/schedules/schedule.js';
import type { ScheduleStatus } from '../../src/core/ledger/schedules/schedule-status.js';
import { isoTime } from '../../src/core/time-text.js';
import { type BenchOptions, DaemonBench } from './daemon-bench.js';

export const minuteMs = 60_000;

/** Every day at 12:30 UTC; a bench begins at 12:00. */
export const evening: Schedule = {
  id: 'evening',
  chairs: ['chair'],
  program: 'quick-break',
  person: 'anna',
  when: '30 12 * * *',
  timeZone: 'UTC',
  skip: [],
  withinMs: 10 * minuteMs,
};

/** Nothing is offered yet. */
export const eveningPlanned: ScheduleStatus = {
  next: { schedule: 'evening', program: 'quick-break', person: 'anna', at: '2026-01-02T12:30:00Z' },
  offer: null,
  last: null,
};
export const eveningOffer: NonNullable<ScheduleStatus['offer']> = {
  schedule: 'evening',
  program: 'quick-break',
  person: 'anna',
  planned_at: '2026-01-01T12:30:00Z',
  until: '2026-01-01T12:40:00Z',
  ready: true,
  code: 'ok',
  message: 'accepted',
  from: null,
};

export const people = { anna: { avoid: [], levelMax: 80 }, ben: { avoid: [], levelMax: 30 } };

export const scheduleBench = (options: BenchOptions = {}): DaemonBench =>
  DaemonBench.ready({ people, schedules: [evening], ...options });

/** Advances to a time of the day on which a bench begins, or of the next. */
export function until(house: DaemonBench, time: string): void {
  const day = isoTime(house.clock.wallMs()).slice(0, 10);
  const today = Date.parse(`${day}T${time}Z`) - house.clock.wallMs();
  house.advance(today > 0 ? today : today + 24 * 60 * minuteMs);
}

/** What became of what was planned, such as `skipped unoccupied`. */
export const outcomes = (house: DaemonBench): string[] =>
  house.events
    .filter(({ event_type }) => event_type.startsWith('schedule_'))
    .map(({ event_type, code }) => [event_type.slice('schedule_'.length), ...(code === null ? [] : [code])].join(' '));

export const press = (house: DaemonBench) => house.run({ command: 'offer' })?.code;
export const offerOf = (house: DaemonBench) => house.daemon.fleet.schedule('chair')?.offer ?? null;
