import { join } from 'node:path';
import { chairOfFlight } from '../../core/flight/format.js';
import { parseFlight } from '../../core/flight/parse.js';
import { watchedFlight } from '../../core/flight/watched.js';
import { Calendar } from '../../core/ledger/calendar.js';
import { csvHead, csvRow } from '../../core/ledger/csv.js';
import type { HistoryDesk, HistoryQuery, HistoryTable, OpenedFlight, ReadHistory } from '../../core/ledger/desk.js';
import { NewestSessions } from '../../core/ledger/history-list.js';
import {
  isOnDays,
  mayHold,
  type PastSession,
  PastSessions,
  type SessionChoice,
} from '../../core/ledger/past-sessions.js';
import { ProgramMarkList } from '../../core/ledger/program-marks.js';
import type { FlightBrief, ProgramMarks } from '../../core/web/history.js';
import type { Clock } from '../../ports.js';
import { ledgerDirectory } from './file-ledger.js';
import { flightDirectory, flightText, listFlights, readFlightFile } from './flight-folder.js';
import { type LedgerDisk, ledgerDiskIn } from './ledger-disk.js';
import { readLinesOf, sessionFiles } from './ledger-reading.js';
import { WorkThread } from './work-thread.js';

/** What the desk can be asked for, and what it answers; null: nothing can be read. */
interface HistoryJobs {
  readonly sessions: { readonly asked: { readonly query: HistoryQuery }; readonly answer: ReadHistory };
  readonly table: { readonly asked: { readonly choice: SessionChoice }; readonly answer: HistoryTable };
  readonly marks: { readonly asked: { readonly choice: SessionChoice }; readonly answer: ProgramMarks };
  readonly flights: { readonly asked: object; readonly answer: readonly FlightBrief[] };
  readonly flight: {
    readonly asked: { readonly name: string; readonly isRaw: boolean };
    readonly answer: OpenedFlight;
  };
  readonly read: { readonly asked: { readonly text: string }; readonly answer: OpenedFlight };
}
type JobKind = keyof HistoryJobs;
type JobOf<Kind extends JobKind> = HistoryJobs[Kind]['asked'] & { readonly kind: Kind; readonly dataDirectory: string };
type AnswerTo<Kind extends JobKind> = HistoryJobs[Kind]['answer'] | null;

export type HistoryJob = { [Kind in JobKind]: JobOf<Kind> }[JobKind];
type HistoryAnswer = AnswerTo<JobKind>;

const listMax = 200;
/** What somebody liked long ago says little of today. */
const markMonthsMax = 13;
/** A table is made in memory, and sent whole. */
const rowsMax = 20_000;

/** The sessions of one file. */
async function readFileOf(
  disk: LedgerDisk,
  name: string,
  choice: SessionChoice,
  take: (session: PastSession) => void,
): Promise<void> {
  const sessions = new PastSessions(choice, take);
  await readLinesOf(disk, name, 0, { line: (line) => sessions.line(line), skipped: () => undefined });
  sessions.end();
}

const newestFirst = async (disk: LedgerDisk): Promise<readonly string[]> =>
  [...sessionFiles(await disk.list())].reverse();

/** The list goes on to older files only until it is full; the calendar needs all of its weeks. */
async function readSessions(disk: LedgerDisk, query: HistoryQuery): Promise<ReadHistory> {
  const { calendarSince, cursor, since, until, ...kind } = query;
  const calendar = cursor === undefined ? new Calendar(calendarSince) : null;
  const newest = new NewestSessions(listMax, cursor);
  for (const name of await newestFirst(disk)) {
    const isForCalendar = calendar !== null && mayHold(name, calendarSince);
    const isForList = mayHold(name, since) && !newest.isFull;
    if (!isForCalendar && !isForList) continue;
    await readFileOf(disk, name, kind, (session) => {
      if (isForCalendar) calendar.take(session);
      if (isForList && isOnDays(session.opened, { since, until })) newest.take(session);
    });
  }
  return { ...(calendar?.told ?? { calendar: null, favourites: null }), ...newest.list };
}

async function readTable(disk: LedgerDisk, choice: SessionChoice): Promise<HistoryTable> {
  const rows: string[] = [];
  for (const name of sessionFiles(await disk.list()).filter((each) => mayHold(each, choice.since))) {
    await readFileOf(disk, name, choice, (session) => {
      if (rows.length <= rowsMax) rows.push(csvRow(session));
    });
    if (rows.length > rowsMax) return { kind: 'too-long', rowsMax };
  }
  return { kind: 'table', text: csvHead() + rows.join('') };
}

