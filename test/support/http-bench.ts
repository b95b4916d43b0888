import { request as ask, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { pathToFileURL } from 'node:url';
import { deskAtOnce } from '../../src/adapters/files/program-desk.js';
import { AccessGate } from '../../src/adapters/http/access/access-gate.js';
import type { Gate } from '../../src/adapters/http/gate.js';
import { createHttpFace, type HttpFace, type HttpFaceOptions } from '../../src/adapters/http/http-face.js';
import { systemClock } from '../../src/adapters/system-clock.js';
import { type AccessConfig, accessSettingsOf } from '../../src/core/access/settings.js';
import type { Access, Right } from '../../src/core/web/frames.js';
import type { CommandIntake } from '../../src/daemon/intake.js';
import { FakeFleet, intakeOver } from '../adapters/mqtt/fake-fleet.js';
import { MemoryStore } from './memory-store.js';
import { freePort } from './mosquitto.js';
import { silentLog } from './silent-log.js';
import { until } from './wire-contract.js';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** What the JSON says; undefined where it is none. */
  readonly body: unknown;
}

export interface HttpBench {
  readonly fleet: FakeFleet;
  readonly intake: CommandIntake;
  readonly face: HttpFace;
  readonly port: number;
  send(method: string, path: string, body?: string, headers?: Record<string, string>): Promise<HttpAnswer>;
  /** A connection on which a test speaks for itself. */
  dial(): Promise<Socket>;
}

/** A gate that lets everybody do these things, wherever they come from. */
export const gateWith = (rights: readonly Right[], kind: Access['kind'] = 'token', mayRead = true): Gate => {
  const access: Access = { rights: [...rights], kind, until: null };
  const admit = () => ({ kind: 'admitted', access, mayRead }) as const;
  return {
    refuseStop: () => null,
    admit,
    look: admit,
    neighbourhoodOf: ({ peerAddress }) => peerAddress,
    headersFor: () => ({ 'X-Content-Type-Options': 'nosniff' }),
    session: async () => ({ status: 200, body: access }),
  };
};

const faces: HttpFace[] = [];
const sockets: Socket[] = [];

/** To be called after each test. */
export async function closeHttpBenches(): Promise<void> {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(faces.splice(0).map((face) => face.close(200)));
}

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
};

type Served = Pick<HttpBench, 'face' | 'port' | 'send' | 'dial'>;
type Wanted = 'fleet' | 'intake' | 'clock';

/** The HTTP face over these chairs, at a port of its own. */
export async function serveHttp(own: Pick<HttpFaceOptions, Wanted> & Partial<HttpFaceOptions>): Promise<Served> {
  const listen = own.listen ?? { host: '127.0.0.1', port: await freePort() };
  let isKnown = false;
  const face = createHttpFace({
    log: silentLog,
    gate: gateWith(['stop', 'control', 'own'], 'loopback'),
    tls: null,
    ingress: null,
    people: [],
    programs: () => new Map(),
    desk: deskAtOnce,
    version: '1.2.3',
    startedAt: '2026-01-01T12:00:00Z',
    isBrokerOnline: () => true,
    house: { epoch: 'mine', bridgeId: () => 'bridge', house: '00112233445566aa', demo: null },
    pageFolder: pathToFileURL(`${tmpdir()}/no-page-here/`),
    ...own,
    listen,
    onListening: (place) => {
      isKnown = true;
      own.onListening?.(place);
    },
  });
  faces.push(face);
  face.start();
  await until('it listens or not', () => isKnown);
  return { face, port: listen.port, send: requestsTo(listen), dial: () => dial(listen) };
}

/** The HTTP face over two fake chairs, `hall` and `attic`. Without a token this machine may do everything. */
export async function httpBench(
  own: Partial<HttpFaceOptions> & { readonly token?: string | null; readonly access?: Partial<AccessConfig> } = {},
): Promise<HttpBench> {
  const { token = null, access, ...options } = own;
  const config = { open_stop: false, trusted_proxies: [], ingress_own: false, may_edit_programs: false, ...access };
  const settings = accessSettingsOf(config, 'pi', token === null ? 'own' : 'read', true);
  const fleet = new FakeFleet({ hall: [], attic: [] });
  const clock = options.clock ?? systemClock();
  const kept = { store: new MemoryStore(), clock, log: silentLog };
  const intake = intakeOver(fleet, kept);
  const gate =
    options.gate ?? new AccessGate({ ...kept, settings, token: token ?? 'nobody knows it', addresses: () => [] });
  return { fleet, intake, ...(await serveHttp({ ...options, fleet, intake, clock, gate })) };
}

/** Asks what listens there, on a new connection each time. */
export const requestsTo =
  (listen: { readonly host: string; readonly port: number }): HttpBench['send'] =>
  (method, path, body = '', headers = {}) =>
    new Promise((resolve, reject) => {
      const request = ask(
        { ...listen, method, path, headers: { connection: 'close', 'x-chair2mqtt': '1', ...headers } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const bytes = Buffer.concat(chunks);
            resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, body: parsed(bytes) });
          });
        },
      );
      request.on('error', reject);
      request.end(body);
    });

async function dial({ host, port }: { readonly host: string; readonly port: number }): Promise<Socket> {
  const socket = connect(port, host);
  socket.on('error', () => undefined);
  sockets.push(socket);
  await new Promise((resolve) => socket.on('connect', resolve).on('error', resolve));
  return socket;
}
