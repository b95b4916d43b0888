import { describe, expect, it } from 'vitest';
import { driverFor } from '../../src/chair/drivers.js';
import { type DriverChoice, driverTraits } from '../../src/core/configuration/driver.js';
import { remoteBus, sourcedProfile } from '../support/shipped-profiles.js';

const nobody = (): null => null;
const findRemoteBus = (name: string) => (name === remoteBus.name ? sourcedProfile(name) : null);

const choices: readonly (readonly [string, DriverChoice])[] = [
  ['clp', { kind: 'clp' }],
  ['profile:remote-bus', { kind: 'profile', name: 'remote-bus' }],
];

describe('the register of drivers', () => {
  it('knows a driver for every kind that the configuration takes', () => {
    expect(choices.map(([, { kind }]) => kind)).toEqual(Object.keys(driverTraits));
  });

  it.each(choices)('makes %s of its choice, named as in the configuration', (name, choice) => {
    expect(driverFor(choice, findRemoteBus)?.name).toBe(name);
  });

  it.each(choices)('gives %s the line and the dead-man that the configuration counts on [S1]', (_name, choice) => {
    const driver = driverFor(choice, findRemoteBus);
    const { hasOwnLine, hasDeadMan } = driverTraits[choice.kind];
    expect({ hasOwnLine: driver?.line !== null, hasDeadMan: driver?.hasDeadMan }).toEqual({ hasOwnLine, hasDeadMan });
  });

  it('asks for a profile only where one is named, and has no driver without it', () => {
    expect(driverFor({ kind: 'clp' }, nobody)?.profile).toBeNull();
    expect(driverFor({ kind: 'profile', name: 'none-such' }, findRemoteBus)).toBeNull();
  });

  it('sets the line of a chair by profile as its profile says', () => {
    expect(driverFor({ kind: 'profile', name: 'remote-bus' }, findRemoteBus)?.line).toMatchObject({
      baudRate: remoteBus.line.baud_rate,
      lineEnd: remoteBus.frame.end,
    });
  });
});
