import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.js';

const schedule = { id: 'evening', chair: 'hall', program: 'relaxation', person: 'anna', when: '0 20 * * 1,3,5' };

const house = {
  chairs: [
    { id: 'hall', port: '/dev/ttyUSB0', groups: ['downstairs'] },
    { id: 'den', port: '/dev/ttyUSB1', groups: ['downstairs'] },
    { id: 'loft', port: '/dev/ttyUSB2', remote_start: false },
  ],
  people: { anna: {}, ben: {} },
};

const read = (...schedules: object[]) => readConfig({ ...house, schedules });

/** `path: message -> suggestion`, one a problem. */
function complaints(...schedules: object[]): string[] {
  const config = read(...schedules);
  if (config.kind === 'config') return [];
  return config.problems.map(
    ({ path, message, suggestion, firstAt }) =>
      `${path.join('.')}: ${message}${firstAt === undefined ? '' : `, first at ${firstAt.join('.')}`} -> ${suggestion}`,
  );
}

describe('a schedule', () => {
  it('needs an id, a chair, a program, a person and a time; the rest has a default', () => {
    expect(read(schedule)).toMatchObject({
      config: {
        schedules: [
          {
            id: 'evening',
            chairs: ['hall'],
            program: 'relaxation',
            person: 'anna',
            when: '0 20 * * 1,3,5',
            if_occupied_within: 600_000,
            skip: [],
          },
        ],
      },
    });
  });

  it('takes a list of chairs, a zone of its own, another time to stand, and days to skip', () => {
    const whole = {
      ...schedule,
      chair: ['hall', 'den'],
      time_zone: 'America/New_York',
      if_occupied_within: '45m',
      skip: ['2026-12-24..2027-01-06', '2027-02-28'],
    };
    expect(read(whole)).toMatchObject({
      config: {
        schedules: [
          {
            chairs: ['hall', 'den'],
            time_zone: 'America/New_York',
            if_occupied_within: 2_700_000,
            skip: [
              { from: '2026-12-24', to: '2027-01-06' },
              { from: '2027-02-28', to: '2027-02-28' },
            ],
          },
        ],
      },
    });
  });

  it.each([
    ['an unknown chair', { chair: 'hal' }, "schedules.0.chair: there is no chair hal -> did you mean 'hall'?"],
    [
      'a group',
      { chair: 'downstairs' },
      'schedules.0.chair: downstairs is a group: a schedule names chairs -> write [hall, den]',
    ],
    [
      'a group among chairs',
      { chair: ['loft2', 'downstairs'] },
      'schedules.0.chair.1: downstairs is a group: a schedule names chairs -> name its chairs: hall, den',
    ],
    [
      'a chair twice',
      { chair: ['hall', 'hall'] },
      'schedules.0.chair.1: the chair hall is named twice -> remove one of the two',
    ],
    [
      'a chair without remote starts',
      { chair: 'loft' },
      'schedules.0.chair: nothing can be offered on loft: it has remote_start: false -> remove it there, or name another chair',
    ],
    ['an unknown person', { person: 'bem' }, "schedules.0.person: there is no bem under people -> did you mean 'ben'?"],
    [
      'seconds',
      { when: '0 0 20 * * 1,3,5' },
      `schedules.0.when: 'when' must be a cron expression of five fields: this one has 6 -> write "0 20 * * 1,3,5"`,
    ],
    [
      'six fields that nobody can tell',
      { when: '15 0 20 * * 1' },
      `schedules.0.when: 'when' must be a cron expression of five fields: this one has 6 -> such as "0 20 * * 1,3,5": minute, hour, day of the month, month, day of the week (0 is Sunday)`,
    ],
    [
      'a day that is none',
      { skip: ['2027-02-29'] },
      'schedules.0.skip.0: must be a day or two, both included, such as 2026-12-24..2027-01-06 -> undefined',
    ],
    [
      'days the wrong way round',
      { skip: ['2027-01-06..2026-12-24'] },
      'schedules.0.skip.0: must not end before it begins -> write 2026-12-24..2027-01-06',
    ],
    ['a bare number of minutes', { if_occupied_within: 10 }, expect.stringContaining('write 10m, not 10')],
    ['an offer for a day', { if_occupied_within: '24h' }, expect.stringContaining('must be at most 4h')],
    ['a program in words', { program: 'My favourite' }, expect.stringContaining('must be the id of a program')],
  ])('is refused with %s', (_, wrong, complaint) => {
    expect(complaints({ ...schedule, ...wrong })).toContainEqual(complaint);
  });

  it('is refused without what it needs, with what to write', () => {
    expect(new Set(complaints({ id: 'evening' }))).toEqual(
      new Set([
        "schedules.0: 'chair' is missing -> such as chair: living-room",
        `schedules.0: 'program' is missing -> such as program: relaxation; "chair2mqtt programs list" shows what there is`,
        "schedules.0: 'person' is missing -> such as person: anna, one of people",
        `schedules.0: 'when' is missing -> such as when: "0 20 * * 1,3,5"`,
      ]),
    );
  });

  it('has an id of its own', () => {
    expect(complaints(schedule, { ...schedule, when: '0 8 * * *' })).toEqual([
      'schedules.1.id: the id evening is used twice, first at schedules.0.id -> give each schedule its own id',
    ]);
  });

  it('is refused on a chair whose remote starts are off by a default for all', () => {
    const data = { ...house, chair_defaults: { remote_start: false }, schedules: [schedule] };
    expect(readConfig(data)).toMatchObject({ kind: 'invalid', problems: [{ path: ['schedules', 0, 'chair'] }] });
  });
});
