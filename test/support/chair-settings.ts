import type { Holding } from '../../src/core/ownership.js';
import type { ChairSettings } from '../../src/daemon/chair-settings.js';

/** A chair as it is where nothing is configured. */
export const sampleSettings: ChairSettings = {
  id: 'living-room',
  name: 'Living room',
  groups: ['ground-floor'],
  person: null,
  remoteStart: undefined,
  occupancy: 'auto',
  mustBeCommissioned: false,
  levelMax: 100,
  watchedBy: null,
  sessionMsMax: 30 * 60_000,
  restMs: 30 * 60_000,
  dailyMs: 60 * 60_000,
  temperatureMaxC: 70,
  emergencySwitch: null,
  serviceHours: null,
  isPortShared: false,
};

/** Another daemon keeps the chair. */
export const yieldedHolding = (mayReset: boolean): Holding => ({
  kind: 'yielded',
  why: 'another daemon owns this chair',
  mayReset,
});
