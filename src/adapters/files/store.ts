import { accessSync, constants, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { errorText } from '../../core/error-text.js';
import type { Log, Store } from '../../ports.js';

export interface StoreProblem {
  readonly kind: 'problem';
  readonly message: string;
}

/** Far more than a record is; a larger file is not ours. */
const recordBytesMax = 1_048_576;

/** Chair ids are such names, so no name leaves the folder. */
const isName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name);

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** What an interrupted write has left. */
const isLeftover = (file: string): boolean => /\.json\.\d+$/.test(file);

function prepare(directory: string): string | null {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    for (const file of readdirSync(directory).filter(isLeftover)) rmSync(join(directory, file), { force: true });
    return null;
  } catch (error) {
    return `the data folder ${directory} cannot be used (${errorText(error)}): make it writable for this user, or set data_dir`;
  }
}

function parseFile(file: string): unknown {
  if (statSync(file).size > recordBytesMax) throw new Error(`over ${recordBytesMax} bytes`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

function setAside(file: string, reason: string, log: Log): void {
  const aside = `${file.slice(0, -'.json'.length)}.broken`;
  try {
    rmSync(aside, { recursive: true, force: true });
    renameSync(file, aside);
    log.error('record_set_aside', { file, aside, reason });
  } catch (error) {
    log.error('record_unreadable', { file, reason, aside: errorText(error) });
  }
}

function load(file: string, log: Log): unknown {
  try {
    return parseFile(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    setAside(file, errorText(error), log);
    return null;
  }
}

/** A record, without a lock and without changing anything: undefined where there is none, null where it cannot be read. */
export function peekRecord(directory: string, name: string): unknown {
  if (!isName(name)) return undefined;
  try {
    return parseFile(join(directory, `${name}.json`));
  } catch (error) {
    return isMissing(error) ? undefined : null;
  }
}

const refuse = (name: string, log: Log): undefined => {
  log.error('record_name_refused', { name });
};

/** The rename itself is on the disk only when its folder is. */
async function syncFolder(directory: string): Promise<void> {
  const folder = await open(directory, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The writes of one name: one at a time, and of those that wait only the newest. */
class Writer {
  private newest: string | null = null;
  private running: Promise<void> | null = null;

  constructor(
    private readonly directory: string,
    private readonly file: string,
    private readonly log: Log,
  ) {}

  write(text: string): Promise<void> {
    this.newest = text;
    this.running ??= this.run();
    return this.running;
  }

  private async run(): Promise<void> {
    while (this.newest !== null) {
      const text = this.newest;
      this.newest = null;
      try {
        await writeFileAtomic(this.file, text, { mode: 0o600 });
        await syncFolder(this.directory);
      } catch (error) {
        this.log.error('record_not_saved', { file: this.file, reason: errorText(error) });
      }
    }
    this.running = null;
  }
}

/** JSON, or the reason why there is none: a cycle or a bigint is a record that cannot be kept. */
function toJson(record: unknown): { readonly text: string } | { readonly problem: string } {
  try {
    const text: string | undefined = JSON.stringify(record);
    return text === undefined ? { problem: 'it has no JSON form' } : { text: `${text}\n` };
  } catch (error) {
    return { problem: errorText(error) };
  }
}

/** Opens the folder of records, making it where there is none. Take the folder's lock first: what an interrupted write has
 *  left is removed here. A name is at most 100 letters, digits, `.`, `_`, `-`. */
export function openStore(directory: string, log: Log): Store | StoreProblem {
  const message = prepare(directory);
  if (message !== null) return { kind: 'problem', message };
  const writers = new Map<string, Writer>();
  return {
    load: (name) => (isName(name) ? load(join(directory, `${name}.json`), log) : refuse(name, log)),
    save: async (name, record) => {
      if (!isName(name)) return refuse(name, log);
      const file = join(directory, `${name}.json`);
      const json = toJson(record);
      if ('problem' in json) return log.error('record_not_saved', { file, reason: json.problem });
      const writer = writers.get(name) ?? new Writer(directory, file, log);
      writers.set(name, writer);
      await writer.write(json.text);
    },
  };
}
