import { describe, expect, it } from 'vitest';
import {
  lifeMs,
  loginOf,
  type OneTimeCode,
  passOf,
  readAccessBook,
  renewed,
  takeCode,
  withCode,
  withLogin,
  withoutLogins,
  withPass,
} from '../../../src/core/access/access-book.js';
import { type FailedLogins, holdUpMs, loginFailed } from '../../../src/core/access/login-limiter.js';

describe('failed logins', () => {
  const failed = (...attempts: readonly (readonly [string, number])[]): FailedLogins =>
    attempts.reduce<FailedLogins>((all, [who, atMs]) => loginFailed(all, who, atMs), []);
  const times = (count: number, who: string, atMs = 0) => Array.from({ length: count }, () => [who, atMs] as const);

  it('hold an address up after five in a minute, until the first of them is a minute old', () => {
    expect(holdUpMs(failed(...times(4, 'a')), 'a', 1000)).toBe(0);
    expect(holdUpMs(failed(...times(5, 'a')), 'a', 1000)).toBe(59_000);
    expect(holdUpMs(failed(['a', 0], ...times(4, 'a', 30_000)), 'a', 40_000)).toBe(20_000);
    expect(holdUpMs(failed(['a', 0], ...times(4, 'a', 30_000)), 'a', 60_000)).toBe(0);
  });

  it('hold up nobody else, until there are fifty in all', () => {
    expect(holdUpMs(failed(...times(5, 'a')), 'b', 0)).toBe(0);
    const many = Array.from({ length: 50 }, (_, at) => [`host-${at}`, at * 100] as const);
    expect(holdUpMs(failed(...many.slice(1)), 'b', 5000)).toBe(0);
    expect(holdUpMs(failed(...many), 'b', 5000)).toBe(55_000);
  });

  it('are forgotten after a minute', () => {
    expect(failed(...times(5, 'a'), ['b', 60_000])).toHaveLength(1);
  });
});

const hash = (letter: string): string => letter.repeat(64);
const dayMs = 86_400_000;
const empty = readAccessBook(undefined, hash('0'), 'abcd1234');

describe('a login', () => {
  const book = withLogin(empty, { hash: hash('1'), kind: 'session' }, hash('2'), 1000);

  it('is good for thirty days, a guest for two hours', () => {
    expect(loginOf(book, [hash('1')], 1000 + 30 * dayMs - 1)).toMatchObject({ kind: 'session' });
    expect(loginOf(book, [hash('1')], 1000 + 30 * dayMs)).toBeNull();
    const visited = withLogin(empty, { hash: hash('1'), kind: 'guest' }, hash('2'), 1000);
    expect(loginOf(visited, [hash('1')], 1000 + 7_199_999)).toMatchObject({ kind: 'guest' });
    expect(loginOf(visited, [hash('1')], 1000 + 7_200_000)).toBeNull();
  });

  it('is found among several values, and not by others', () => {
    expect(loginOf(book, [hash('9'), hash('1')], 1000)).not.toBeNull();
    expect(loginOf(book, [hash('2')], 1000)).toBeNull();
    expect(loginOf(book, [], 1000)).toBeNull();
  });

  it('leaves the stop pass when it ends', () => {
    const left = withoutLogins(book, [hash('1')]);
    expect(loginOf(left, [hash('1')], 1000)).toBeNull();
    expect(passOf(left, [hash('2')], 1000)).toBe(hash('2'));
  });

  it('is one of at most two hundred: the oldest ends', () => {
    const names = Array.from({ length: 201 }, (_, at) => at.toString(16).padStart(64, '0'));
    const full = names.reduce((all, name) => withLogin(all, { hash: name, kind: 'session' }, name, 1000), empty);
    expect(full.logins).toHaveLength(200);
    expect(loginOf(full, [names[0] ?? ''], 1000)).toBeNull();
  });
});

