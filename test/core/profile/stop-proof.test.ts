import { describe, expect, it } from 'vitest';
import { whyNotCommissioned } from '../../../src/core/commissioning.js';
import type { Profile } from '../../../src/core/profile/schema.js';
import {
  declaredStop,
  knownStops,
  movedText,
  proofRounds,
  type StopProof,
  stopRecordOf,
  withoutSoftStop,
} from '../../../src/core/profile/stop-proof.js';
import { sampleIdentity } from '../../support/sample-identity.js';
import { shippedProfile } from '../../support/shipped-profiles.js';

const at = '2026-01-01T12:00:00.000Z';
const handset = shippedProfile('rongtai');
const stop: StopProof = {
  way: 'off',
  moved: [{ zone: 'back', technique: 'knead', level: 20 }],
  tookMs: 41.4,
  limitMs: 3500,
  homeMs: 8000.2,
  homeLimitMs: 90_000,
  isSaidStill: null,
  failure: null,
};
const late: StopProof = { ...stop, tookMs: 4000, failure: 'seen still only after 4000 ms' };
const asFile = (stops: readonly StopProof[], profile = handset): unknown =>
  JSON.parse(JSON.stringify(stopRecordOf(profile, stops, null, at)));

describe('what is moved before a stop that is proved', () => {
  const movements = (name: string, levelMax: number): readonly string[] =>
    proofRounds(shippedProfile(name), levelMax).map(({ moved }) => movedText(moved));

  it('is every technique of every zone, all zones at once, with what the chair gives for 20', () => {
    expect(movements('rongtai', 100)).toEqual(['back knead 20, legs compress 20', 'back tap 20, legs compress 20']);
    expect(movements('hf8', 60)).toEqual(['back vibrate 20, seat vibrate 20, legs vibrate 20']);
  });

  it('[S10] is never more than the cap, and where the least is more, nothing', () => {
    expect(movements('hf8', 7)).toEqual(['back vibrate 7, seat vibrate 7, legs vibrate 7']);
    expect(movements('remote-bus', 20)).toEqual([
      'back knead 20, legs compress 20',
      'back tap 20, legs compress 20',
      'back roll 20, legs compress 20',
    ]);
    expect(movements('rongtai', 15)).toEqual(['back knead 15', 'back tap 15']);
    expect(movements('rongtai', 14)).toEqual([]);
  });

  it('is driven as it is said', () => {
    const [first] = proofRounds(handset, 100);
    expect(first?.drive).toMatchObject({
      back: { technique: 'knead', level: 20 },
      seat: { technique: 'off', level: 0 },
      legs: { technique: 'compress', level: 20 },
    });
  });
});

describe('what a profile declares of its stop', () => {
  it('is the time to the end, and home where it shows that', () => {
    expect(declaredStop(handset)).toEqual({ way: 'off', limitMs: 3500, homeLimitMs: 90_000 });
    expect(declaredStop(shippedProfile('hf8'))).toEqual({ way: 'off', limitMs: 3500, homeLimitMs: null });
  });

  it('is that of the soft stop where it has one, which drives nobody home; the other is proved without it', () => {
    if (handset.stop === undefined) throw new Error('the profile has no stop');
    const soft = { press: ['air-off'], send: [], within: 1500 };
    const gentle: Profile = { ...handset, stop: { ...handset.stop, soft } };
    expect(declaredStop(gentle)).toEqual({ way: 'soft', limitMs: 1500, homeLimitMs: null });
    const hard = withoutSoftStop(gentle);
    expect(hard === null ? null : declaredStop(hard)).toEqual(declaredStop(handset));
    expect(withoutSoftStop(handset)).toBeNull();
  });
});

describe('the record of a proof of stops', () => {
  it('counts for the profile that it was made with, in whole ms', () => {
    expect(knownStops(asFile([stop]), handset)).toMatchObject({
      kind: 'known',
      record: { result: 'passed', sight: 'status', stops: [{ tookMs: 41, homeMs: 8000 }] },
    });
  });

  it.each([
    ['nothing was kept', undefined, 'its stop was never tried'],
    ['it is no such record', { version: 1 }, 'the record of its stop cannot be read'],
    ['one of its stops failed', asFile([stop, late]), `it failed on ${at}: seen still only after 4000 ms`],
    ['it is of another profile', asFile([stop], shippedProfile('hf8')), 'it was tried with profile hf8'],
    [
      'the profile says otherwise now',
      asFile([stop], { ...handset, silence: 900 }),
      'its profile has changed since it was tried',
    ],
  ])('does not count where %s', (_name, record, why) => {
    expect(knownStops(record, handset)).toEqual({ kind: 'unknown', why });
  });

  it('proves no dead-man', () => {
    expect(whyNotCommissioned(asFile([stop]), sampleIdentity)).toBe('its dead-man was never proved');
  });
});
