import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProgram } from '../../src/core/program/read-program.js';
import { stepAt } from '../../src/core/studio/places.js';
import { englishRefusals } from '../../src/core/studio/refusal-words.js';
import { plannedZones } from '../../src/page/studio/moment.js';
import { studioEnglish } from '../../src/page/studio/studio-english.js';
import { type PlacedFinding, programFindings } from '../../src/page/studio/studio-findings.js';
import { studioGerman } from '../../src/page/studio/studio-german.js';
import { anyProgram } from '../core/program/any-program.js';
import { compiled, programOf } from '../core/program/sample.js';

const placesOf = (findings: readonly PlacedFinding[]) =>
  findings.map(({ rule, phase, step }) => ({ rule, phase, step }));

describe('a finding in the studio', () => {
  it('leads to its step, also in a repeat, to its phase, or to the program', () => {
    const hold = { compress: 40, for: '30s' };
    const program = programOf(
      [
        { name: 'Still', for: '1m' },
        { name: 'Cure', for: '1m', legs: [{ rest: '5s' }, { repeat: 2, do: [{ rest: '5s' }, hold] }] },
        { name: 'One', for: '1m', seat: { compress: 40, ramp: '1s' } },
      ],
      { avoid: ['monday'] },
    );
    expect(placesOf(programFindings(program, null))).toEqual([
      { rule: 'avoid', phase: null, step: null },
      { rule: 'still', phase: 0, step: null },
      { rule: 'claim', phase: 1, step: null },
      { rule: 'steady', phase: 1, step: { phase: 1, zone: 'legs', path: [1, 1] } },
      { rule: 'steady', phase: 2, step: { phase: 2, zone: 'seat', path: [0] } },
      { rule: 'end', phase: 2, step: { phase: 2, zone: 'seat', path: [0] } },
    ]);
  });

  it('says which zones the chosen chair does not have, and nothing of what nobody knows of it', () => {
    const program = programOf([{ name: 'One', for: '1m', back: { tap: 20, rate: 5 }, legs: { roll: 20, rate: 900 } }]);
    expect(programFindings(program, ['back']).map(({ message }) => message)).toEqual(["the chair has no zone 'legs'"]);
    expect(programFindings(program, ['back', 'legs'])).toEqual([]);
    expect(programFindings(program, null).map(({ rule }) => rule)).toEqual(['rate', 'rate']);
  });

  it('of any program leads to a step that is there, and has German words', () => {
    fc.assert(
      fc.property(anyProgram, fc.constantFrom(null, ['seat'] as const), (data, chairZones) => {
        const read = readProgram(data);
        if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
        for (const finding of programFindings(read.program, chairZones)) {
          if (finding.step !== null) expect(stepAt(read.program, finding.step)).not.toBeNull();
          expect(studioGerman.finding(finding)).not.toBe(finding.message);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has German words also for texts, and for a level over a cap', () => {
    const said = (rule: string, message: string) => studioGerman.finding({ rule, message });
    expect(said('claim', "'cures' claims treatment; texts speak of comfort only")).toMatch(/^„cures“ verspricht/);
    expect(said('avoid', "unknown avoid word 'monday'; known: pregnancy")).toMatch(/^„monday“ kennt niemand/);
    expect(said('level', 'level 80 of back is over the cap of 60')).toBe(
      'Rücken: Die Stärke 80 liegt über der Grenze 60.',
    );
    expect(said('temperature', 'the seat motor would reach 45 degC after 7.5 min')).toBe(
      'Sitz: Der Motor würde nach 7,5 min 45 °C warm.',
    );
    expect(said('of tomorrow', 'something new')).toBe('something new');
  });
});

describe('what the studio says', () => {
  it('names the bounds of every refusal in both languages', () => {
    for (const code of Object.keys(englishRefusals) as (keyof typeof englishRefusals)[]) {
      const numbers = (text: string) => text.match(/\d+/g) ?? [];
      const values = { min: 7000, max: 11_000 };
      const [english, german] = [studioEnglish, studioGerman].map((words) => words.refusals[code](values));
      expect(numbers(german ?? '')).toEqual(numbers(english ?? ''));
      expect(german).not.toBe(english);
    }
  });
});

describe('the chair at a moment', () => {
  it('does what the program asks then, in the middle of a ramp as far as it has come', () => {
    const timeline = compiled([{ name: 'One', for: '1m', back: { knead: 40, ramp: '10s', rate: 12 } }]);
    const backAt = (ms: number) => plannedZones(timeline, ms)[0];
    expect(backAt(5000)).toMatchObject({ zone: 'back', technique: 'knead', rate: 12, level: 20 });
    expect(backAt(60_000)).toMatchObject({ technique: 'knead', level: 40 });
    expect(plannedZones(timeline, 5000)[2]).toMatchObject({ zone: 'legs', technique: 'off', level: 0 });
  });
});
