import { z } from 'zod';
import { programIdPattern } from '../ids.js';
import { expressionProblem } from '../ledger/schedules/planned-times.js';
import { timeZoneName } from './time-zone-name.js';
import * as value from './values.js';

const schedulesMax = 200;

const hourMs = 3_600_000;

const whenExample = 'such as "0 20 * * 1,3,5": minute, hour, day of the month, month, day of the week (0 is Sunday)';

/** Six fields begin with seconds in some tools: nobody means a massage to the second. */
function whenProblem(text: string): string | null {
  const fields = text.trim().split(/\s+/);
  const [first, ...five] = fields;
  const isWithSeconds = fields.length === 6 && first === '0' && expressionProblem(five.join(' ')) === null;
  const problem = expressionProblem(text);
  if (problem === null) return null;
  return value.advise(
    `must be a cron expression of five fields: this one ${problem}`,
    isWithSeconds ? `write "${five.join(' ')}"` : whenExample,
  );
}

const dayForm = 'must be a day or two, both included, such as 2026-12-24..2027-01-06';

function isDay(text: string): boolean {
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text);
}

const daysOf = (text: string): readonly [string, string] => {
  const [from = '', to = from] = text.split('..');
  return [from, to];
};

function skipProblem(text: string): string | null {
  const [from, to] = daysOf(text);
  const areDays = text.split('..').length <= 2 && isDay(from) && isDay(to);
  if (!areDays) return dayForm;
  return from <= to ? null : value.advise('must not end before it begins', `write ${to}..${from}`);
}

const skipRange = () =>
  value.checkedText('a day or two', skipProblem).transform((text) => {
    const [from, to] = daysOf(text);
    return { from, to };
  });

const programId = () =>
  value.checkedText('the id of a program', (text) =>
    programIdPattern.test(text)
      ? null
      : value.advise('must be the id of a program, such as relaxation; "chair2mqtt programs list" shows them', null),
  );

const scheduleExample = '{ id: evening, chair: living-room, program: relaxation, person: anna, when: "0 20 * * *" }';

const schedule = z.strictObject(
  {
    id: value.personId().describe('its name in topics, the ledger and on the page'),
    chair: z
      .union([z.string(), z.array(z.string()).min(1)], 'must be the id of a chair, or a list of them')
      .describe('the id of a chair, or a list of them; no groups'),
    program: programId().describe('the id of the program that is offered'),
    person: z.string('must be one of the ids under people').describe('whom it is offered to; one of `people`'),
    when: value
      .checkedText('a cron expression', whenProblem)
      .describe('a cron expression of five fields: minute, hour, day of the month, month, day of the week'),
    time_zone: timeZoneName().optional().describe('whose clock `when` goes by; left out: the `time_zone` of the whole'),
    if_occupied_within: value
      .durationSetting(60_000, 4 * hourMs)
      .prefault('10m')
      .describe('how long the offer stands'),
    skip: z
      .array(skipRange(), value.advise('must be a list of days', 'such as [2026-12-24..2027-01-06]'))
      .max(100, 'may have at most 100 entries')
      .default([])
      .describe('days on which nothing is offered, such as `2026-12-24..2027-01-06`, both included'),
  },
  value.mapError(scheduleExample),
);

export const schedulesSection = z
  .array(schedule, value.advise('must be a list of schedules, each behind a dash', `such as - ${scheduleExample}`))
  .max(schedulesMax, `may have at most ${schedulesMax} schedules`)
  .transform((all) => all.map(({ chair, ...rest }) => ({ ...rest, chairs: [chair].flat() })))
  .prefault([]);
