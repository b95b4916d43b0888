import { describe, expect, it } from 'vitest';
import { setupFieldNames } from '../../src/core/setup/fields.js';
import { type SetupFinding, setupCodes } from '../../src/core/web/setup.js';
import { setupEnglish } from '../../src/page/setup/setup-english.js';
import { setupGerman } from '../../src/page/setup/setup-german.js';

const values = {
  port: '/dev/ttyA',
  chair: 'hall',
  id: 'ben',
  url: 'mqtt://b',
  lines: 3,
  topics: 5,
  people: 2,
  title: 'CLP/1',
  driver: 'profile:none',
};
const finding = (code: SetupFinding['code']): SetupFinding => ({
  kind: 'problem',
  code,
  values,
  message: 'there is no /dev/ttyA',
  advice: 'plug it in',
});

it.each([
  ['driver', setupEnglish.driver],
  ['baud_rate', setupEnglish.baudRate],
  ['id', setupEnglish.chairId],
  ['name', setupEnglish.chairName],
  ['url', setupEnglish.brokerUrl],
  ['username', setupEnglish.username],
  ['password', setupEnglish.password],
  ['password_file', setupEnglish.passwordFile],
  ['ca_file', setupEnglish.caFile],
] as const)('problems call the field %s as the form does', (field, label) => {
  expect(setupFieldNames[field]).toBe(label);
});

it('says the version of the firmware in German, too', () => {
  const met = { kind: 'ok', code: 'chair_answered', message: 'x', advice: null } as const;
  const { text } = setupGerman.finding({ ...met, values: { port: '/dev/ttyA', model: 'sim-3z', fw: 'sim/0.1.0' } });
  expect(text).toContain('sim-3z, Firmware sim/0.1.0.');
});

it('says in German, too, where a wrong answer stands', () => {
  const told = { kind: 'problem', code: 'setting_wrong', message: 'x', advice: null } as const;
  expect(setupGerman.finding({ ...told, values: { field: 'url' } }).text).toContain(`„${setupGerman.brokerUrl}“`);
  const problem = { field: 'url', line: null, column: null, message: 'x', suggestion: null } as const;
  expect(setupGerman.problem(problem)).toContain(`„${setupGerman.brokerUrl}“`);
});

describe.each([
  ['English', setupEnglish],
  ['German', setupGerman],
])('the set-up in %s', (_name, words) => {
  it.each(setupCodes)('says %s in whole sentences', (code) => {
    const { text, advice } = words.finding(finding(code));
    expect(text).toMatch(/^[\p{Lu}/„a-z0-9].*[.!?]$/u);
    expect(text).not.toMatch(/undefined|null|\.\./);
    if (advice !== null) expect(advice).toMatch(/[.!?]$/);
  });

  it('leaves an address as it is where a sentence begins with it', () => {
    const told = words.finding({ ...finding('broker_answered'), message: 'mqtt://b: reads and writes' });
    expect(told.text).toMatch(/^mqtt:\/\/b: /);
  });
});