describe('a stop pass', () => {
  const book = withPass(empty, hash('2'), 1000);

  it('is good for a year from the last visit', () => {
    expect(passOf(book, [hash('2')], 1000 + lifeMs.pass - 1)).toBe(hash('2'));
    expect(passOf(book, [hash('2')], 1000 + lifeMs.pass)).toBeNull();
    const renewed = withPass(book, hash('2'), 300 * dayMs);
    expect(renewed.passes).toHaveLength(1);
    expect(passOf(renewed, [hash('2')], 600 * dayMs)).toBe(hash('2'));
  });
});

describe('a visit', () => {
  const book = withLogin(empty, { hash: hash('1'), kind: 'session' }, hash('2'), 1000);
  const both = { login: hash('1'), pass: hash('2') };

  it('renews login and pass, once a day', () => {
    expect(renewed(book, both, 1000 + dayMs)).toBeNull();
    const later = renewed(book, both, 1001 + dayMs) ?? empty;
    expect(loginOf(later, [hash('1')], 1000 + 31 * dayMs)).not.toBeNull();
    expect(loginOf(later, [hash('1')], 1001 + 31 * dayMs)).toBeNull();
    expect(passOf(later, [hash('2')], 1000 + 366 * dayMs)).toBe(hash('2'));
    expect(renewed(later, both, 1001 + dayMs)).toBeNull();
  });

  it('renews nothing that did not come with it, and nothing that is not there', () => {
    const passOnly = renewed(book, { login: null, pass: hash('2') }, 2 * dayMs) ?? empty;
    expect(loginOf(passOnly, [hash('1')], 1000 + 30 * dayMs)).toBeNull();
    expect(renewed(book, { login: hash('9'), pass: hash('8') }, 2 * dayMs)).toBeNull();
    expect(renewed(book, { login: null, pass: null }, 2 * dayMs)).toBeNull();
  });

  it('renews no guest', () => {
    const visited = withLogin(empty, { hash: hash('1'), kind: 'guest' }, hash('2'), 1000);
    expect(renewed(visited, { login: hash('1'), pass: null }, 1000 + 3_600_000)).toBeNull();
  });
});

describe('what is kept of logins', () => {
  const book = withLogin(empty, { hash: hash('1'), kind: 'session' }, hash('2'), 1000);

  it('is there after a restart', () => {
    expect(readAccessBook(JSON.parse(JSON.stringify(book)), hash('0'), 'ffffffff')).toEqual(book);
  });

  it('ends with another token, and the cookies keep their name', () => {
    const after = readAccessBook(book, hash('f'), 'ffffffff');
    expect(after).toMatchObject({ instance: 'abcd1234', logins: [], passes: [], tokenHash: hash('f') });
  });

  it.each([
    null,
    7,
    {},
    { ...book, version: 2 },
    { ...book, logins: [{ hash: 'short', kind: 'session', untilMs: 9 }] },
  ])('is nothing where it cannot be read: %j', (record) => {
    expect(readAccessBook(record, hash('0'), 'ffffffff')).toMatchObject({ instance: 'ffffffff', logins: [] });
  });
});

describe('a one-time code', () => {
  const codes = withCode([], { hash: hash('1'), kind: 'guest' }, 1000);

  it('gives a login once', () => {
    const first = takeCode(codes, hash('1'), 2000);
    expect(first.kind).toBe('guest');
    expect(takeCode(first.codes, hash('1'), 2000).kind).toBeNull();
  });

  it('is good for ten minutes', () => {
    expect(takeCode(codes, hash('1'), 1000 + 599_999).kind).toBe('guest');
    expect(takeCode(codes, hash('1'), 1000 + 600_000).kind).toBeNull();
    expect(takeCode(codes, hash('2'), 1000)).toEqual({ kind: null, codes });
  });

  it('is one of at most twenty', () => {
    const names = Array.from({ length: 21 }, (_, at) => at.toString(16).padStart(64, '0'));
    const many = names.reduce<readonly OneTimeCode[]>(
      (all, name) => withCode(all, { hash: name, kind: 'session' }, 0),
      [],
    );
    expect([takeCode(many, names[0] ?? '', 0).kind, takeCode(many, names[1] ?? '', 0).kind]).toEqual([null, 'session']);
  });
});
