import { describe, expect, it } from 'vitest';
import { programLabel, programNamed } from '../../../src/core/program/naming.js';

const programs = [
  { id: 'legs', name: 'Leg circulation' },
  { id: 'calm', name: 'Evening' },
  { id: 'calmer', name: 'evening' },
  { id: 'odd', name: 'calm' },
  { id: 'same', name: 'same' },
];

describe('the name of a program', () => {
  it.each([
    ['legs', 'legs'],
    ['Leg circulation', 'legs'],
    [' leg CIRCULATION', 'legs'],
    ['calm', 'calm'],
    ['odd', 'odd'],
    ['Evening', null],
    ['LEGS', null],
    ['', null],
    ['constructor', null],
  ])('%j means %s: an id before a name, and a name that only one has', (text, id) => {
    expect(programNamed(text, programs)?.id ?? null).toBe(id);
  });

  it('is what it is shown as, where that finds it again; else its id is', () => {
    const labels = programs.map((program) => programLabel(program, programs));
    expect(labels).toEqual(['Leg circulation', 'calm', 'calmer', 'odd', 'same']);
    expect(labels.map((label) => programNamed(label, programs))).toEqual(programs);
  });
});
