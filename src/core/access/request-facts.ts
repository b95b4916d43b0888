import type { Access, ApiError } from '../web/frames.js';

/** What a request says of itself before any body. Names of headers in lower case, each with every value that came. */
export interface RequestFacts {
  /** Upper case; an upgrade has GET. */
  readonly method: string;
  /** Below the base, without query and leading slash: `api/stop`; empty for the page itself. */
  readonly path: string;
  readonly isUpgrade: boolean;
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  /** Of the socket; empty where it has gone. */
  readonly peerAddress: string;
  readonly localAddress: string;
  readonly localPort: number;
  readonly listener: 'main' | 'ingress';
  readonly isTls: boolean;
}

/** The value of a header. One that came twice gives a text that is none of its values: what cannot be told apart is not obeyed. */
export const headerOf = ({ headers }: Pick<RequestFacts, 'headers'>, name: string): string | undefined =>
  headers[name]?.join(', ');

export type AnswerHeaders = Readonly<Record<string, string | readonly string[]>>;

/** Why a request is not served. */
export interface Denial {
  readonly status: 400 | 401 | 403 | 429;
  readonly error: ApiError;
  readonly headers?: AnswerHeaders;
}

/** Who asks. `mayRead`: may see chairs, which the loopback may also without a login. */
export interface Admitted {
  readonly kind: 'admitted';
  readonly access: Access;
  readonly mayRead: boolean;
  readonly headers?: AnswerHeaders;
}

export type Admittance = Admitted | { readonly kind: 'denied'; readonly denial: Denial };

export const forbid = (message: string, help: string): Denial => ({
  status: 403,
  error: { code: 'forbidden', message, values: {}, help },
});

export const unauthenticated = (message: string, help: string): Denial => ({
  status: 401,
  error: { code: 'unauthenticated', message, values: {}, help },
  headers: { 'WWW-Authenticate': 'Bearer' },
});

export const tooManyLogins = (waitS: number): Denial => ({
  status: 429,
  error: {
    code: 'rate_limited',
    message: `too many failed logins: the next is looked at in ${waitS} s`,
    values: { retry_after_s: waitS },
  },
  headers: { 'Retry-After': String(waitS) },
});
