import type { LedgerDisk } from '../adapters/files/ledger-disk.js';
import { forgetPerson } from '../adapters/files/ledger-forgetting.js';
import { lockDirectory } from '../adapters/files/lock.js';
import { openStore } from '../adapters/files/store.js';
import type { Config } from '../config.js';
import { readRecord } from '../core/saved-record.js';
import { type CliIo, counted, silentLog } from './process-edge.js';

const outOfReach =
  'Not in reach of this: what the broker and the hub have kept (a retained topic is made anew at the next start of the daemon), backups, ' +
  'logs, copies of the ledger, texts in which people have written the name, and the configuration itself.';

/** Takes a person out of what the data folder keeps. Gives the exit code. */
export async function forgetInHistory(io: CliIo, disk: LedgerDisk, config: Config, person: string): Promise<number> {
  const lock = lockDirectory(config.data_dir);
  if (lock.kind === 'problem') {
    io.stderr.write(`${lock.message}\nStop the daemon first: it keeps sessions of its own in memory.\n`);
    return 1;
  }
  try {
    const { files, lines } = await forgetPerson(disk, person);
    const selections = await forgetSelections(io, config, person);
    if (selections === null) return 1;
    const done = `${counted(lines, 'line')} in ${counted(files, 'file')} of the ledger`;
    io.stdout.write(
      `${person} was taken out of ${done}, and of what is selected on ${counted(selections, 'chair')}.\n`,
    );
    io.stdout.write(`${outOfReach}\n`);
    return 0;
  } finally {
    lock.release();
  }
}

/** What is selected for the next start; gives on how many chairs it was this person, null where the folder cannot be used. */
async function forgetSelections(io: CliIo, { data_dir, chairs }: Config, person: string): Promise<number | null> {
  const store = openStore(data_dir, io.clock, silentLog);
  if ('kind' in store) {
    io.stderr.write(`${store.message}\n`);
    return null;
  }
  let changed = 0;
  for (const { id } of chairs) {
    const loaded = readRecord(store.load(id));
    if (loaded.kind !== 'record' || loaded.record.selection.person !== person) continue;
    const selection = { ...loaded.record.selection, person: null };
    if (await store.save(id, { ...loaded.record, selection })) changed += 1;
  }
  return changed;
}
