import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { resultCodes, statusFaultCodes } from '../../src/core/status.js';
import type { Denied } from '../../src/core/words/codes.js';
import type { ChairFacts, ZoneFactsShown } from '../../src/page/logic/chair-facts.js';
import { english, type Words } from '../../src/page/words/english.js';
import { german } from '../../src/page/words/german.js';

const folder = join(import.meta.dirname, '../../programs');
const shipped = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => parse(readFileSync(join(folder, file), 'utf8')) as { id: string; phases: { name: string }[] });

const languages: readonly (readonly [string, Words])[] = [
  ['English', english],
  ['German', german],
];

const why = (code: string, news: Partial<Denied> = {}): Denied => ({
  code,
  message: 'the daemon said something',
  values: {},
  missing: null,
  retryAfterS: null,
  ...news,
});

const refusal = (words: Words, code: string, values: Denied['values'] = {}, until: string | null = null): string =>
  words.refusals[code as keyof Words['refusals']](why(code, { values }), until);

describe('the programs that ship', () => {
  it('have German names, and there are no German names without a program', () => {
    expect(Object.keys(german.programs ?? {}).sort()).toEqual(shipped.map(({ id }) => id).sort());
  });

  it('have German names for all their phases, and for no others', () => {
    const names = new Set(shipped.flatMap(({ phases }) => phases.map(({ name }) => name)));
    expect(Object.keys(german.phases ?? {}).sort()).toEqual([...names].sort());
  });
});

describe.each(languages)('%s', (_name, words) => {
  it('has a sentence for every refusal', () => {
    for (const code of resultCodes.filter((each) => each !== 'ok'))
      expect(refusal(words, code), code).toMatch(/^\p{Lu}.*[.!]$/u);
  });

  it('says what happened and what to do for every fault', () => {
    for (const code of statusFaultCodes) {
      expect(words.faults[code].what, code).toMatch(/\.$/);
      expect(words.faults[code].todo, code).toMatch(/\.$/);
    }
  });

  it('has no sentence with two full stops, and none that is left open', () => {
    const texts = Object.values(words).filter((each): each is string => typeof each === 'string');
    expect(texts.filter((text) => /\.\.|undefined|null/.test(text))).toEqual([]);
  });
});

describe('a refusal', () => {
  it('says from when it may go', () => {
    expect(refusal(english, 'resting', { rest_s: 600 }, '20:14')).toBe('Rests until 20:14.');
    expect(refusal(german, 'resting', { rest_s: 600 }, '20:14')).toBe('Ruht bis 20:14.');
  });

  it('says how many minutes are left', () => {
    expect(refusal(english, 'daily_limit', { left_s: 725 })).toBe('Only 12 minutes left today.');
    expect(refusal(german, 'daily_limit', { left_s: 725 })).toBe('Heute nur noch 12 Minuten.');
    expect(refusal(english, 'daily_limit', { left_s: 30 })).toBe('No minutes left today.');
  });

  it('names what a program is to be avoided with, where that may be known', () => {
    expect(refusal(english, 'contraindicated', { avoid: 'clot-risk, pacemaker' })).toBe(
      'Not with risk of blood clots, a pacemaker.',
    );
    expect(refusal(german, 'contraindicated', { avoid: 'clot-risk, pacemaker' })).toBe(
      'Nicht bei Thrombosegefahr, Herzschrittmacher.',
    );
    expect(refusal(english, 'contraindicated')).toBe('Not for this person.');
  });

  it('falls back to the words of the daemon in English, and never in German', () => {
    for (const code of Object.keys(english.refusals))
      expect(refusal(german, code), code).not.toContain('the daemon said');
    expect(refusal(english, 'unavailable')).toBe('The daemon said something.');
  });
});

describe('the sentence about a chair', () => {
  const zone = (news: Partial<ZoneFactsShown>): ZoneFactsShown => ({
    zone: 'back',
    technique: 'off',
    level: 0,
    rate: 0,
    asked: null,
    temperatureC: null,
    isDerated: false,
    isHot: false,
    isStalled: false,
    isAtLimit: false,
    ...news,
  });
  const running: ChairFacts = {
    name: 'Living room',
    state: 'running',
    programName: 'Leg circulation',
    phaseName: 'Squeeze',
    leftMs: 540_000,
    zones: [zone({}), zone({ zone: 'legs', technique: 'compress', level: 42, temperatureC: 31.4 })],
    occupied: true,
  };

  it('is what a person would say', () => {
    expect(english.chairSentence(running)).toBe(
      'Living room: Leg circulation, Squeeze, running, 9 minutes left. Back at rest. Legs squeeze at 42, 31 degrees. Somebody sits in it.',
    );
    expect(german.chairSentence(running)).toContain('Beine werden gepresst, Stärke 42, 31 Grad');
  });

  it('never says 0 for what is not known', () => {
    const unknown = { ...running, zones: [zone({ technique: null, level: null })], occupied: null };
    expect(english.chairSentence(unknown)).toMatch(/Back: not known\.$/);
    expect(german.chairSentence(unknown)).toMatch(/Rücken: nicht bekannt\.$/);
  });
});

describe('what comes next', () => {
  const next = { zone: 'legs', technique: 'compress', inMs: 9200 } as const;

  it('is said with its time', () => {
    expect(english.upcoming(next)).toBe('Legs squeeze in 9 s');
    expect(german.upcoming(next)).toBe('In 9 s: Beine werden gepresst');
    expect(english.upcoming({ ...next, inMs: 10 })).toBe('Legs squeeze in 1 s');
  });
});
