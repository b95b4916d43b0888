import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerLine } from '../../../src/core/ledger/lines.js';
import { LedgerBench } from '../../support/ledger-bench.js';
import { closedLine, faultLine, openedLine } from '../../support/ledger-lines.js';
import { temporaryFolder } from '../../support/program.js';

const november = '2026-11.jsonl';
const lines: readonly LedgerLine[] = [
  openedLine(),
  closedLine(),
  openedLine({ id: 'second' }),
  faultLine(),
  closedLine({ id: 'second' }),
];
const next = faultLine({ zone: 'back', at: '2026-11-23T00:00:00Z' });

let folder: ReturnType<typeof temporaryFolder>;
let bench: LedgerBench;
let whole: Buffer;
/** Where each line ends. */
let ends: readonly number[];
beforeEach(async () => {
  folder = temporaryFolder();
  bench = new LedgerBench(join(folder.path, 'ledger'));
  await bench.write(...lines);
  whole = bench.bytes(november);
  ends = [...whole.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at + 1] : []));
});
afterEach(() => folder.remove());

/** The file is this, and the summary knows it as it was, or not at all; a daemon starts and writes one more line. */
async function restartOn(bytes: Uint8Array): Promise<readonly LedgerLine[]> {
  bench.told.length = 0;
  bench.put(november, bytes);
  bench.remove(`${november}.torn`);
  await bench.write(next);
  return bench.lines(november);
}

const isTrue = (line: LedgerLine): boolean =>
  [...lines, next].some((each) => JSON.stringify(each) === JSON.stringify(line)) ||
  (line.kind === 'closed' && line.ended_by === 'daemon_lost');

describe('a ledger that was cut or damaged', () => {
  it('loses at most its last line wherever its last three are cut, says so, keeps what it lost, and goes on', async () => {
    for (let length = ends.at(-4) ?? 0; length <= whole.length; length++) {
      const found = await restartOn(whole.subarray(0, length));
      const complete = ends.filter((end) => end <= length).length;
      expect(found.slice(0, complete)).toEqual(lines.slice(0, complete));
      expect(found.every(isTrue)).toBe(true);
      expect(found).toContainEqual(next);
      const rest = length - (ends[complete - 1] ?? 0);
      if (rest === 0) expect(bench.told.join()).not.toContain('torn');
      else {
        expect(bench.told).toContain('ledger_end_torn: it is unfinished');
        expect(bench.bytes(`${november}.torn`)).toHaveLength(rest);
      }
    }
  });

  it('ends a session as lost whose end was cut off', async () => {
    const found = await restartOn(whole.subarray(0, whole.length - 1));
    expect(found.at(-2)).toMatchObject({ kind: 'closed', id: 'second', ended_by: 'daemon_lost' });
  });

  it.each([
    ['last', -1],
    ['second last', -2],
  ])(
    'loses at most the %s line whichever byte of it is another, says so, and takes nothing wrong for true',
    async (_which, which) => {
      const [from, to] = [ends.at(which - 1) ?? 0, ends.at(which) ?? 0];
      for (let at = from; at < to; at++) {
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ 0x04;
        const found = await restartOn(damaged);
        const kept = lines.filter((line) => found.some((each) => JSON.stringify(each) === JSON.stringify(line)));
        expect(kept.length).toBeGreaterThanOrEqual(lines.length - 1);
        expect(found.every(isTrue)).toBe(true);
        expect(found.at(-1)).toEqual(next);
        if (kept.length < lines.length) expect(bench.told.join()).toMatch(/ledger_end_torn|ledger_line_skipped/);
      }
    },
  );

  it('counts the lines that it skips, also over restarts', async () => {
    const damaged = Buffer.from(whole);
    damaged[20] = 0;
    await restartOn(damaged);
    expect(bench.skipped).toEqual({ wrong: 1, unknown: 0 });
    await bench.write();
    expect(bench.skipped).toEqual({ wrong: 1, unknown: 0 });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['zeros', new Uint8Array(70_000)],
    ['a stretch without an end', new Uint8Array(200_000).fill(0x61)],
    ['other text', Buffer.from('{"kind":"opened"}\n\n\nhello\n')],
  ])('opens with a file of %s', async (_what, bytes) => {
    const found = await restartOn(bytes);
    expect(found).toEqual([next]);
  });
});
