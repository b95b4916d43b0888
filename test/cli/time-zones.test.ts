import { describe, expect, it } from 'vitest';
import { unzoned } from '../../src/cli/time-zones.js';

const source = {
  place: ({
    path,
    message,
    suggestion = '',
  }: {
    path: readonly (string | number)[];
    message: string;
    suggestion?: string;
  }) => ({
    file: 'chair2mqtt.yaml',
    line: 1,
    column: 1,
    path: path.join('.'),
    message,
    suggestion,
  }),
};

const schedule = {
  id: 'evening',
  chairs: ['hall'],
  program: 'relaxation',
  person: 'anna',
  when: '0 20 * * *',
  if_occupied_within: 600_000,
  skip: [],
};

const people = { anna: { avoid: [], level_max: 100 } };

describe('a configuration without a time zone', () => {
  it('is warned of on a machine in UTC, where somebody has days and weeks', () => {
    expect(unzoned({ people, schedules: [], time_zone: undefined }, source, 'UTC')).toMatchObject([
      {
        message:
          "'time_zone' is missing and this machine runs in UTC, so that days and weeks begin at midnight in that zone",
        suggestion: 'add the zone, such as time_zone: Europe/Berlin',
      },
    ]);
    expect(unzoned({ people, schedules: [], time_zone: undefined }, source, 'Etc/UTC')).toHaveLength(1);
  });

  it('is warned of where a schedule has no zone of its own', () => {
    const planned = (time_zone?: string) =>
      unzoned({ people: {}, schedules: [{ ...schedule, time_zone }], time_zone: undefined }, source, 'UTC');
    expect(planned()).toMatchObject([{ message: expect.stringContaining('times of schedules are in that zone') }]);
    expect(planned('Europe/Berlin')).toEqual([]);
  });

  it('is right where the machine has a zone, where one is named, be it UTC, and where nobody is', () => {
    expect(unzoned({ people, schedules: [], time_zone: undefined }, source, 'Europe/Berlin')).toEqual([]);
    expect(unzoned({ people, schedules: [], time_zone: 'UTC' }, source, 'UTC')).toEqual([]);
    expect(unzoned({ people: {}, schedules: [], time_zone: undefined }, source, 'UTC')).toEqual([]);
  });
});
