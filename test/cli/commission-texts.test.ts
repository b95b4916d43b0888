import { describe, expect, it } from 'vitest';
import type { ProofOutcome } from '../../src/chair/proof/proof-run.js';
import { showOutcome, showProofLine } from '../../src/cli/commission-texts.js';
import type { Proof } from '../../src/core/commissioning.js';
import type { Identity } from '../../src/core/protocol/messages.js';
import { ProofBench, type ProofBenchOptions } from '../support/proof-bench.js';

const kept = { folder: './data', isKept: true, isStillGood: false };

function outcomeOf(options: ProofBenchOptions): { readonly outcome: ProofOutcome; readonly identity: Identity } {
  const outcome = new ProofBench(options).toEnd();
  if (outcome.identity === null) throw new Error('the chair did not answer');
  return { outcome, identity: outcome.identity };
}

const words = (options: ProofBenchOptions, over: Partial<typeof kept> = {}): { good: string; bad: string } => {
  const { outcome, identity } = outcomeOf(options);
  return showOutcome('hall', identity, outcome, { ...kept, ...over });
};

describe('the last words of a proof', () => {
  it('name the chair that passed and where that is kept', () => {
    const { good, bad } = words({});
    expect(bad).toBe('');
    expect(good).toBe('Commissioned: SIM0001 with firmware sim/0.1.0, kept in ./data/hall.commissioning.json.\n');
  });

  it('are no success where nothing could be kept', () => {
    const { good, bad } = words({}, { isKept: false });
    expect(good).toBe('');
    expect(bad).toContain('everything passed, but it could not be kept');
    expect(bad).toContain('./data/hall.commissioning.json could not be written');
  });

  it('say what a failure means and what to do', () => {
    const { bad } = words({ faults: ['runaway:back'] });
    expect(bad).toContain('must not be used');
    expect(bad).toContain('its lease does not work');
    expect(bad).toContain('its TTL does not work');
    expect(bad).toContain('Not driven any more: seat, legs.');
    expect(bad).toMatch(/Its outputs are at zero\.\n$/);
  });

  it('say to switch off a chair that nothing stops', () => {
    const { bad } = words({ faults: ['runaway:back:hard'] });
    expect(bad).toContain('An emergency stop over the line does not stop it in time.');
    expect(bad).toMatch(/NOT SEEN STILL: switch it off at the mains, now, and look at it\.\n$/);
  });

  it('say why it was interrupted, and whether an earlier proof counts', () => {
    expect(words({ faults: ['unplug@3.5s'] }).bad).toContain(
      'interrupted (the line was lost: the chair is unplugged).\n',
    );
    expect(words({ faults: ['sit@3.5s'] }, { isStillGood: true }).bad).toContain(
      'The earlier proof of this chair still',
    );
    expect(words({ faults: ['button:estop@3.5s'] }).bad).toContain('It is in emergency stop');
  });
});

describe('the line of a proof', () => {
  const proof: Proof = {
    kind: 'lease',
    zone: 'back',
    technique: 'vibrate',
    level: 20,
    limitMs: 1250,
    tookMs: 1130.4,
    failure: null,
  };
  it('has its figures', () => {
    expect(showProofLine(proof)).toBe('ok      back  vibrate   silent host (lease)  1130 ms, at most 1250 ms\n');
    expect(showProofLine({ ...proof, tookMs: null, failure: 'still driven 1251 ms after it' })).toBe(
      'FAILED  back  vibrate   silent host (lease)  still driven 1251 ms after it; at most 1250 ms\n',
    );
    expect(showProofLine({ ...proof, failure: 'at zero, but not latched' })).toContain(
      'not latched (1130 ms, at most 1250 ms)',
    );
  });
});
