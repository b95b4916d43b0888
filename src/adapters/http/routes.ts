import { z } from 'zod';
import { shownGoalSchema } from '../../core/people/view.js';
import {
  aboutSchema,
  checkAnswerSchema,
  commandAnswerSchema,
  forgottenSchema,
  listedChairSchema,
  offeredChairSchema,
  personIdSchema,
  schedulesAnswerSchema,
  shownChairSchema,
  shownTimelineSchema,
  wholeProgramSchema,
} from '../../core/web/answers.js';
import { accessSchema, type Right, snapshotSchema, startableSchema, takenSchema } from '../../core/web/frames.js';
import { goalWishSchema } from '../../core/web/goals.js';
import {
  flightBriefSchema,
  historyChoiceSchema,
  historyQuerySchema,
  historySchema,
  markRequestSchema,
  programMarksQuerySchema,
  programMarksSchema,
  watchedFlightSchema,
} from '../../core/web/history.js';
import {
  programFileSchema,
  programWritingSchema,
  savedProgramSchema,
  trialAnswerSchema,
  trialQuerySchema,
  writeRequestSchema,
} from '../../core/web/programs.js';
import { chairServiceSchema, servedRequestSchema } from '../../core/web/service.js';
import { setupDraftRequestSchema, setupDraftSchema, setupRequests, setupStateSchema } from '../../core/web/setup.js';

/** What a request must be allowed to be served. `open`: nothing; `read`: see the chairs, which the loopback may without a login. */
export type Needed = Right | 'read' | 'open';

export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it. */
  readonly path: string;
  readonly needs: Needed;
  readonly summary: string;
  readonly answer: z.ZodType;
  /** Of what is answered; left out: JSON. */
  readonly answerType?: 'text/plain' | 'text/csv' | 'application/x-ndjson';
  readonly query?: z.ZodObject;
  /** What is sent: JSON of this shape, or the text of a program file or of a flight record. */
  readonly body?: z.ZodType | 'yaml' | 'x-ndjson';
}

const sentCommandSchema = z
  .looseObject({ command: z.string() })
  .describe('a command as in docs/mqtt.md, such as {"command":"start","program":"quick-break"}');
const okSchema = z.object({ ok: z.boolean() });
const resultBrief = z.object({ ok: z.boolean(), code: z.string(), message: z.string() });

/** Everything that is served, and what each needs: the one table of rights. The stops stand here for the documentation; they are
 *  taken by the stop lane before any route is looked at. [S7] */
