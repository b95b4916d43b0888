import { describe, expect, it } from 'vitest';
import { commissioningRecord, type Proof, proofTechnique, whyNotCommissioned } from '../../src/core/commissioning.js';
import { sampleIdentity } from '../support/sample-identity.js';

const at = '2026-01-01T12:00:00.000Z';
const good: Proof = {
  kind: 'lease',
  zone: 'back',
  technique: 'vibrate',
  level: 20,
  limitMs: 1250,
  tookMs: 1130,
  failure: null,
};
const bad: Proof = { ...good, tookMs: null, failure: 'still driven' };

describe('a chair', () => {
  it('counts as commissioned as long as firmware and serial id are those that were proved', () => {
    const record: unknown = JSON.parse(JSON.stringify(commissioningRecord(sampleIdentity, [good], at)));
    expect(whyNotCommissioned(record, sampleIdentity)).toBeNull();
    expect(whyNotCommissioned(record, { ...sampleIdentity, boot: '9F3B' })).toBeNull();
    expect(whyNotCommissioned(record, { ...sampleIdentity, fw: 'sim/0.2.0' })).toContain('has sim/0.2.0 now');
    expect(whyNotCommissioned(record, { ...sampleIdentity, id: 'SIM0002' })).toContain('this is SIM0002');
    expect(whyNotCommissioned(record, null)).toContain('not answered');
  });

  it('that failed says of what, also where the rest passed', () => {
    const record = commissioningRecord(sampleIdentity, [good, bad], at);
    expect(record.result).toBe('failed');
    expect(whyNotCommissioned(record, sampleIdentity)).toBe(`it failed on ${at}: lease of back: still driven`);
  });

  it('of which nothing was proved has not passed', () => {
    expect(commissioningRecord(sampleIdentity, [], at).result).toBe('failed');
  });

  it.each([
    undefined,
    null,
    'passed',
    { result: 'passed' },
    { ...commissioningRecord(sampleIdentity, [good], at), proofs: [] },
    { ...commissioningRecord(sampleIdentity, [good], at), version: 2 },
  ])('with the record %j is not commissioned', (record) => {
    expect(whyNotCommissioned(record, sampleIdentity)).not.toBeNull();
  });
});

describe('the technique of a proof', () => {
  const range = { min: 1, max: 2 };
  it('is the one that holds nobody, where there is one', () => {
    expect(proofTechnique({ seat: { compress: range, vibrate: range } }, 'seat')).toBe('vibrate');
    expect(proofTechnique({ seat: { press: range, compress: range } }, 'seat')).toBe('compress');
  });

  it('is none where the zone cannot move', () => {
    expect(proofTechnique({ seat: {} }, 'seat')).toBeNull();
    expect(proofTechnique({}, 'seat')).toBeNull();
  });
});
