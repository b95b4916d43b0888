import { expect, it } from 'vitest';
import { unusedValueName } from '../../../src/adapters/mqtt/subscriptions.js';
import { readDrain } from '../../../src/core/command/drain.js';
import { findSafetyCommand, readCommand } from '../../../src/core/command/reading.js';
import { isValueName } from '../../../src/core/command/value.js';
import { probeText, readProbe } from '../../../src/core/lane/stop-proofs.js';
import { readClaim } from '../../../src/core/ownership.js';

const probe = probeText('0123456789abcdef'.repeat(2));
const forms = [{ kind: 'json' }, { kind: 'value', name: unusedValueName }] as const;

it('is known by its form', () => {
  expect(readProbe(probe)).toBe('0123456789abcdef'.repeat(2));
});

it.each(forms)('is no command to a daemon that does not know probes, in the form $kind [S6]', (form) => {
  expect(findSafetyCommand(form, probe)).toBeNull();
  for (const state of ['idle', 'running', 'paused', 'fault'] as const)
    expect(readCommand(form, probe, state).kind).toBe('problem');
});

it('is set under a name that no value has [S6]', () => {
  expect(isValueName(unusedValueName)).toBe(false);
});

it('neither begins nor ends a drain, and claims nothing [S16]', () => {
  expect(readDrain(Buffer.from(probe)).kind).toBe('problem');
  expect(readClaim(Buffer.from(probe))).toBeNull();
});
