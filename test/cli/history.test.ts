import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDirectory } from '../../src/adapters/files/lock.js';
import { openStore } from '../../src/adapters/files/store.js';
import { systemClock } from '../../src/adapters/system-clock.js';
import { runCommands } from '../support/command-line.js';
import { LedgerBench } from '../support/ledger-bench.js';
import { closedLine, faultLine, openedLine, refusedLine } from '../support/ledger-lines.js';
import { Program, temporaryFolder } from '../support/program.js';
import { silentLog } from '../support/silent-log.js';

let folder: ReturnType<typeof temporaryFolder>;
let bench: LedgerBench;
let data: string;

beforeEach(async () => {
  folder = temporaryFolder();
  data = join(folder.path, 'data');
  bench = new LedgerBench(join(data, 'ledger'));
  writeFileSync(
    join(folder.path, 'chair2mqtt.yaml'),
    'mqtt: { url: mqtt://127.0.0.1 }\nchairs: [{ id: hall, port: tcp://127.0.0.1:1 }]\ndata_dir: data\n',
  );
  await bench.write(
    openedLine({ id: 'a', at: '2026-10-30T20:00:00Z', tz: 'Europe/Berlin' }),
    closedLine({ id: 'a', at: '2026-10-30T20:20:00Z' }),
    openedLine({ id: 'b', person: null, program: 'posture', name: '=SUM(A1) "x", -1' }),
    faultLine({ session: 'b' }),
    closedLine({ id: 'b', ended_by: 'fault', elapsed_s: 90 }),
    openedLine({ id: 'c', chair: 'attic', at: '2026-11-22T23:30:00Z', tz: 'Europe/Berlin' }),
    closedLine({ id: 'c', at: '2026-11-22T23:50:00Z' }),
  );
});
afterEach(() => folder.remove());

const history = (...words: readonly string[]) =>
  runCommands(['history', ...words, '--config', join(folder.path, 'chair2mqtt.yaml')]);

describe('chair2mqtt history', () => {
  it('lists sessions with the time on the wall', async () => {
    const { output, exitCode } = await history();
    expect(exitCode).toBe(0);
    expect(output.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      '2026-10-30 21:00 hall relaxation anna 20.0 min completed',
      '2026-11-22 21:04 hall posture 1.5 min fault',
      '2026-11-23 00:30 attic relaxation anna 20.0 min completed',
      '',
    ]);
  });

  it.each([
    [['--since', '2026-11-23'], ['c']],
    [
      ['--since', '2026-11-01'],
      ['b', 'c'],
    ],
    [['--chair', 'attic'], ['c']],
    [['--person', 'anna', '--chair', 'hall'], ['a']],
    [['--person', 'ben'], []],
  ])('with %j lists %j', async (words, ids) => {
    const { output } = await history('--json', ...words);
    expect(JSON.parse(output).map(({ id }: { readonly id: string }) => id)).toEqual(ids);
  });

  it('refuses a day that is none', async () => {
    expect((await history('--since', '2026-13-01')).exitCode).toBe(2);
  });

  it('writes a table by RFC 4180 in which no text is a formula', async () => {
    const { output } = await history('--csv', '--chair', 'hall');
    const [head, first, second, ...rest] = output.split('\r\n');
    expect(rest).toEqual(['']);
    expect(head?.startsWith('"started_utc","started_local"')).toBe(true);
    expect(first).toContain('"2026-10-30T20:00:00Z","2026-10-30 21:00:00","Europe/Berlin"');
    expect(second).toContain(`"'=SUM(A1) ""x"", -1"`);
    expect(second).toContain(',90,0,70,');
    expect(first?.split(',').length).toBe(head?.split(',').length);
  });

  it('says what sessions come to', async () => {
    const { output } = await history('--summary', '--json');
    expect(JSON.parse(output)).toMatchObject({
      sessions: 3,
      minutes: 41.5,
      programs: { relaxation: { sessions: 2, minutes: 40 } },
      people: { anna: { sessions: 2 }, nobody: { sessions: 1 } },
      endings: { completed: 2, fault: 1 },
      hours: { motor_h: 0.9, zones: { back: 0.6 } },
    });
    expect((await history('--summary')).output).toContain('3 sessions, 41.5 min; motors 0.9 h, back 0.6 h');
    expect((await history('--summary', '--chair', 'attic')).output).not.toContain('1 sessions');
  });

  it('says with --summary what a session has cost, for all sessions alone', async () => {
    appendFileSync(join(folder.path, 'chair2mqtt.yaml'), 'cost: { chair: 2400, appointment: 60, currency: EUR }\n');
    const { output } = await history('--summary');
    expect(output).toContain('\n2 sessions at 1200.00 EUR each so far, beside 60.00 EUR an appointment');
    expect((await history('--summary', '--person', 'anna')).output).not.toContain('EUR');
    expect((await history()).output).not.toContain('EUR');
    expect(JSON.parse((await history('--summary', '--json')).output).cost).toMatchObject({
      sessions: 2,
      per_session: 1200,
    });
  });

  it('says nothing where there is nothing', async () => {
    bench.remove('2026-10.jsonl');
    bench.remove('2026-11.jsonl');
    expect((await history()).output).toBe('');
    expect(JSON.parse((await history('--json')).output)).toEqual([]);
  });
});

