import { describe, expect, it } from 'vitest';
import { Hf8Twin } from '../../hardware-sim/twins/hf8-twin.js';
import { isOffered } from '../../src/daemon/offered-programs.js';
import { shippedPrograms } from '../support/daemon-bench.js';
import { shippedProfile } from '../support/shipped-profiles.js';
import { TwinBench } from '../support/twin-bench.js';

const offered = (profile: string): readonly string[] =>
  [...shippedPrograms].filter(([, { program }]) => isOffered(program, shippedProfile(profile))).map(([id]) => id);
const pad = () =>
  new TwinBench('hf8', (options) => new Hf8Twin(options), { settings: { watchedBy: 'somebody in the room' } });

describe('the programs that are offered for a chair', () => {
  it('are those that its profile has the zones and techniques for', () => {
    expect(offered('hf8')).toEqual(['pulse', 'waves']);
    expect(offered('remote-bus')).toEqual(['quick-break']);
    expect(offered('rongtai')).toEqual([]);
    expect([...shippedPrograms.values()].every(({ program }) => isOffered(program, null))).toBe(true);
  });

  it('are what hubs list and what is selected; another is refused, and the refusal says why', () => {
    const { bench } = pad();
    expect(bench.daemon.fleet.programs('chair').map(({ id }) => id)).toEqual(['pulse', 'waves']);
    expect(bench.status.selected.program).toBe('pulse');
    expect(bench.run({ command: 'select', program: 'relaxation' })).toMatchObject({ code: 'program_rejected' });
    expect(bench.run({ command: 'start', program: 'relaxation' })).toMatchObject({
      code: 'program_rejected',
      message: expect.stringContaining('the chair cannot'),
    });
    expect(bench.run({ command: 'select', program: 'waves' })).toMatchObject({ code: 'ok' });
    expect(bench.status.selected.program).toBe('waves');
  });

  it.each([
    ['pulse', 6],
    ['waves', 15],
  ])('play on a pad of motors that only vibrate: %s, to its end', (program, minutes) => {
    const house = pad().run(program, 60_000);
    expect(house.twin.moves).toBe(true);
    house.advance((minutes - 1) * 60_000 + 5000);
    expect(house.bench.status.last_session).toMatchObject({ program, ended_by: 'completed' });
    expect(house.twin.moves).toBe(false);
  });
});
