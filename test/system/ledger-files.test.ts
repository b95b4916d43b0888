import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileLedger, ledgerDirectory } from '../../src/adapters/files/file-ledger.js';
import { ledgerDiskIn } from '../../src/adapters/files/ledger-disk.js';
import { DaemonBench } from '../support/daemon-bench.js';
import { eventually } from '../support/eventually.js';
import { LedgerBench } from '../support/ledger-bench.js';
import { temporaryFolder } from '../support/program.js';
import { silentLog } from '../support/silent-log.js';

const minuteMs = 60_000;
const november = '2026-11.jsonl';
const december = '2026-12.jsonl';
const lateInNovember = Date.parse('2026-11-30T23:50:00Z');

describe('a month’s change in the middle of a session', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let files: LedgerBench;
  let bench: DaemonBench;
  beforeEach(() => {
    folder = temporaryFolder();
    const directory = ledgerDirectory(folder.path);
    mkdirSync(directory);
    files = new LedgerBench(directory);
    bench = DaemonBench.ready({
      ledger: (clock) =>
        new FileLedger({
          disk: ledgerDiskIn(directory),
          store: { whenQuiet: (run) => run() },
          clock,
          log: silentLog,
          timeZone: 'UTC',
        }),
    });
    bench.clock.jumpWall(lateInNovember - bench.clock.wallMs());
  });
  afterEach(() => folder.remove());

  const kindsIn = (name: string): readonly string[] =>
    files.names.includes(name) ? files.lines(name).map(({ kind }) => kind) : [];
  const untilThere = (name: string, ...kinds: readonly string[]): Promise<void> =>
    eventually(
      () =>
        kindsIn(name)
          .filter((kind) => kind !== 'seed')
          .join() === kinds.join(),
      `${name}: ${kinds}`,
    );

  it('keeps it in the old month, and the next one in the new', async () => {
    bench.run({ command: 'start', program: 'relaxation' });
    bench.advance(25 * minuteMs);
    await untilThere(november, 'opened', 'closed');
    bench.advance(40 * minuteMs);
    expect(bench.run({ command: 'start', program: 'quick-break' })?.code).toBe('ok');
    bench.advance(minuteMs);
    await untilThere(december, 'opened');
  });

  it('ends it there too where the daemon is killed in the new month', async () => {
    bench.run({ command: 'start', program: 'relaxation' });
    bench.advance(5 * minuteMs);
    await untilThere(november, 'opened');
    bench.advance(10 * minuteMs);
    bench.restart();
    bench.advance(3000);
    await untilThere(november, 'opened', 'closed');
    expect(files.lines(november).at(-1)).toMatchObject({ ended_by: 'daemon_lost' });
    expect(kindsIn(december)).not.toContain('closed');
  });
});
