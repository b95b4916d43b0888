import { describe, expect, it } from 'vitest';
import { type ChairSettings, mustBeOccupied, remoteStartBar } from '../../src/daemon/chair-settings.js';
import { sampleSettings } from '../support/chair-settings.js';

describe('remote starts [S18]', () => {
  const isOn = (over: Partial<ChairSettings>, hasSensor: boolean): boolean =>
    remoteStartBar({ ...sampleSettings, ...over }, hasSensor, 'it was never proved') === null;

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

  it('wait for a chair that has to be commissioned', () => {
    const settings = { ...sampleSettings, mustBeCommissioned: true };
    expect(remoteStartBar(settings, true, 'it was never proved')?.message).toContain(
      'run "chair2mqtt commission living-room"',
    );
    expect(remoteStartBar(settings, true, null)).toBeNull();
    expect(remoteStartBar({ ...settings, remoteStart: false }, true, null)?.message).toContain('remote_start is off');
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
