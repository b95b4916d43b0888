import { describe, expect, it } from 'vitest';
import { kindProblems } from '../../../src/core/profile/kind-problems.js';
import { readSaying } from '../../../src/core/profile/saying.js';
import { ownProfile } from '../../support/own-profile.js';

const says = (text: string) => ({ says: readSaying(text) ?? [] });
const told = (frame: Parameters<typeof kindProblems>[0], frames: Parameters<typeof kindProblems>[1]) =>
  kindProblems(frame, frames).map(({ path }) => path.join('.'));

describe('kinds of frames', () => {
  it.each([
    ['A{x:0-9}', 'A{x:0-99}', true],
    ['A{x:0-9}', 'A{x:10-99}', false],
    ['A{x:0-9}', 'B{x:0-9}', false],
    ['A{x:0-9},{y:5-7}', 'A{x:9-20},{y:7-9}', true],
    ['A{x:0-9},{y:5-7}', 'A{x:9-20},{y:8-9}', false],
    ['A5', 'A{x:0-9}', true],
    ['A{x:0-9}', 'A50', false],
  ])('of lines: %s and %s fit one line: %s', (one, other, isBoth) => {
    const frames = { one: says(one), other: says(other) };
    expect(told({ kind: 'lines', end: 'cr' }, frames)).toEqual(isBoth ? ['frames.other'] : []);
  });

  it('of bytes are told apart by how they begin, how long they are, and by what their length byte says', () => {
    const { frame } = ownProfile('kneader');
    expect(told(frame, { one: { begins: [0x55, 5] }, other: { begins: [0x55, 6] } })).toEqual([]);
    expect(told(frame, { one: { begins: [0x55, 5] }, other: { bytes: 6 } })).toEqual([]);
    expect(told(frame, { one: { begins: [0x55, 5] }, other: { bytes: 5 } })).toEqual(['frames.other']);
    expect(told(frame, { one: { begins: [0x55] }, other: { begins: [0x55, 6] } })).toEqual(['frames.other']);
  });
});
