import { Buffer } from 'node:buffer';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ResultCode } from '../../core/status.js';
import type { Clock, CommandPath, Fleet, Intake, Log } from '../../ports.js';
import { denialOf } from './bearer.js';
import { Connections } from './connections.js';

export interface HttpFaceOptions {
  readonly fleet: Fleet;
  readonly listen: { readonly host: string; readonly port: number };
  /** The bearer token, or null where only this machine can connect. */
  readonly token: string | null;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly log: Log;
}

export interface HttpFace {
  start(): void;
  close(deadlineMs: number): Promise<void>;
}

const commandBytesMax = 4096;
const serverLimits = {
  requestTimeout: 10_000,
  headersTimeout: 5000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 8192,
} as const;

/** Statuses other than 409: the chair is not in a state for it. */
export const httpStatusOf: Partial<Record<ResultCode, number>> = {
  ok: 200,
  too_large: 413,
  rate_limited: 429,
  invalid_json: 400,
  invalid_command: 400,
  unknown_program: 422,
  program_rejected: 422,
  link_down: 503,
  unavailable: 503,
};

/** What comes by HTTP was sent now, and by no other way than the stops that come by it. */
const path: CommandPath = {
  source: 'http',
  isSettling: () => false,
  lateness: () => null,
  isFenced: () => false,
  unavailable: () => null,
  prove: (take) => take(null),
};

/** The chairs over HTTP: `/healthz`, `/chairs`, `/chairs/<id>`, and POST to `set`, `stop` and `estop` below a chair. */
export function createHttpFace(options: HttpFaceOptions): HttpFace {
  const { clock, listen, log } = options;
  const server = createServer(serverLimits, (request, response) => {
    response.on('finish', () => connections.finished(request));
    serve(request, response, { ...options, connections }).catch((error: unknown) => {
      log.error('http_failed', { error });
      answer(response, 500, { message: 'this daemon made a mistake; its log says more' });
    });
  });
  const connections = new Connections(server, clock);
  return {
    start: () => open(server, listen, log),
    close: (deadlineMs) => close(server, clock, deadlineMs),
  };
}

function open(server: Server, { host, port }: HttpFaceOptions['listen'], log: Log): void {
  server.on('error', (error) => {
    const hint = 'set http.listen to a free address of this machine; MQTT goes on without it';
    log.error('http_unavailable', { host, port, reason: error.message, hint });
  });
  server.on('listening', () => log.info('http_listening', { host, port }));
  server.listen({ host, port });
}

function close(server: Server, clock: Clock, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    const deadline = clock.after(deadlineMs, () => server.closeAllConnections());
    server.close(() => {
      clock.clear(deadline);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function answer(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers });
  response.end(`${JSON.stringify(body)}\n`);
}

const wrongMethod = (response: ServerResponse, method: string): void =>
  answer(response, 405, { message: `use ${method}` }, { Allow: method });

/** The parts of the path; an empty one where it cannot be a path of ours. */
const partsOf = (url = ''): readonly string[] => url.split('?', 1)[0]?.split('/').slice(1) ?? [];

interface Serving extends HttpFaceOptions {
  readonly connections: Connections;
}

async function serve(request: IncomingMessage, response: ServerResponse, options: Serving): Promise<void> {
  const [top = '', chairId, action, ...more] = partsOf(request.url);
  if (top === 'healthz' && chairId === undefined) {
    if (request.method === 'GET') answer(response, 200, { ok: true });
    else wrongMethod(response, 'GET');
    return;
  }
  const denial = denialOf(request, options.token);
  if (denial !== null) {
    answer(response, denial.status, { message: denial.message }, { 'WWW-Authenticate': 'Bearer' });
  } else if (top !== 'chairs' || more.length > 0) {
    answer(response, 404, { message: 'there are /healthz, /chairs and /chairs/<id>' });
  } else if (chairId !== undefined && !options.fleet.chairIds.includes(chairId)) {
    answer(response, 404, { message: `there is no such chair; there are ${options.fleet.chairIds.join(', ')}` });
  } else if (chairId === undefined || action === undefined) {
    tell(request, response, options.fleet, chairId);
  } else await act(request, response, { chairId, action, options });
}

function tell(request: IncomingMessage, response: ServerResponse, fleet: Fleet, chairId: string | undefined): void {
  if (request.method !== 'GET') wrongMethod(response, 'GET');
  else if (chairId === undefined)
    answer(
      response,
      200,
      fleet.chairIds.map((id) => summary(fleet, id)),
    );
  else {
    const [status, link, programs] = [fleet.status(chairId), fleet.link(chairId), fleet.programs(chairId)];
    answer(response, 200, { ...fleet.card(chairId), available: fleet.isAvailable(chairId), status, link, programs });
  }
}

const summary = (fleet: Fleet, chairId: string) => ({
  ...fleet.card(chairId),
  available: fleet.isAvailable(chairId),
  state: fleet.state(chairId),
});

interface Action {
  readonly chairId: string;
  readonly action: string;
  readonly options: Serving;
}

async function act(request: IncomingMessage, response: ServerResponse, { chairId, action, options }: Action) {
  options.connections.serving(request);
  if (action !== 'stop' && action !== 'estop' && action !== 'set') {
    answer(response, 404, { message: 'there are set, stop and estop' });
  } else if (request.method !== 'POST') {
    wrongMethod(response, 'POST');
  } else if (action !== 'set') {
    // [S7] Before the body is read: whatever it is, it is a stop.
    const { code, message } = options.fleet.stop(chairId, action, 'http');
    request.resume();
    answer(response, code === 'ok' ? 200 : 409, { ok: code === 'ok', code, message });
  } else {
    const begunAtMs = options.connections.begunAtMs(request);
    const body = await readBody(request, commandBytesMax);
    if (body === null) return;
    if (body.length > commandBytesMax) response.setHeader('Connection', 'close');
    const asked = { form: { kind: 'json' }, payload: body, begunAtMs, isRetained: false, isDuplicate: false } as const;
    options.intake.take(chairId, asked, path, ({ ok, code, message }) =>
      answer(response, httpStatusOf[code] ?? 409, { ok, code, message }),
    );
  }
}

/** Reads a body. One that is too long is cut right after the limit, so that its length still shows; null where the client
 *  went away. */
function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (body: Buffer | null): void => {
      request.removeAllListeners('data');
      resolve(body);
    };
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > bytesMax) finish(Buffer.concat(chunks).subarray(0, bytesMax + 1));
    });
    request.on('end', () => finish(Buffer.concat(chunks)));
    request.on('error', () => finish(null));
    request.on('close', () => finish(null));
  });
}
