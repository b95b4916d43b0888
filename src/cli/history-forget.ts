import type { LedgerDisk } from '../adapters/files/ledger-disk.js';
import { forgetPerson } from '../adapters/files/ledger-forgetting.js';
import { holderOf, lockDirectory } from '../adapters/files/lock.js';
import { forgetInRecords } from '../adapters/files/record-forgetting.js';
import { openStore } from '../adapters/files/store.js';
import { askDaemon } from '../adapters/http/access/daemon-client.js';
import { personIdPattern } from '../core/ids.js';
import { outOfReachText } from '../core/ledger/forgotten-words.js';
import { readJsonAs } from '../core/shape/read-json.js';
import { forgottenSchema } from '../core/web/answers.js';
import { apiErrorSchema } from '../core/web/frames.js';
import { findDaemon, type Loaded, whyNot } from './daemon-door.js';
import { type CliIo, counted, silentLog } from './process-edge.js';

interface Done {
  readonly lines: number;
  readonly files: number;
  readonly chairs: readonly string[];
  readonly removed: readonly string[];
}

/** A month of a large fleet is read and written anew while its chairs are looked after. */
const waitMs = 300_000;

function tellDone(io: CliIo, person: string, { lines, files, chairs, removed }: Done): number {
  if (lines + chairs.length + removed.length === 0)
    io.stdout.write(`Nothing was kept of ${person}: is this the id in 'people' of the configuration?\n`);
  const ledger = `${counted(lines, 'line')} in ${counted(files, 'file')} of the ledger`;
  const chosen = `and of what is selected on ${counted(chairs.length, 'chair')}`;
  io.stdout.write(`${person} was taken out of ${ledger}, ${chosen}.\n`);
  if (removed.length > 0) io.stdout.write(`Removed, for it named ${person}: ${removed.join(', ')}.\n`);
  io.stdout.write(`${outOfReachText}\n`);
  return 0;
}

function tellProblem(io: CliIo, message: string): number {
  io.stderr.write(`${message}\n`);
  return 1;
}

/** The daemon has the newest sessions, and the say over its files. */
async function forgetByDaemon(io: CliIo, loaded: Loaded, person: string): Promise<number> {
  const door = findDaemon(loaded);
  if ('problem' in door) return tellProblem(io, `${door.problem}\nOr stop the daemon, and run this again.`);
  const answer = await askDaemon(door, { path: `/api/people/${person}/forget`, body: {}, waitMs }, io.clock);
  if (answer.kind !== 'answer') return tellProblem(io, whyNot(answer, door.place));
  const done = readJsonAs(answer.text, forgottenSchema);
  if (answer.status === 200 && done !== null) return tellDone(io, person, done);
  if (answer.status === 401 || answer.status === 429)
    return tellProblem(io, whyNot({ kind: 'token refused' }, door.place));
  const told = readJsonAs(answer.text, apiErrorSchema)?.message ?? `it answered with status ${answer.status}`;
  return tellProblem(io, told);
}

async function forgetInFolder(io: CliIo, { config }: Loaded, disk: LedgerDisk, person: string): Promise<number> {
  const { data_dir: directory } = config;
  const lock = lockDirectory(directory);
  if (lock.kind === 'problem') return tellProblem(io, lock.message);
  try {
    const store = openStore(directory, io.clock, silentLog);
    if ('kind' in store) return tellProblem(io, store.message);
    const lines = await forgetPerson(disk, person);
    const records = await forgetInRecords({ directory, store, clock: io.clock, inHand: [] }, person);
    if (records.failure !== null) return tellProblem(io, records.failure);
    return tellDone(io, person, { ...lines, ...records });
  } finally {
    lock.release();
  }
}

/** Takes a person out of what the data folder keeps: the daemon does it where one runs. Gives the exit code. */
export async function forgetInHistory(io: CliIo, loaded: Loaded, disk: LedgerDisk, person: string): Promise<number> {
  if (!personIdPattern.test(person))
    return tellProblem(io, 'the id of a person has small letters, digits, - and _, as in people of the configuration');
  if (holderOf(loaded.config.data_dir) !== null) return await forgetByDaemon(io, loaded, person);
  return await forgetInFolder(io, loaded, disk, person);
}
