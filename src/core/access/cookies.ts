import { headerOf, type RequestFacts } from './request-facts.js';

/** The most values of one name that are looked at. */
const valuesMax = 8;

/** The values of a cookie: there may be several, since another program of the same machine can set one of the same name. */
export function cookieValues(facts: Pick<RequestFacts, 'headers'>, name: string): readonly string[] {
  // Most requests carry none of ours, and some 20 KB of others.
  const headers = (facts.headers['cookie'] ?? []).filter((header) => header.includes(`${name}=`));
  const pairs = headers.flatMap((header) => header.split(';'));
  const values = pairs.flatMap((pair) => {
    const at = pair.indexOf('=');
    return at >= 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : [];
  });
  return values.filter((value) => /^[A-Za-z0-9_-]{43}$/.test(value)).slice(0, valuesMax);
}

export interface CookiePlace {
  readonly base: string;
  readonly isSecure: boolean;
}

/** For `Set-Cookie`; `lifeMs` 0 takes it away. */
export function cookieText(name: string, value: string, lifeMs: number, { base, isSecure }: CookiePlace): string {
  const age = Math.round(lifeMs / 1000);
  return `${name}=${value}; Path=${base}; Max-Age=${age}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}

export const bearerOf = (facts: Pick<RequestFacts, 'headers'>): string | null =>
  /^Bearer +(\S.*)$/i.exec(headerOf(facts, 'authorization') ?? '')?.[1] ?? null;
