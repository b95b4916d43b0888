import { describe, expect, it } from 'vitest';
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
