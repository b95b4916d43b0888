import { describe, expect, it } from 'vitest';
import { clpDriver } from '../../src/chair/clp/clp-chair.js';
import { profileDriver } from '../../src/chair/keyed/profile-driver.js';
import { type ChairSettings, mustBeOccupied, remoteStartBar } from '../../src/daemon/chair-settings.js';
import { sampleSettings } from '../support/chair-settings.js';
import { shippedProfile } from '../support/shipped-profiles.js';

describe('remote starts [S18]', () => {
  const isOn = (over: Partial<ChairSettings>, hasSensor: boolean): boolean =>
    remoteStartBar(
      { settings: { ...sampleSettings, ...over }, driver: clpDriver },
      hasSensor,
      'it was never proved',
    ) === null;

  it.each([
    [undefined, true, true],
    [undefined, false, false],
    [true, false, true],
    [true, true, true],
    [false, true, false],
    [false, false, false],
  ])('configured as %s, with a seat sensor %s: %s', (remoteStart, hasSensor, wanted) => {
    expect(isOn({ remoteStart }, hasSensor)).toBe(wanted);
  });

  it('of a chair that shows nothing of what it does wait until somebody watches it', () => {
    const driver = profileDriver(shippedProfile('hf8'));
    const settings = { ...sampleSettings, remoteStart: true };
    expect(remoteStartBar({ settings, driver }, false, null)).toMatchObject({ reason: 'unwatched' });
    expect(remoteStartBar({ settings: { ...settings, watchedBy: 'me' }, driver }, false, null)).toBeNull();
    const watched = { ...sampleSettings, watchedBy: 'me' };
    expect(remoteStartBar({ settings: watched, driver }, false, null)).toMatchObject({ reason: 'no_seat_sensor' });
  });

  it('wait for a chair that has to be commissioned', () => {
    const settings = { ...sampleSettings, mustBeCommissioned: true };
    const driver = clpDriver;
    expect(remoteStartBar({ settings, driver }, true, 'it was never proved')?.message).toContain(
      'run "chair2mqtt commission living-room"',
    );
    expect(remoteStartBar({ settings, driver }, true, null)).toBeNull();
    expect(remoteStartBar({ settings: { ...settings, remoteStart: false }, driver }, true, null)?.message).toContain(
      'remote_start is off',
    );
  });
});

it.each([
  ['auto', true, true],
  ['auto', false, false],
  ['required', true, true],
  ['required', false, true],
  ['ignore', true, false],
  ['ignore', false, false],
] as const)('occupancy %s with a sensor %s: the seat must be taken: %s [S12]', (occupancy, hasSensor, wanted) => {
  expect(mustBeOccupied({ ...sampleSettings, occupancy }, hasSensor)).toBe(wanted);
});
