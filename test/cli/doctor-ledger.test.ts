import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkLedger } from '../../src/cli/doctor-ledger.js';
import { LedgerBench } from '../support/ledger-bench.js';
import { closedLine, openedLine } from '../support/ledger-lines.js';
import { temporaryFolder } from '../support/program.js';

const november = '2026-11.jsonl';
let folder: ReturnType<typeof temporaryFolder>;
let bench: LedgerBench;
beforeEach(() => {
  folder = temporaryFolder();
  bench = new LedgerBench(join(folder.path, 'ledger'));
});
afterEach(() => folder.remove());

const found = async (): Promise<readonly string[]> =>
  (await checkLedger(folder.path)).map(({ kind, message }) => `${kind}: ${message.replace(bench.folder, 'FOLDER')}`);

describe('what the doctor says of the ledger', () => {
  it('is nothing before there is one', async () => {
    expect(await found()).toEqual([]);
  });

  it('is that it is fine', async () => {
    await bench.write(openedLine(), closedLine());
    expect(await found()).toEqual(['ok: 1 month in FOLDER']);
  });

  it('is how many lines the daemon has skipped, and that an end was torn', async () => {
    await bench.write(openedLine(), closedLine());
    const bytes = bench.bytes(november);
    bytes[30] = 0;
    bench.put(november, bytes.subarray(0, -5));
    await bench.write();
    expect(await found()).toEqual([
      'ok: 1 month in FOLDER',
      'warning: 1 damaged line skipped',
      'warning: the end of 1 month was torn once',
    ]);
  });

  it('is that it will be read, where its summary is gone', async () => {
    await bench.write(openedLine(), closedLine());
    bench.remove('summary.json');
    expect(await found()).toEqual(['ok: 1 month in FOLDER, to be read at the next start']);
  });
});
