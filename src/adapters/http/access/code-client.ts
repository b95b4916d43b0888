import { Buffer } from 'node:buffer';
import { X509Certificate } from 'node:crypto';
import { request as askPlain, type ClientRequest } from 'node:http';
import { request as askSecurely } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { z } from 'zod';
import { nearHost, type PagePlace } from '../../../core/access/page-place.js';
import { errorText } from '../../../core/error-text.js';
import { readJsonAs } from '../../../core/shape/read-json.js';
import type { Clock } from '../../../ports.js';

const madeCodeSchema = z.object({ links: z.array(z.string()), until: z.string() });

export type CodeAnswer =
  | { readonly kind: 'links'; readonly links: readonly string[]; readonly until: string }
  | { readonly kind: 'token refused' }
  | { readonly kind: 'another certificate' }
  | { readonly kind: 'no answer'; readonly reason: string };

export interface CodeWish {
  readonly place: PagePlace;
  readonly token: string;
  /** PEM of the certificate that the daemon has; null without TLS. */
  readonly cert: string | null;
  readonly isGuest: boolean;
}

const answerMs = 10_000;
const answerLengthMax = 16_384;

/** It goes to a number, for which no certificate is: that it is the very one of the configuration says more. */
const isOurs = (socket: TLSSocket, cert: string): boolean =>
  socket.getPeerX509Certificate()?.fingerprint256 === new X509Certificate(cert).fingerprint256;

function answerOf(status: number, text: string): CodeAnswer {
  const made = readJsonAs(text, madeCodeSchema);
  if (status === 200 && made !== null) return { kind: 'links', ...made };
  if (status === 401 || status === 429) return { kind: 'token refused' };
  return { kind: 'no answer', reason: `it answered with status ${status}` };
}

function open({ place, token, cert, isGuest }: CodeWish): { readonly call: ClientRequest; readonly body: string } {
  const body = JSON.stringify({ guest: isGuest });
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  };
  const options = {
    host: nearHost(place),
    port: place.port,
    method: 'POST',
    path: '/api/session/codes',
    headers,
    agent: false,
  };
  const call = cert === null ? askPlain(options) : askSecurely({ ...options, rejectUnauthorized: false });
  return { call, body };
}

/** Asks the daemon that runs beside this program for a one-time code. Never rejects. */
export function askForCode(wish: CodeWish, clock: Clock): Promise<CodeAnswer> {
  return new Promise((resolve) => {
    const { call, body } = open(wish);
    const timer = clock.after(answerMs, () => call.destroy(new Error(`nothing within ${answerMs / 1000} s`)));
    const finish = (answer: CodeAnswer): void => {
      clock.clear(timer);
      resolve(answer);
      call.destroy();
    };
    call.on('error', (error) => finish({ kind: 'no answer', reason: errorText(error) }));
    call.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (text.length > answerLengthMax) finish({ kind: 'no answer', reason: 'it says more than a daemon does' });
      });
      response.on('end', () => finish(answerOf(response.statusCode ?? 0, text)));
      response.on('error', (error) => finish({ kind: 'no answer', reason: errorText(error) }));
    });
    const { cert } = wish;
    if (cert === null) {
      call.end(body);
      return;
    }
    // Nothing of the token is sent before it is known who is there.
    call.on('socket', (socket) =>
      socket.once('secureConnect', () => {
        if (isOurs(socket as TLSSocket, cert)) call.end(body);
        else finish({ kind: 'another certificate' });
      }),
    );
  });
}