async function readMarks(disk: LedgerDisk, choice: SessionChoice): Promise<ProgramMarks> {
  const marks = new ProgramMarkList();
  for (const name of (await newestFirst(disk)).slice(0, markMonthsMax)) {
    if (marks.isFull) break;
    await readFileOf(disk, name, choice, (session) => marks.take(session));
  }
  return marks.newest;
}

const nameForm = /^(.+)-([0-9+-]+)T(\d{2})(\d{2})(\d{2}\.\d{3}Z)-([a-z_]+)\.jsonl$/;

/** What the name of a record says. */
function briefOf(name: string): readonly FlightBrief[] {
  const chair = chairOfFlight(name);
  const [, , date = '', hours, minutes, seconds, code = ''] = nameForm.exec(name) ?? [];
  if (chair === null || !/^\d{8}$/.test(date)) return [];
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  return [{ name, chair, at: `${day}T${hours}:${minutes}:${seconds}`, code }];
}

async function briefs(directory: string): Promise<readonly FlightBrief[]> {
  const all = (await listFlights(directory)).flatMap(briefOf);
  return all.sort((one, other) => Date.parse(other.at) - Date.parse(one.at)).slice(0, listMax);
}

const watched = (parsed: ReturnType<typeof parseFlight>): OpenedFlight =>
  parsed.kind === 'problem' ? parsed : { kind: 'flight', flight: watchedFlight(parsed.record, parsed.damage) };

async function openFlight(directory: string, name: string, isRaw: boolean): Promise<OpenedFlight> {
  // A name from outside is one of the folder's, or none.
  if (!(await listFlights(directory)).includes(name)) return { kind: 'absent' };
  const path = join(directory, name);
  return isRaw ? flightText(path) : watched(readFlightFile(path));
}

/** Does one job; null where nothing can be read. */
export async function workOnHistory(job: HistoryJob): Promise<HistoryAnswer> {
  const ledger = ledgerDiskIn(ledgerDirectory(job.dataDirectory));
  const flights = flightDirectory(job.dataDirectory);
  try {
    switch (job.kind) {
      case 'sessions':
        return await readSessions(ledger, job.query);
      case 'table':
        return await readTable(ledger, job.choice);
      case 'marks':
        return await readMarks(ledger, job.choice);
      case 'flights':
        return await briefs(flights);
      case 'flight':
        return await openFlight(flights, job.name, job.isRaw);
      case 'read':
        return watched(parseFlight(job.text));
    }
  } catch {
    return null;
  }
}

/** A year of a fleet takes seconds. */
const jobMsMax = 15_000;

const deskWith = (
  dataDirectory: string,
  ask: <Kind extends JobKind>(client: string, job: JobOf<Kind>) => Promise<AnswerTo<Kind>>,
): HistoryDesk => ({
  sessions: (client, query) => ask<'sessions'>(client, { kind: 'sessions', dataDirectory, query }),
  table: (client, choice) => ask<'table'>(client, { kind: 'table', dataDirectory, choice }),
  marks: (client, choice) => ask<'marks'>(client, { kind: 'marks', dataDirectory, choice }),
  flights: (client) => ask<'flights'>(client, { kind: 'flights', dataDirectory }),
  flight: (client, name, isRaw) => ask<'flight'>(client, { kind: 'flight', dataDirectory, name, isRaw }),
  read: (client, text) => ask<'read'>(client, { kind: 'read', dataDirectory, text }),
});

/** `script` is the built `history-desk-worker`. */
export function historyBeside(script: URL, clock: Clock): (dataDirectory: string) => HistoryDesk {
  const thread = new WorkThread<HistoryJob, HistoryAnswer>(script, clock, jobMsMax);
  // What comes back belongs to the job that was sent: the thread works on one at a time.
  return (dataDirectory) =>
    deskWith(
      dataDirectory,
      (client, job) => thread.ask(`${client} ${job.kind}`, job as HistoryJob) as Promise<AnswerTo<typeof job.kind>>,
    );
}

/** Works where it is asked: for what has nothing else to do. */
export const historyAtOnce = (dataDirectory: string): HistoryDesk =>
  deskWith(dataDirectory, (_, job) => workOnHistory(job as HistoryJob) as Promise<AnswerTo<typeof job.kind>>);