const routes = {
  stopAll: route('post', '/api/stop', 'stop', 'stop every chair', takenSchema),
  estopAll: route('post', '/api/estop', 'stop', 'stop every chair at once, and latch', takenSchema),
  stop: route('post', '/api/chairs/{id}/stop', 'stop', 'stop a chair', takenSchema),
  estop: route('post', '/api/chairs/{id}/estop', 'stop', 'stop a chair at once, and latch', takenSchema),
  pause: route('post', '/api/chairs/{id}/pause', 'stop', 'hold a session', takenSchema),
  session: route('get', '/api/session', 'open', 'who am I, and what may I do', accessSchema),
  login: {
    ...route('post', '/api/session', 'open', 'a token or a one-time code for a login', accessSchema),
    body: z.union([z.object({ token: z.string() }), z.object({ code: z.string() })]),
  },
  logout: route('delete', '/api/session', 'open', 'end the login', accessSchema),
  codes: {
    ...route('post', '/api/session/codes', 'open', 'make a one-time code for a phone or a guest', z.looseObject({})),
    body: z.object({ guest: z.boolean().optional() }),
  },
  info: route('get', '/api/info', 'read', 'which daemon this is, and how it does', aboutSchema),
  snapshot: {
    ...route('get', '/api/snapshot', 'read', 'every chair in short, or up to 50 of them whole', snapshotSchema),
    query: z.object({ chairs: z.string().optional() }),
  },
  chairs: route('get', '/api/chairs', 'read', 'the chairs', z.array(listedChairSchema)),
  chair: route('get', '/api/chairs/{id}', 'read', 'one chair', shownChairSchema),
  chairPrograms: route('get', '/api/chairs/{id}/programs', 'read', 'what it can play', z.array(wholeProgramSchema)),
  startable: {
    ...route('get', '/api/chairs/{id}/startable', 'read', 'what a start would be told now', z.array(startableSchema)),
    query: z.object({ person: z.string().optional() }),
  },
  commands: {
    ...route('post', '/api/chairs/{id}/commands', 'control', 'a command', commandAnswerSchema),
    body: sentCommandSchema,
  },
  trial: {
    ...route('post', '/api/chairs/{id}/trial', 'own', 'ten seconds of the program that is sent', trialAnswerSchema),
    query: trialQuerySchema,
    body: 'yaml',
  },
  programs: route('get', '/api/programs', 'read', 'the programs of the folder', z.array(wholeProgramSchema)),
  program: route('get', '/api/programs/{id}', 'read', 'one program', wholeProgramSchema),
  timeline: {
    ...route('get', '/api/programs/{id}/timeline', 'read', 'what it does when', shownTimelineSchema),
    query: z.object({ intensity: z.coerce.number().optional(), duration_s: z.coerce.number().optional() }),
  },
  check: {
    ...route('post', '/api/programs/check', 'control', 'what is wrong with a program file', checkAnswerSchema),
    body: 'yaml',
  },
  writeProgram: {
    ...route(
      'post',
      '/api/programs/written',
      'control',
      'the text of a file with a program in it; nothing is saved',
      programWritingSchema,
    ),
    body: writeRequestSchema,
  },
  programFile: route('get', '/api/programs/{id}/file', 'control', 'the text of its file', programFileSchema),
  saveProgram: {
    ...route('put', '/api/programs/{id}', 'edit', 'save the file of a program', savedProgramSchema),
    body: 'yaml',
  },
  schedules: route(
    'get',
    '/api/schedules',
    'read',
    'what is planned, offered, and became of the last',
    schedulesAnswerSchema,
  ),
  offerStart: {
    ...route('post', '/api/schedules/{id}/start', 'control', 'start what it offers now', commandAnswerSchema),
    body: offeredChairSchema,
  },
  offerSkip: {
    ...route('post', '/api/schedules/{id}/skip', 'control', 'say no to what it offers now', okSchema),
    body: offeredChairSchema,
  },
  people: route('get', '/api/people', 'own', 'who may sit there', z.array(personIdSchema)),
  history: {
    ...route('get', '/api/history', 'own', 'the sessions that were there, the newest first', historySchema),
    query: historyQuerySchema,
  },
  historyTable: {
    ...route('get', '/api/history.csv', 'own', 'the same as a table, the oldest first', z.string()),
    query: historyChoiceSchema,
    answerType: 'text/csv',
  },
  programMarks: {
    ...route('get', '/api/programs/{id}/marks', 'own', 'where sessions of a program were marked', programMarksSchema),
    query: programMarksQuerySchema,
  },
  mark: {
    ...route('post', '/api/chairs/{id}/marks', 'control', 'mark the place where a session is', okSchema),
    body: markRequestSchema,
  },
  flights: route('get', '/api/flights', 'own', 'the flight records, the newest first', z.array(flightBriefSchema)),
  flight: route('get', '/api/flights/{id}', 'own', 'a flight record, to be watched', watchedFlightSchema),
  flightText: {
    ...route('get', '/api/flights/{id}/text', 'own', 'a flight record as it was written', z.string()),
    answerType: 'application/x-ndjson',
  },
  readFlight: {
    ...route('post', '/api/flights/read', 'own', 'a flight record of elsewhere, to be watched', watchedFlightSchema),
    body: 'x-ndjson',
  },
  goals: route('get', '/api/goals', 'own', 'how the week of each person stands', z.array(shownGoalSchema)),
  setGoal: {
    ...route('put', '/api/goals/{id}', 'own', 'set, pause or take up a goal', shownGoalSchema),
    body: goalWishSchema,
  },
  service: route('get', '/api/service', 'own', 'what there is to look after at each zone', z.array(chairServiceSchema)),
  served: {
    ...route('post', '/api/service/{id}/{zone}/done', 'own', 'somebody has looked after a zone', chairServiceSchema),
    body: servedRequestSchema,
  },
  forget: route('post', '/api/people/{id}/forget', 'own', 'take a person out of what is kept', forgottenSchema),
  setup: route('get', '/api/setup', 'own', 'the set-up as it stands, with the ports of this machine', setupStateSchema),
  setupAnswers: {
    ...route('post', '/api/setup/answers', 'own', 'answers of the set-up', setupStateSchema),
    body: setupRequests.answers,
  },
  setupTest: {
    ...route('post', '/api/setup/test', 'own', 'test the step of the set-up; nothing moves', setupStateSchema),
    body: setupRequests.test,
  },
  setupStep: {
    ...route('post', '/api/setup/step', 'own', 'the next step of the set-up, or the one before', setupStateSchema),
    body: setupRequests.step,
  },
  setupWatch: {
    ...route('post', '/api/setup/watch', 'own', 'watch what is pulled out and plugged in', setupStateSchema),
    body: setupRequests.watch,
  },
  setupWrite: {
    ...route('post', '/api/setup/write', 'own', 'write the configuration that was set up', setupStateSchema),
    body: setupRequests.write,
  },
  setupDraft: {
    ...route(
      'post',
      '/api/setup/draft',
      'own',
      'what the configuration would be; nothing is written',
      setupDraftSchema,
    ),
    body: setupDraftRequestSchema,
  },
  openapi: route('get', '/api/openapi.json', 'open', 'this description', z.looseObject({})),
  health: route('get', '/healthz', 'open', 'whether the process answers', okSchema),
  metrics: {
    ...route('get', '/metrics', 'own', 'what is measured, for Prometheus', z.string()),
    answerType: 'text/plain',
  },
  plainChairs: route('get', '/chairs', 'read', 'as api/chairs', z.array(listedChairSchema)),
  plainChair: route('get', '/chairs/{id}', 'read', 'as api/chairs/{id}', shownChairSchema),
  plainStop: route('post', '/chairs/{id}/stop', 'stop', 'as api/chairs/{id}/stop, with a short answer', resultBrief),
  plainEstop: route('post', '/chairs/{id}/estop', 'stop', 'as api/chairs/{id}/estop, with a short answer', resultBrief),
  plainSet: {
    ...route('post', '/chairs/{id}/set', 'control', 'as api/chairs/{id}/commands, with a short answer', resultBrief),
    body: sentCommandSchema,
  },
} as const satisfies Readonly<Record<string, Route>>;

export type RouteName = keyof typeof routes;

function route(method: Route['method'], path: string, needs: Needed, summary: string, answer: z.ZodType): Route {
  return { method, path, needs, summary, answer };
}

/** The routes, by name. */
export const routeEntries = Object.entries(routes) as readonly (readonly [RouteName, Route])[];

const patternOf = ({ path }: Route): RegExp => new RegExp(`^${path.slice(1).replaceAll(/\{\w+\}/g, '[^/]+')}$`);
const patterns = routeEntries.map(([, each]) => [patternOf(each), each.method.toUpperCase()] as const);

/** The methods that a path is served with; none where there is no such path. */
export const methodsOf = (path: string): readonly string[] =>
  patterns.filter(([pattern]) => pattern.test(path)).map(([, method]) => method);
