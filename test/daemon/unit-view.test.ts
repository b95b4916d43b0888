import { describe, expect, it } from 'vitest';
import { clpDriver } from '../../src/chair/clp/clp-chair.js';
import { profileDriver } from '../../src/chair/keyed/profile-driver.js';
import { programCard } from '../../src/core/program/card.js';
import { chairCard } from '../../src/daemon/unit-view.js';
import { sampleSettings } from '../support/chair-settings.js';
import { sampleIdentity } from '../support/sample-identity.js';
import { sampleProgram } from '../support/sample-session.js';
import { remoteBus } from '../support/shipped-profiles.js';

describe('the card of a chair', () => {
  it('says what is configured, and null for what only a handshake tells', () => {
    expect(chairCard({ settings: sampleSettings, driver: clpDriver }, null, false, null)).toEqual({
      id: 'living-room',
      name: 'Living room',
      serial: null,
      model: null,
      fw: null,
      driver: 'clp',
      guarantees: { dead_man: 'lease and ttl in the chair', stop: 'verified by telemetry' },
      commissioned: false,
      groups: ['ground-floor'],
      foreign_owner: null,
    });
  });

  it('says who answered the last handshake', () => {
    const card = { serial: 'SIM0001', model: 'sim-3z', fw: 'sim/0.1.0', commissioned: true };
    const made = chairCard({ settings: sampleSettings, driver: clpDriver }, sampleIdentity, true, 'another daemon');
    expect(made).toMatchObject({ ...card, foreign_owner: 'another daemon' });
  });
});

it('the card of a chair by profile has no serial number: nothing on its wire tells one', () => {
  const identity = { ...sampleIdentity, id: 'living-room' };
  const made = chairCard({ settings: sampleSettings, driver: profileDriver(remoteBus) }, identity, false, null);
  expect(made).toMatchObject({ id: 'living-room', serial: null, model: 'sim-3z' });
});

it('the card of a program says how long it is and which zones move', () => {
  expect(programCard(sampleProgram)).toEqual({
    id: 'sample',
    name: 'Sample',
    summary: 'Ten minutes in three phases.',
    goal: 'break',
    duration_s: 600,
    zones: ['back'],
    avoid: ['pacemaker'],
  });
});