describe('chair2mqtt history check', () => {
  it('reads every line', async () => {
    const { output, exitCode } = await history('check');
    expect(exitCode).toBe(0);
    expect(output).toBe(
      '2026-10.jsonl: 1 session, 2 lines, 0 damaged\n2026-11.jsonl: 2 sessions, 5 lines, 0 damaged\n',
    );
  });

  it('says where a line is damaged, in the middle and at the end', async () => {
    const bytes = bench.bytes('2026-11.jsonl');
    bytes[30] = 0;
    bench.put('2026-11.jsonl', bytes.subarray(0, -5));
    const { output, exitCode } = await history('check');
    expect(exitCode).toBe(1);
    expect(output).toContain('2026-11.jsonl: byte 0: its checksum is wrong');
    expect(output).toMatch(/2026-11\.jsonl: byte \d+, at its end: it is unfinished/);
    expect(output).toContain('1 session, 3 lines, 1 without an end, 2 damaged');
  });

  it('reads the notes too, and ends with 1 where a line of them is damaged', async () => {
    await bench.write(refusedLine(), refusedLine({ code: 'not_in_state' }));
    const sound = await history('check');
    expect(sound.exitCode).toBe(0);
    expect(sound.output).toContain('\n2026-11.notes.jsonl: 2 lines, 0 damaged\n');
    appendFileSync(join(bench.folder, '2026-11.notes.jsonl'), 'garbage\n');
    const damaged = await history('check');
    expect(damaged.exitCode).toBe(1);
    expect(damaged.output).toMatch(/2026-11\.notes\.jsonl: byte \d+, at its end: /);
    expect(damaged.output).toContain('2026-11.notes.jsonl: 2 lines, 1 damaged');
  });
});

describe('chair2mqtt history on a disk that is full', () => {
  it.skipIf(!existsSync('/dev/full'))('does not end as if its table were whole', async () => {
    const config = join(folder.path, 'chair2mqtt.yaml');
    const program = new Program(['history', '--csv', '--config', config], { output: '/dev/full' });
    expect(await program.exit).toBe(1);
  });
});

describe('chair2mqtt history forget', () => {
  it('takes a person out of every file of the data folder, and leaves sessions and hours', async () => {
    const store = openStore(data, systemClock(), silentLog);
    if ('kind' in store) throw new Error(store.message);
    await store.save('hall', record('anna'));
    const { output, exitCode } = await history('forget', 'anna');
    expect(exitCode).toBe(0);
    expect(output).toContain('2 lines in 2 files of the ledger, and of what is selected on 1 chair');
    const names = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { parentPath, name } of names)
      expect(readFileSync(join(parentPath, name), 'utf8')).not.toContain('anna');
    const sums = JSON.parse((await history('--summary', '--json')).output);
    expect(sums).toMatchObject({ sessions: 3, hours: { motor_h: 0.9 }, people: { '-': { sessions: 2 } } });
    const ledger = await bench.write();
    expect(ledger.hoursOf('SIM0001').motor_h).toBeCloseTo(0.9);
  });

  it('asks whether the id is right where nothing was kept of it', async () => {
    const asked = "Nothing was kept of ana: is this the id in 'people' of the configuration?";
    expect((await history('forget', 'ana')).output).toContain(asked);
    expect((await history('forget', 'anna')).output).not.toContain('Nothing was kept');
  });

  it('takes a person out of damaged copies, of chairs that are gone, and of what starts were told', async () => {
    const store = openStore(data, systemClock(), silentLog);
    if ('kind' in store) throw new Error(store.message);
    await store.save('sold', record('anna'));
    const result = { id: 'x', command: 'start', ok: false, code: 'invalid_command', values: {}, state: 'idle' };
    const told = { ...result, message: 'there is no person eve; there are anna, ben', age_s: null, late: false };
    const entry = {
      id: 'x',
      at: Date.now(),
      at_up: systemClock().nowMs(),
      result: { ...told, ts: '2026-11-22T21:04:00Z' },
    };
    await store.save('hall.starts', { boot: systemClock().bootId, starts: [entry] });
    const old = { ...entry, at: entry.at - 3_600_000, at_up: entry.at_up - 3_600_000 };
    await store.save('den.starts', { boot: systemClock().bootId, starts: [old] });
    writeFileSync(join(data, 'hall.broken'), '{"selection":{"person":"anna"},"x');
    writeFileSync(join(data, 'attic.broken'), '{"selection":{"person":"ben"},"x');
    const { output, exitCode } = await history('forget', 'anna');
    expect(exitCode).toBe(0);
    expect(output).toContain('on 1 chair');
    expect(output).toContain('Removed, for it named anna: hall.broken.');
    for (const name of ['sold.json', 'hall.starts.json', 'den.starts.json', 'attic.broken'])
      expect(readFileSync(join(data, name), 'utf8')).not.toContain('anna');
    expect(readFileSync(join(data, 'hall.starts.json'), 'utf8')).toContain('"id":"x"');
  });

  it('is left to a daemon that has the folder; one without its page has to be stopped', async () => {
    const lock = lockDirectory(data);
    const { errors, exitCode } = await history('forget', 'anna');
    if (lock.kind === 'lock') lock.release();
    expect(exitCode).toBe(1);
    expect(errors).toContain('Or stop the daemon, and run this again');
    expect(bench.bytes('2026-10.jsonl').toString()).toContain('anna');
  });

  it('refuses what is no id of a person', async () => {
    expect((await history('forget', '-')).errors).toContain('small letters');
  });
});

const record = (person: string) => ({
  version: 1,
  saved: { bootId: 'boot', nowMs: 0, wallMs: 0 },
  runs: [],
  faults: [],
  lastSession: null,
  selection: { program: null, intensity: 100, durationMs: null, person },
  isRemoteStartOff: false,
});
