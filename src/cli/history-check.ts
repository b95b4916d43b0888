import type { LedgerDisk } from '../adapters/files/ledger-disk.js';
import { ledgerFiles, readLinesOf, sessionFiles } from '../adapters/files/ledger-reading.js';
import { monthFile } from '../core/ledger/months.js';
import { PastSessions } from '../core/ledger/past-sessions.js';
import { type CliIo, counted } from './process-edge.js';

/** Reads every line, of notes too. Gives the exit code: 1 where one of them is damaged. */
export async function checkHistory(io: CliIo, disk: LedgerDisk): Promise<number> {
  const names = await disk.list();
  let damaged = 0;
  for (const name of ledgerFiles(names)) damaged += await checkFile(io, disk, name);
  for (const name of names.filter((each) => each.endsWith('.torn')))
    io.stdout.write(`${name}: ${await disk.size(name)} bytes that were no line\n`);
  if (sessionFiles(names).length === 0) io.stdout.write('there are no sessions yet\n');
  return damaged === 0 ? 0 : 1;
}

/** Gives how many lines of the file are damaged. */
async function checkFile(io: CliIo, disk: LedgerDisk, name: string): Promise<number> {
  let [lines, wrong, unknown, sessions, open] = [0, 0, 0, 0, 0];
  const past = new PastSessions({}, ({ closed }) => {
    sessions += 1;
    if (closed === null) open += 1;
  });
  const { bad } = await readLinesOf(disk, name, 0, {
    line: (line) => {
      lines += 1;
      past.line(line);
    },
    skipped: (kind, at, reason) => {
      if (kind === 'unknown') unknown += 1;
      else {
        wrong += 1;
        io.stdout.write(`${name}: byte ${at}: ${reason}\n`);
      }
    },
  });
  past.end();
  if (bad !== null) io.stdout.write(`${name}: byte ${bad.at}, at its end: ${bad.reason}\n`);
  const damaged = wrong + (bad === null ? 0 : 1);
  const ofSessions = monthFile(name)?.isNotes === true ? [] : [counted(sessions, 'session')];
  const known = [...ofSessions, counted(lines, 'line')];
  const more = [
    ...(open > 0 ? [`${open} without an end`] : []),
    ...(unknown > 0 ? [`${unknown} of a later version`] : []),
  ];
  io.stdout.write(`${name}: ${[...known, ...more, `${damaged} damaged`].join(', ')}\n`);
  return damaged;
}
