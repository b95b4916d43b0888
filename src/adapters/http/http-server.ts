import { Buffer } from 'node:buffer';
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { RequestFacts } from '../../core/access/request-facts.js';
import { errorText } from '../../core/error-text.js';
import type { ApiError } from '../../core/web/frames.js';
import type { Log } from '../../ports.js';
import { type Connections, connectionEvent } from './connections.js';
import { factsOf } from './gate.js';
import { type HttpLaneParts, type LaneReply, takeStop } from './stop-lane.js';

const serverLimits = {
  requestTimeout: 10_000,
  headersTimeout: 5000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 1000,
  /** A browser sends the cookies of everything that runs on this machine. */
  maxHeaderSize: 32_768,
  requireHostHeader: false,
} as const;

/** A certificate with those of its authorities, and its key, as PEM. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/** Who begins no TLS within this holds a connection that nobody counts, so there are not many of them either. */
const tlsLimits = { handshakeTimeout: 5000 } as const;
const handshakesMax = 512;

export interface HttpServerParts extends HttpLaneParts {
  /** Null: no TLS. */
  readonly tls: TlsPair | null;
  readonly log: Log;
  readonly connections: Connections;
  /** Everything that is no stop. */
  readonly serve: (request: IncomingMessage, response: ServerResponse, listener: RequestFacts['listener']) => void;
  /** An upgrade to a WebSocket. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer, facts: RequestFacts) => void;
}

/** A server whose first look at every request is the stop lane, in whatever way Node brings it. [S7] */
export function createLaneServer(parts: HttpServerParts, listener: RequestFacts['listener']): Server {
  const { connections, serve, log } = parts;
  /** Whom a stop was answered whose body may be anything. */
  const stopped = new WeakSet<Duplex>();
  const lane = (request: IncomingMessage): LaneReply | null => takeStop(parts, factsOf(request, listener), request.url);
  const stopOr = (next: (request: IncomingMessage, response: ServerResponse) => void) => {
    return (request: IncomingMessage, response: ServerResponse): void => {
      connections.began(request);
      const reply = lane(request);
      response.on('finish', () => connections.finished(request));
      if (reply === null) next(request, response);
      else {
        stopped.add(request.socket);
        answer(request, response, reply);
      }
    };
  };
  const serveHere = (request: IncomingMessage, response: ServerResponse): void => serve(request, response, listener);
  const server = serverFor(listener === 'main' ? parts.tls : null, stopOr(serveHere));
  connections.watch(server);
  server.on(
    'checkContinue',
    stopOr((request, response) => {
      response.writeContinue();
      serveHere(request, response);
    }),
  );
  server.on(
    'checkExpectation',
    stopOr((_, response) => response.writeHead(417, { Connection: 'close' }).end()),
  );
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const reply = lane(request);
    socket.on('error', (error) => log.debug('http_connection_failed', { reason: error.message }));
    if (reply !== null) socket.end(rawReply(reply));
    else if (/^websocket$/i.test(request.headers.upgrade ?? '')) {
      parts.upgrade(request, socket, head, factsOf(request, listener));
    } else readAnew(server, request, socket, head);
  });
  server.on('clientError', (error, socket) => {
    log.warn('http_unreadable', { reason: errorText(error) });
    if (stopped.has(socket)) socket.end();
    else if (socket.writable) socket.end(rawReply({ status: 400, body: notHttp }));
  });
  return server;
}

const notHttp: ApiError = { code: 'invalid_command', message: 'this is no HTTP request', values: {} };

function serverFor(tls: TlsPair | null, serve: (request: IncomingMessage, response: ServerResponse) => void): Server {
  if (tls === null) return createServer(serverLimits, serve);
  const server = createSecureServer({ ...serverLimits, ...tlsLimits, ...tls }, serve);
  server.maxConnections = handshakesMax;
  return server;
}

function answer(request: IncomingMessage, response: ServerResponse, { status, body, headers }: LaneReply): void {
  // What is still to come of the body is thrown away.
  request.resume();
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  const text = `${JSON.stringify(body)}\n`;
  const own = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
  response.writeHead(status, { ...own, 'Cache-Control': 'no-store' });
  response.end(text);
}

/** A reply in bytes, where Node has given the socket away. */
export function rawReply({ status, body, headers }: LaneReply): string {
  const text = `${JSON.stringify(body)}\n`;
  const own = Object.entries(headers ?? {}).flatMap(([name, value]) =>
    [value].flat().map((each) => `${name}: ${each}`),
  );
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/json',
    'Cache-Control: no-store',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
    ...own,
  ];
  return `${head.join('\r\n')}\r\n\r\n${text}`;
}

/** Lets the server read a request again without its wish for another protocol, which a client may utter of which we speak none:
 *  Java's does so with every request. */
function readAnew(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (!/^(upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${rawHeaders[at + 1]}`);
  }
  const again = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  socket.unshift(Buffer.concat([again, head]));
  server.emit(connectionEvent(server), socket);
}
