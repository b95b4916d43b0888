import { Buffer } from 'node:buffer';
import { X509Certificate } from 'node:crypto';
import { request as askPlain, type ClientRequest } from 'node:http';
import { request as askSecurely } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { nearHost, type PagePlace } from '../../../core/access/page-place.js';
import { errorText } from '../../../core/error-text.js';
import type { Clock } from '../../../ports.js';

/** What opens the API of a daemon that runs beside this program. */
export interface DaemonDoor {
  readonly place: PagePlace;
  readonly token: string;
  /** PEM of the certificate that the daemon has; null without TLS. */
  readonly cert: string | null;
}

export interface DaemonQuestion {
  readonly path: string;
  readonly body: object;
  /** How long an answer is waited for. */
  readonly waitMs: number;
}

/** Nothing was understood of what the daemon was asked. */
export type DaemonSilence =
  | { readonly kind: 'another certificate' }
  | { readonly kind: 'no answer'; readonly reason: string };

export type DaemonAnswer = { readonly kind: 'answer'; readonly status: number; readonly text: string } | DaemonSilence;

const answerLengthMax = 65_536;

/** It goes to a number, for which no certificate is: that it is the very one of the configuration says more. */
const isOurs = (socket: TLSSocket, cert: string): boolean =>
  socket.getPeerX509Certificate()?.fingerprint256 === new X509Certificate(cert).fingerprint256;

function open({ place, token, cert }: DaemonDoor, path: string, body: string): ClientRequest {
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'X-Chair2mqtt': '1',
  };
  const options = { host: nearHost(place), port: place.port, method: 'POST', path, headers, agent: false };
  return cert === null ? askPlain(options) : askSecurely({ ...options, rejectUnauthorized: false });
}

/** Posts to the API of the daemon that runs beside this program. Never rejects. */
export function askDaemon(
  door: DaemonDoor,
  { path, body, waitMs }: DaemonQuestion,
  clock: Pick<Clock, 'after' | 'clear'>,
): Promise<DaemonAnswer> {
  return new Promise((resolve) => {
    const text = JSON.stringify(body);
    const call = open(door, path, text);
    const timer = clock.after(waitMs, () => call.destroy(new Error(`nothing within ${waitMs / 1000} s`)));
    const finish = (answer: DaemonAnswer): void => {
      clock.clear(timer);
      resolve(answer);
      call.destroy();
    };
    call.on('error', (error) => finish({ kind: 'no answer', reason: errorText(error) }));
    call.on('response', (response) => {
      let told = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        told += chunk;
        if (told.length > answerLengthMax) finish({ kind: 'no answer', reason: 'it says more than a daemon does' });
      });
      response.on('end', () => finish({ kind: 'answer', status: response.statusCode ?? 0, text: told }));
      response.on('error', (error) => finish({ kind: 'no answer', reason: errorText(error) }));
    });
    const { cert } = door;
    if (cert === null) {
      call.end(text);
      return;
    }
    // Nothing of the token is sent before it is known who is there.
    call.on('socket', (socket) =>
      socket.once('secureConnect', () => {
        if (isOurs(socket as TLSSocket, cert)) call.end(text);
        else finish({ kind: 'another certificate' });
      }),
    );
  });
}
