import type { FlightBrief, ProgramMarks, ShownHistory, WatchedFlight } from '../web/history.js';
import type { SessionChoice } from './past-sessions.js';

/** What is asked of the history; `calendarSince`: the Monday with which the calendar begins. */
export interface HistoryQuery extends SessionChoice {
  readonly calendarSince: string;
  /** Of an answer before: what follows that. */
  readonly cursor?: string | undefined;
}

export type ReadHistory = Omit<ShownHistory, 'versions' | 'today' | 'cost'>;

/** A table, or that it has too many rows. */
export type HistoryTable =
  | { readonly kind: 'table'; readonly text: string }
  | { readonly kind: 'too-long'; readonly rowsMax: number };

/** What became of a flight record that was asked for. */
export type OpenedFlight =
  | { readonly kind: 'flight'; readonly flight: WatchedFlight }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'problem'; readonly message: string };

/** Reads what is kept of what was, beside the thread that supervises chairs. `client`: of one client only the newest job of a kind is done. Null:
 *  it took too long, cannot be read, or a newer one came. [S14] */
export interface HistoryDesk {
  sessions(client: string, query: HistoryQuery): Promise<ReadHistory | null>;
  table(client: string, choice: SessionChoice): Promise<HistoryTable | null>;
  /** Of one person, or, with none, of all. */
  marks(client: string, choice: SessionChoice): Promise<ProgramMarks | null>;
  flights(client: string): Promise<readonly FlightBrief[] | null>;
  /** `isRaw`: its text as it was written. */
  flight(client: string, name: string, isRaw: boolean): Promise<OpenedFlight | null>;
  /** A record that somebody has sent along. */
  read(client: string, text: string): Promise<OpenedFlight | null>;
}
