import { describe, expect, it } from 'vitest';
import { codeIn, hashFor, routeOf } from '../../src/page/logic/routes.js';

describe('an address', () => {
  it.each([
    ['', { screen: 'chairs' }],
    ['#/', { screen: 'chairs' }],
    ['#/chair/living-room', { screen: 'chair', id: 'living-room' }],
    ['#/studio/my%2Fown', { screen: 'studio', id: 'my/own' }],
    ['#/studio', { screen: 'chairs' }],
    ['#/people', { screen: 'people' }],
    ['#/history', { screen: 'history' }],
    ['#/nowhere', { screen: 'chairs' }],
    ['#/chair/%zz', { screen: 'chair', id: '%zz' }],
  ] as const)('"%s" leads somewhere', (hash, route) => {
    expect(routeOf(hash)).toEqual(route);
  });

  it('leads back to where it came from', () => {
    expect(hashFor({ screen: 'chair', id: 'living-room' })).toBe('#/chair/living-room');
    expect(hashFor({ screen: 'studio', id: 'my/own' })).toBe('#/studio/my%2Fown');
    expect(routeOf(hashFor({ screen: 'about' }))).toEqual({ screen: 'about' });
  });

  it('holds a code only where it is nothing but a code', () => {
    expect(codeIn('#code=abcdefgh1234')).toBe('abcdefgh1234');
    expect(codeIn('#/chair/code=abcdefgh')).toBeNull();
  });
});
