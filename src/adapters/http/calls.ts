import type { IncomingMessage } from 'node:http';
import type { Admitted, RequestFacts } from '../../core/access/request-facts.js';
import type { HistoryDesk } from '../../core/ledger/desk.js';
import type { Exposition } from '../../core/metrics/measures.js';
import type { PeopleKeeper } from '../../core/people/keeper.js';
import type { ProgramDesk } from '../../core/program/desk.js';
import type { Program } from '../../core/program/schema.js';
import type { ProgramShelf } from '../../core/program/shelf.js';
import type { SetupDesk } from '../../core/setup/desk.js';
import type { ShownCost } from '../../core/web/history.js';
import type { Intake, Log } from '../../ports.js';
import type { Connections } from './connections.js';
import type { Gate } from './gate.js';
import type { Reply } from './replies.js';
import type { Snapshots, SnapshotsParts } from './snapshots.js';

/** One request that may be served. */
export interface Call {
  /** What stands for `{id}` in the path; empty where there is none. */
  readonly id: string;
  /** What stands for `{zone}`, as `id`. */
  readonly zone: string;
  readonly query: (name: string) => string | undefined;
  readonly facts: RequestFacts;
  readonly admitted: Admitted;
  readonly incoming: IncomingMessage;
}

/** Null: the client has gone. */
export type Handler = (call: Call) => Reply | Promise<Reply | null>;

export interface ApiParts extends SnapshotsParts {
  readonly intake: Intake;
  readonly log: Log;
  readonly gate: Gate;
  /** Ids of the people of the configuration. */
  readonly people: readonly string[];
  /** What is kept of people. Left out: nothing is. */
  readonly keeper?: PeopleKeeper;
  /** The programs of the folder, by id, with the names of their files. */
  readonly programs: () => ReadonlyMap<string, { readonly program: Program; readonly file?: string }>;
  readonly desk: ProgramDesk;
  /** The files of programs. Left out: none are shown or saved. */
  readonly shelf?: ProgramShelf;
  readonly version: string;
  readonly startedAt: string;
  readonly isBrokerOnline: () => boolean;
  /** What sets chairs up; made when it is first asked for. Left out: nothing does. */
  readonly setup?: () => SetupDesk;
  /** What is kept of what was, and the zone (IANA) in which days are counted; `cost`: of a day of that zone. Left out: nothing is kept. */
  readonly history?: {
    readonly desk: HistoryDesk;
    readonly timeZone: string;
    readonly cost: (today: string) => ShownCost | null;
  };
  /** What is measured. Left out: it is not shown. */
  readonly exposition?: Exposition;
}

export interface ServingParts extends ApiParts {
  readonly connections: Connections;
  readonly snapshots: Snapshots;
}

export const mayOwn = ({ admitted }: Pick<Call, 'admitted'>): boolean => admitted.access.rights.includes('own');
