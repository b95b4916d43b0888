import { Buffer } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Admittance, type Denial, headerOf, type RequestFacts } from '../../core/access/request-facts.js';
import type { Access, ApiError, Right } from '../../core/web/frames.js';
import type { Gate } from './gate.js';

const digest = (text: Buffer): Buffer => createHash('sha256').update(text).digest();

/** Takes as long for a wrong token as for the right one. Node gives header bytes as Latin-1. */
function isToken(header: string, token: string): boolean {
  const given = /^Bearer +(.+)$/i.exec(header)?.[1];
  return given !== undefined && timingSafeEqual(digest(Buffer.from(given, 'latin1')), digest(Buffer.from(token)));
}

/** The names by which this machine calls itself. Another one would be a web page whose name was pointed here. */
const isOwnName = (host: string | undefined): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host ?? '');

const everyRight: readonly Right[] = ['stop', 'control', 'own'];
const all = (kind: Access['kind']): Access => ({ rights: [...everyRight], kind, until: null });
const noAccess: Access = { rights: [], kind: 'nobody', until: null };

const errorOf = (code: string, message: string): ApiError => ({ code, message, values: {} });
const noToken: Denial = {
  status: 401,
  error: errorOf('unauthenticated', 'send the token of http.token_file as "Authorization: Bearer TOKEN"'),
  headers: { 'WWW-Authenticate': 'Bearer' },
};
const foreign: Denial = {
  status: 403,
  error: errorOf('forbidden', 'web pages are not served without a token; set http.token_file'),
};

/** With a token, the token decides. Without one only this machine can connect, but a web page in its browser could too. */
function judgeBearer(facts: RequestFacts, token: string | null): Admittance {
  const authorization = headerOf(facts, 'authorization');
  if (token === null) {
    return headerOf(facts, 'origin') === undefined && isOwnName(headerOf(facts, 'host'))
      ? { kind: 'admitted', access: all('loopback'), mayRead: true }
      : { kind: 'denied', denial: foreign };
  }
  if (authorization === undefined) return { kind: 'admitted', access: noAccess, mayRead: false };
  return isToken(authorization, token)
    ? { kind: 'admitted', access: all('token'), mayRead: true }
    : { kind: 'denied', denial: noToken };
}

/** Lets in who has the token, and where there is none everybody who can connect. */
export function bearerGate(token: string | null): Gate {
  const look = (facts: RequestFacts): Admittance => judgeBearer(facts, token);
  return {
    refuseStop: (facts) => {
      const admittance = look(facts);
      if (admittance.kind === 'denied') return admittance.denial;
      return admittance.access.rights.includes('stop') ? null : noToken;
    },
    admit: look,
    look,
    headersFor: () => ({}),
    session: async (facts) => {
      const admittance = look(facts);
      if (admittance.kind === 'denied') return { status: admittance.denial.status, body: admittance.denial.error };
      if (facts.method === 'GET') return { status: 200, body: admittance.access };
      return { status: 404, body: errorOf('not_found', 'there are no logins here: send the token with each request') };
    },
  };
}
