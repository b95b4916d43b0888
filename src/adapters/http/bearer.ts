import { Buffer } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request may not be served, or null. */
export interface Denial {
  readonly status: 401 | 403;
  readonly message: string;
}

const digest = (text: Buffer): Buffer => createHash('sha256').update(text).digest();

/** Takes as long for a wrong token as for the right one. Node gives header bytes as Latin-1. */
function isToken(header: string | undefined, token: string): boolean {
  const given = /^Bearer +(.+)$/i.exec(header ?? '')?.[1];
  return given !== undefined && timingSafeEqual(digest(Buffer.from(given, 'latin1')), digest(Buffer.from(token)));
}

/** The names by which this machine calls itself. Another one would be a web page whose name was pointed here. */
const isOwnName = (host: string | undefined): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host ?? '');

/** With a token, the token decides. Without one only this machine can connect, but a web page in its browser could too. */
export function denialOf({ headers }: IncomingMessage, token: string | null): Denial | null {
  if (token !== null) {
    const message = 'send the token of http.token_file as "Authorization: Bearer TOKEN"';
    return isToken(headers.authorization, token) ? null : { status: 401, message };
  }
  if (headers.origin === undefined && isOwnName(headers.host)) return null;
  return { status: 403, message: 'web pages are not served without a token; set http.token_file' };
}
