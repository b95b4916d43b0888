import type { IncomingMessage } from 'node:http';
import { Server as SecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Admitted, RequestFacts } from '../../core/access/request-facts.js';
import type { HostPort } from '../../core/configuration/addresses.js';
import type { Clock, Face } from '../../ports.js';
import { createApi } from './api.js';
import type { ApiParts } from './calls.js';
import { Connections } from './connections.js';
import { createLaneServer, rawReply, type TlsPair } from './http-server.js';
import { listenAt } from './listening.js';
import { openPageFiles } from './page-files.js';
import { Snapshots } from './snapshots.js';
import { Streams } from './streams.js';

export interface HttpFaceOptions extends ApiParts {
  /** Null: the default place, or the next that is free. */
  readonly listen: HostPort | null;
  readonly tls: TlsPair | null;
  /** Where the hub's ingress is listened for, too; null: nowhere. */
  readonly ingress: HostPort | null;
  /** Where the built page is. */
  readonly pageFolder: URL;
  /** Called once it is known: where it listens, or null where it cannot. */
  readonly onListening: (place: HostPort | null) => void;
}

export interface HttpFace extends Partial<Face> {
  /** How many streams were cut off because nobody read them. */
  readonly cutOffStreams: number;
  start(): void;
  /** Connections that begin from now on are secured with this. */
  renewTls(pair: TlsPair): void;
  close(deadlineMs: number): Promise<void>;
}

/** The chairs over HTTP: the stop lane, the API, the stream and the page, on one server. */
export function createHttpFace(options: HttpFaceOptions): HttpFace {
  const { clock, log, listen, ingress, onListening } = options;
  const connections = new Connections(clock);
  const snapshots = new Snapshots(options);
  const streams = new Streams({ ...options, snapshots });
  const serve = createApi({ ...options, connections, snapshots, page: openPageFiles(options.pageFolder, log) });
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer, facts: RequestFacts): void => {
    const admitted = admitStream(options, streams, facts);
    if ('status' in admitted) {
      socket.end(rawReply(admitted));
      return;
    }
    connections.serving(request);
    streams.open(request, socket, head, facts, admitted);
  };
  const parts = { ...options, connections, serve, upgrade };
  const server = createLaneServer(parts, 'main');
  const ingressServer = ingress === null ? null : createLaneServer(parts, 'ingress');
  const servers = [server, ingressServer ?? []].flat();
  return {
    get cutOffStreams() {
      return streams.cutOffCount;
    },
    onStatus: (chairId, status) => {
      snapshots.take(chairId, status);
      streams.onStatus(chairId, status);
    },
    onEvent: (...told) => streams.onEvent(...told),
    onAvailability: (chairId) => streams.onAvailability(chairId),
    onPrograms: (...told) => streams.onPrograms(...told),
    onUsage: (...told) => streams.onUsage(...told),
    onCard: (...told) => streams.onCard(...told),
    start: () => {
      listenAt(server, listen, log, onListening);
      if (ingressServer !== null) listenAt(ingressServer, ingress, log, () => undefined, 'ingress');
    },
    renewTls: (pair) => {
      if (server instanceof SecureServer) server.setSecureContext(pair);
    },
    close: async (deadlineMs) => {
      streams.close();
      await Promise.all(servers.map((each) => closeServer(each, connections, clock, deadlineMs)));
    },
  };
}

type Refused = Parameters<typeof rawReply>[0];

/** Who may listen, or what is answered instead. */
function admitStream({ gate }: Pick<ApiParts, 'gate'>, streams: Streams, facts: RequestFacts): Admitted | Refused {
  if (facts.path !== 'api/stream') return refused(404, 'not_found', 'streams are at api/stream');
  const admittance = gate.admit(facts);
  if (admittance.kind === 'denied') return { ...admittance.denial, body: admittance.denial.error };
  const { mayRead, access } = admittance;
  if (!mayRead && !access.rights.includes('stop')) return refused(401, 'unauthenticated', 'log in first');
  if (!streams.hasRoomFor(facts)) return refused(503, 'unavailable', 'too many streams are open: ask for snapshots');
  return admittance;
}

const refused = (status: number, code: string, message: string): Refused => ({
  status,
  body: { code, message, values: {} },
});

/** Who has not gone by then is cut off; also those whose connection is a stream, which the server knows nothing of any more. */
function closeServer(
  server: ReturnType<typeof createLaneServer>,
  connections: Connections,
  clock: Clock,
  deadlineMs: number,
): Promise<void> {
  return new Promise((resolve) => {
    const deadline = clock.after(deadlineMs, () => {
      connections.cutOff();
      server.closeAllConnections();
    });
    server.close(() => {
      clock.clear(deadline);
      resolve();
    });
    server.closeIdleConnections();
  });
}
