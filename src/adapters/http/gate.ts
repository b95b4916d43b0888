import type { IncomingMessage } from 'node:http';
import type { Admittance, AnswerHeaders, Denial, RequestFacts } from '../../core/access/request-facts.js';

/** What is answered about a login. A body of null is none. */
export interface SessionReply {
  readonly status: number;
  readonly body: object | null;
  readonly headers?: AnswerHeaders;
}

/** Who may do what. */
export interface Gate {
  /** Whether this stop may be taken: null, or why not. Judged by headers alone, at once; counts nothing and never throws. [S7] */
  refuseStop(facts: RequestFacts): Denial | null;
  /** Everything else, once a request: a failure is counted. Who is not logged in is admitted as `nobody`. */
  admit(facts: RequestFacts): Admittance;
  /** The same for a stream that is open already, asked again and again: counts nothing. */
  look(facts: RequestFacts): Admittance;
  /** Whose streams are counted together; null where nobody tells: the ingress of a hub speaks for all of its users. */
  neighbourhoodOf(facts: RequestFacts): string | null;
  /** Headers of every answer. */
  headersFor(facts: RequestFacts): Readonly<Record<string, string>>;
  /** `session` and `session/codes`, admitted by itself; `body` is the JSON that was sent, undefined where there was none. */
  session(facts: RequestFacts, body: unknown): Promise<SessionReply>;
}

/** The path of a request target, without what a proxy may put before it and without the query. Nothing is decoded. */
export const targetPath = (target: string | undefined): string =>
  (target ?? '')
    .replace(/^[a-z]+:\/\/[^/?]*/i, '')
    .replace(/[?#].*$/s, '')
    .replace(/^\//, '');

export function factsOf(request: IncomingMessage, listener: RequestFacts['listener']): RequestFacts {
  const { method = '', headers, headersDistinct, socket, url } = request;
  return {
    method,
    path: targetPath(url),
    isUpgrade: headers.upgrade !== undefined,
    headers: headersDistinct,
    peerAddress: socket.remoteAddress ?? '',
    localAddress: socket.localAddress ?? '',
    localPort: socket.localPort ?? 0,
    listener,
    isTls: 'encrypted' in socket,
  };
}
