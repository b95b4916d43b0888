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

const people = { anna: { avoid: [], level_max: 100 } };

describe('a configuration without a time zone', () => {
  it('is warned of on a machine in UTC, where somebody has days and weeks', () => {
    expect(unzoned({ people, time_zone: undefined }, source, 'UTC')).toMatchObject([
      {
        message: "'time_zone' is missing and this machine runs in UTC: days and weeks begin at midnight there",
        suggestion: 'add the zone, such as time_zone: Europe/Berlin',
      },
    ]);
    expect(unzoned({ people, time_zone: undefined }, source, 'Etc/UTC')).toHaveLength(1);
  });

  it('is right where the machine has a zone, where one is named, be it UTC, and where nobody is', () => {
    expect(unzoned({ people, time_zone: undefined }, source, 'Europe/Berlin')).toEqual([]);
    expect(unzoned({ people, time_zone: 'UTC' }, source, 'UTC')).toEqual([]);
    expect(unzoned({ people: {}, time_zone: undefined }, source, 'UTC')).toEqual([]);
  });
});
