import { Buffer } from 'node:buffer';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const digest = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

export const hashOf = (secret: string): string => digest(Buffer.from(secret)).toString('hex');

/** Takes as long for a wrong secret as for the right one. */
export const equalsSecret = (given: Buffer, secret: string): boolean =>
  timingSafeEqual(digest(given), digest(Buffer.from(secret)));

/** 256 random bits, as they stand in a cookie. */
export const newCookieValue = (): string => randomBytes(32).toString('base64url');

/** 128 random bits: it is good once, for ten minutes. */
export const newOneTimeCode = (): string => randomBytes(16).toString('base64url');

export const newInstance = (): string => randomBytes(4).toString('hex');
