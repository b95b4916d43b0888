import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { OpenAPIHono as Hono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import {
  type Admitted,
  type AnswerHeaders,
  type Denial,
  headerOf,
  type RequestFacts,
} from '../../core/access/request-facts.js';
import { hasLoggedIn } from '../../core/access/worth.js';
import { errorText } from '../../core/error-text.js';
import type { Call, Handler, ServingParts } from './calls.js';
import { chairRoutes } from './chair-routes.js';
import { factsOf } from './gate.js';
import { historyRoutes } from './history-routes.js';
import { houseRoutes } from './house-routes.js';
import { metricsRoute } from './metrics-route.js';
import { openApiDocument } from './openapi.js';
import type { PageFiles } from './page-files.js';
import { peopleRoutes } from './people-routes.js';
import { programRoutes } from './program-routes.js';
import { addHeaders, failure, okReply, type Reply, responseOf } from './replies.js';
import { methodsOf, type Needed, type RouteName, routeEntries } from './routes.js';
import { scheduleRoutes } from './schedule-routes.js';
import { serviceRoutes } from './service-routes.js';
import { setupRoutes } from './setup-routes.js';
import { trialRoutes } from './trial-routes.js';

export interface ApiOptions extends ServingParts {
  readonly page: PageFiles;
}

interface Bindings extends HttpBindings {
  readonly facts: RequestFacts;
}

type Asked = Context<{ Bindings: Bindings }>;

/** A request listener for all that is no stop. */
export type Serve = (request: IncomingMessage, response: ServerResponse, listener: RequestFacts['listener']) => void;

const mistake = failure(500, 'internal', 'this daemon made a mistake; its log says more');
const stranger: Admitted = {
  kind: 'admitted',
  access: { rights: [], kind: 'nobody', until: null },
  mayRead: false,
};

/** Not asked of the gate: what everybody may know, and what admits by itself. */
const isUngated = (path: string): boolean => path === 'healthz' || /^api\/session(\/|$)/.test(path);

function mayDo({ access, mayRead }: Admitted, needs: Needed): boolean {
  if (needs === 'open') return true;
  return needs === 'read' ? mayRead : access.rights.includes(needs);
}

function lackOfRight({ access }: Admitted, needs: Needed): Reply {
  if (needs === 'edit' && access.rights.includes('own'))
    return failure(403, 'forbidden', 'no programs are saved here: set http.may_edit_programs, and programs', {
      values: { needs },
    });
  return !hasLoggedIn(access)
    ? failure(401, 'unauthenticated', 'send the token as "Authorization: Bearer TOKEN", or log in', {
        headers: { 'WWW-Authenticate': 'Bearer' },
      })
    : failure(403, 'forbidden', `this needs the right ${needs}, which this login has not`, { values: { needs } });
}

const replyOf = (denial: Denial): Reply => ({ ...denial, body: denial.error });

/** The API: every route with its right, in the order gate, right, handler. */
export function createApi(options: ApiOptions): Serve {
  const { gate, log, page } = options;
  const app = new Hono<{ Bindings: Bindings }>();
  const handlers: Partial<Record<RouteName, Handler>> = {
    ...chairRoutes(options),
    ...scheduleRoutes(options),
    ...houseRoutes(options),
    ...programRoutes(options),
    ...historyRoutes(options),
    ...peopleRoutes(options),
    ...serviceRoutes(options),
    ...setupRoutes(options),
    ...trialRoutes(options),
    ...metricsRoute(options),
    openapi: () => okReply(openApiDocument(options.version)),
  };
  const finish = async (facts: RequestFacts, reply: Reply, own: AnswerHeaders = {}): Promise<Response> => {
    const response = await responseOf(reply, acceptsGzip(facts));
    addHeaders(response.headers, own);
    addHeaders(response.headers, gate.headersFor(facts));
    return response;
  };
  const respond = async (context: Asked, needs: Needed, handle: Handler): Promise<Response> => {
    const { facts, incoming } = context.env;
    const admitted = isUngated(facts.path) ? stranger : gate.admit(facts);
    if (admitted.kind === 'denied') return await finish(facts, replyOf(admitted.denial));
    const query: Call['query'] = (name) => context.req.query(name);
    const [id = '', zone = ''] = [context.req.param('id'), context.req.param('zone')];
    const call = { id, zone, query, facts, admitted, incoming };
    const reply = await (mayDo(admitted, needs) ? handle(call) : lackOfRight(admitted, needs));
    return reply === null ? RESPONSE_ALREADY_SENT : await finish(facts, reply, admitted.headers);
  };
  for (const [name, { method, path, needs }] of routeEntries) {
    const handle = handlers[name];
    if (handle !== undefined) {
      app.on(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) => respond(context, needs, handle));
    }
  }
  app.notFound((context) => {
    const { facts } = context.env;
    const file = facts.method === 'GET' || facts.method === 'HEAD' ? page.find(facts.path) : null;
    return file === null ? respond(context, 'open', () => unknown(facts)) : served(context, file);
  });
  const served = async (context: Asked, file: NonNullable<ReturnType<PageFiles['find']>>): Promise<Response> => {
    const { facts } = context.env;
    const admittance = gate.admit(facts);
    if (admittance.kind === 'denied') return await finish(facts, replyOf(admittance.denial));
    const response = page.response(file, headerOf(facts, 'accept-encoding') ?? '');
    addHeaders(response.headers, admittance.headers);
    addHeaders(response.headers, gate.headersFor(facts));
    return response;
  };
  app.onError((error) => {
    log.error('http_failed', { error });
    return Response.json(mistake.body, { status: mistake.status });
  });
  return listenerOf(app, log);
}

const acceptsGzip = (facts: RequestFacts): boolean => /\bgzip\b/.test(headerOf(facts, 'accept-encoding') ?? '');

function unknown({ path, method }: RequestFacts): Reply {
  const methods = methodsOf(path);
  if (methods.length > 0 && !methods.includes(method)) {
    const allowed = methods.join(', ');
    return failure(405, 'wrong_method', `use ${allowed}`, { headers: { Allow: allowed } });
  }
  if (path === 'api/stream') {
    return failure(426, 'wrong_method', 'open a WebSocket here', { headers: { Upgrade: 'websocket' } });
  }
  const what = path === '' ? 'there is no page here: "npm run build" makes it' : 'there is no such path';
  return failure(404, 'not_found', `${what}; api/openapi.json lists what there is`);
}

function listenerOf(app: Hono<{ Bindings: Bindings }>, log: ServingParts['log']): Serve {
  const doors = new WeakMap<IncomingMessage, RequestFacts['listener']>();
  const listen = getRequestListener(
    (request, env) => {
      const incoming = env.incoming as IncomingMessage;
      return app.fetch(request, { ...env, facts: factsOf(incoming, doors.get(incoming) ?? 'main') });
    },
    {
      hostname: 'localhost',
      overrideGlobalObjects: false,
      errorHandler: (error) => {
        log.debug('http_unreadable', { reason: errorText(error) });
        return Response.json(
          { code: 'not_found', message: 'this request cannot be read', values: {} },
          { status: 400 },
        );
      },
    },
  );
  return (request, response, door) => {
    doors.set(request, door);
    listen(request, response).catch((error: unknown) => log.error('http_failed', { error }));
  };
}
