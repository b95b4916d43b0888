import { describe, expect, it } from 'vitest';
import { alsoWatching, looked, recognisedIn, watchFrom } from '../../../src/core/setup/port-watch.js';

const a = { key: 'a', path: '/dev/ttyUSB0' };
const b = { key: 'b', path: '/dev/ttyUSB1' };
const c = { key: 'c', path: '/dev/ttyACM0' };
type Port = typeof a;

/** What is known after these looks, the first of which begins the watch. */
const watchOver = ([first, ...rest]: readonly (readonly Port[])[]) =>
  rest.reduce((watch, ports) => looked(watch, ports), watchFrom(first ?? []));

const changesOf = (looks: readonly (readonly Port[])[]): Record<string, string> =>
  Object.fromEntries([...watchOver(looks)].map(([key, { change }]) => [key, change]));

describe('the port of the chair', () => {
  it('is the one that was pulled out and came back', () => {
    const looks = [[a, b], [a], [a, b]];
    expect(changesOf(looks)).toEqual({ a: 'same', b: 'back' });
    expect(recognisedIn(watchOver(looks))).toBe(b);
  });

  it('is not known while it is out, nor where nothing was pulled', () => {
    expect(changesOf([[a, b], [a]])).toEqual({ a: 'same', b: 'gone' });
    expect(recognisedIn(watchOver([[a, b], [a]]))).toBeNull();
    expect(recognisedIn(watchOver([[a, b]]))).toBeNull();
  });

  it('is the one that came, where it was out at the beginning', () => {
    expect(recognisedIn(watchOver([[a], [a, c]]))).toBe(c);
  });

  it('is not known where two were pulled', () => {
    expect(recognisedIn(watchOver([[a, b], [], [a, b]]))).toBeNull();
  });

  it('may come back at another path', () => {
    const moved = { ...b, path: '/dev/ttyUSB7' };
    expect(recognisedIn(watchOver([[a, b], [a], [a, moved]]))).toBe(moved);
  });

  it('is not taken for one that came because somebody has named it', () => {
    const watch = looked(alsoWatching(watchFrom([a]), c), [a, c]);
    expect(recognisedIn(watch)).toBeNull();
    expect(recognisedIn(looked(looked(watch, [a]), [a, c]))).toBe(c);
  });
});
