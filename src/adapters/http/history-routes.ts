import type { z } from 'zod';
import { calendarWeeks } from '../../core/ledger/calendar.js';
import { localDay } from '../../core/ledger/local-day.js';
import { programVersion } from '../../core/ledger/open-line.js';
import { daysOfWeek } from '../../core/people/week.js';
import { parseJson } from '../../core/shape/read-json.js';
import { isoTime } from '../../core/time-text.js';
import {
  historyChoiceSchema,
  historyQuerySchema,
  markRequestSchema,
  programMarksQuerySchema,
} from '../../core/web/history.js';
import { readBody } from './bodies.js';
import type { Call, Handler, ServingParts } from './calls.js';
import { askerOf, tooLarge } from './house-routes.js';
import { failure, okReply, type Reply } from './replies.js';
import { noSuchChair } from './stop-lane.js';

type Kept = NonNullable<ServingParts['history']>;

/** More than ten times what is written of a minute and a half. */
const flightBytesMax = 4 * 1024 * 1024;

const markBytesMax = 1024;

/** The desk does not say which of these it was. */
const notTold = failure(
  503,
  'unavailable',
  'this could not be read, or it took too long, or a newer request of yours came: ask again',
  { headers: { 'Retry-After': '2' } },
);

const noHistory = failure(404, 'not_found', 'nothing is kept here');
const noSuchFlight = failure(404, 'not_found', 'there is no such flight record; api/flights lists what there is');
const notWatchable = (message: string): Reply => failure(422, 'invalid_command', `this cannot be watched: ${message}`);

/** What was asked for, or what is wrong with it. */
function choiceIn<Choice>(schema: z.ZodType<Choice>, names: readonly string[], { query }: Call): Choice | Reply {
  const asked = Object.fromEntries(names.flatMap((name) => (query(name) === undefined ? [] : [[name, query(name)]])));
  const read = schema.safeParse(asked);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return failure(400, 'invalid_command', `${issue?.path.join('.')}: ${issue?.message}`);
}

const isReply = (value: object): value is Reply => 'status' in value && 'body' in value;

async function sessions({ desk, timeZone, cost }: Kept, parts: ServingParts, call: Call): Promise<Reply> {
  const query = choiceIn(historyQuerySchema, Object.keys(historyQuerySchema.shape), call);
  if (isReply(query)) return query;
  const wallMs = parts.clock.wallMs();
  const today = localDay(isoTime(wallMs), timeZone);
  const [calendarSince = today] = daysOfWeek(wallMs, timeZone, 1 - calendarWeeks).days;
  const read = await desk.sessions(askerOf(call), { ...query, calendarSince });
  if (read === null) return notTold;
  const versions = Object.fromEntries([...parts.programs()].map(([id, { program }]) => [id, programVersion(program)]));
  return okReply({ today, ...read, cost: query.cursor === undefined ? cost(today) : null, versions });
}

async function table({ desk }: Kept, call: Call): Promise<Reply> {
  const choice = choiceIn(historyChoiceSchema, Object.keys(historyChoiceSchema.shape), call);
  if (isReply(choice)) return choice;
  const made = await desk.table(askerOf(call), choice);
  if (made === null) return notTold;
  if (made.kind === 'too-long') {
    const message = `these are over ${made.rowsMax} sessions: ask for fewer days, or run "chair2mqtt history --csv"`;
    return failure(413, 'too_large', message, { values: { rows_max: made.rowsMax } });
  }
  const headers = {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="chair2mqtt-sessions.csv"',
  };
  return { status: 200, body: made.text, headers };
}

async function programMarks({ desk }: Kept, call: Call): Promise<Reply> {
  const choice = choiceIn(programMarksQuerySchema, ['person'], call);
  if (isReply(choice)) return choice;
  const marks = await desk.marks(askerOf(call), { ...choice, program: call.id });
  return marks === null ? notTold : okReply(marks);
}

/** By whoever may start: the session's own person is whose mark it is. */
async function mark({ fleet, connections }: ServingParts, call: Call): Promise<Reply | null> {
  if (!fleet.chairIds.includes(call.id)) return { status: 404, body: noSuchChair(fleet) };
  connections.serving(call.incoming);
  const body = await readBody(call.incoming, markBytesMax);
  if (body === null) return null;
  if (body.length > markBytesMax) return tooLarge(markBytesMax);
  const read = markRequestSchema.safeParse(parseJson(body.toString()));
  if (!read.success) return failure(400, 'invalid_command', 'send {"zone":"back","what":"softer"}, or "nice"');
  const isKept = fleet.mark(call.id, read.data);
  return isKept
    ? okReply({ ok: true })
    : failure(409, 'not_in_state', 'no session is under way, or it has marks enough');
}

async function flight({ desk }: Kept, call: Call, isRaw: boolean): Promise<Reply> {
  const opened = await desk.flight(askerOf(call), call.id, isRaw);
  if (opened === null) return notTold;
  switch (opened.kind) {
    case 'flight':
      return okReply(opened.flight);
    case 'text': {
      const headers = {
        'Content-Type': 'application/x-ndjson',
        'Content-Disposition': `attachment; filename="${call.id}"`,
      };
      return { status: 200, body: opened.text, headers };
    }
    case 'absent':
      return noSuchFlight;
    case 'problem':
      return notWatchable(opened.message);
  }
}

/** A record that somebody has sent along is looked at, and not kept. */
async function readSent({ desk }: Kept, { connections }: ServingParts, call: Call): Promise<Reply | null> {
  connections.serving(call.incoming);
  const body = await readBody(call.incoming, flightBytesMax);
  if (body === null) return null;
  if (body.length > flightBytesMax) return tooLarge(flightBytesMax);
  const opened = await desk.read(askerOf(call), body.toString());
  if (opened === null) return notTold;
  return opened.kind === 'flight'
    ? okReply(opened.flight)
    : notWatchable(opened.kind === 'problem' ? opened.message : '');
}

/** What is asked of what was. */
export function historyRoutes(parts: ServingParts) {
  const { history } = parts;
  const kept =
    (handle: (history: Kept, call: Call) => Promise<Reply | null>): Handler =>
    (call) =>
      history === undefined ? noHistory : handle(history, call);
  return {
    history: kept((own, call) => sessions(own, parts, call)),
    historyTable: kept(table),
    programMarks: kept(programMarks),
    mark: (call: Call) => mark(parts, call),
    flights: kept(async ({ desk }, call) => {
      const list = await desk.flights(askerOf(call));
      return list === null ? notTold : okReply(list);
    }),
    flight: kept((own, call) => flight(own, call, false)),
    flightText: kept((own, call) => flight(own, call, true)),
    readFlight: kept((own, call) => readSent(own, parts, call)),
  } satisfies Readonly<Record<string, Handler>>;
}
