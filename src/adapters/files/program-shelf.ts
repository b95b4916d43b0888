import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { errorText } from '../../core/error-text.js';
import { ownProgramIdPattern, programIdPattern } from '../../core/ids.js';
import type { Finding } from '../../core/program/lint.js';
import type { ProgramShelf, SaveOutcome, SaveWish, ShelvedFile } from '../../core/program/shelf.js';
import type { Clock } from '../../ports.js';
import { readPlainFile } from './bounded-read.js';
import { programBytesMax, readProgramFile } from './program-file.js';
import { listProgramFiles, programFilesMax } from './program-folder.js';
import { anyChairLimits } from './program-reader.js';
import { replaceFile } from './replace-file.js';
import { WorkThread } from './work-thread.js';
import { readYaml, utf8TextOf } from './yaml-source.js';

/** Where program files lie. `own`: the folder of the configuration, null where it names none; `ownRoot`: what that led to at the start,
 *  null where there was nothing yet. */
export interface ShelfFolders {
  readonly own: string | null;
  readonly ownRoot: string | null;
  readonly shipped: string;
}

/** What is asked of the shelf. */
export type ShelfJob = { readonly folders: ShelfFolders } & (
  | { readonly kind: 'open'; readonly id: string; readonly file: string | null }
  | { readonly kind: 'save'; readonly wish: SaveWish }
);

export type ShelfAnswer = ShelvedFile | SaveOutcome;

const etagOf = (bytes: Uint8Array): string =>
  `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`;

const fileOf = (id: string): string => `${id}.yaml`;
const isShipped = ({ shipped }: ShelfFolders, id: string): boolean => existsSync(join(shipped, fileOf(id)));

const barred = (message: string): SaveOutcome => ({ kind: 'barred', message });
const problem = (message: string): SaveOutcome => ({ kind: 'problem', message });
const overtaken = (message: string): SaveOutcome => ({ kind: 'overtaken', message });

const whatIsAt = (path: string): 'nothing' | 'file' | 'folder' | 'other' => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 'nothing';
  if (found.isFile()) return 'file';
  return found.isDirectory() ? 'folder' : 'other';
};

function openIn(folder: string, file: string): { readonly bytes: Uint8Array } | { readonly message: string } | null {
  const path = join(folder, file);
  if (whatIsAt(path) === 'nothing') return null;
  const read = readPlainFile(path, programBytesMax, folder);
  return read.kind === 'bytes' ? read : { message: `${file} ${read.message}` };
}

/** True of a file that says it is this program. */
function saysId(bytes: Uint8Array, name: string, id: string): boolean {
  const text = utf8TextOf(bytes);
  // To read a file whole takes long, and hardly any has this word in it.
  if (text === null || !text.includes(id)) return false;
  const source = readYaml(text, name, programBytesMax);
  const value = source.kind === 'document' ? source.value : null;
  return typeof value === 'object' && value !== null && 'id' in value && value.id === id;
}

/** The own file of this id, or the one that ships: a file of that name may hold another program. */
function openFile(folders: ShelfFolders, id: string, file: string | null): ShelvedFile {
  if (!programIdPattern.test(id)) return { kind: 'absent' };
  const name = file ?? fileOf(id);
  const named = folders.own === null ? null : openIn(folders.own, name);
  const isOther = named !== null && 'bytes' in named && isShipped(folders, id) && !saysId(named.bytes, name, id);
  const own = isOther ? null : named;
  const found = own ?? openIn(folders.shipped, fileOf(id));
  if (found === null) return { kind: 'absent' };
  if ('message' in found) return { kind: 'problem', message: found.message };
  const text = utf8TextOf(found.bytes);
  if (text === null) return { kind: 'problem', message: `${name} is not UTF-8 text` };
  const isOwn = own !== null;
  const isPlain = isOwn && name === fileOf(id) && whatIsAt(join(folders.own ?? '', name)) === 'file';
  const isReplaceable = isPlain && ownProgramIdPattern.test(id) && !isShipped(folders, id);
  return { kind: 'text', text, etag: etagOf(found.bytes), isOwn, isReplaceable };
}

/** The folder to write into, by its own name: no link is followed that was put in its place since the start. */
function rootOf({ own, ownRoot, shipped }: ShelfFolders): { readonly root: string } | SaveOutcome {
  if (own === null) return barred('the configuration names no folder of programs: set programs');
  const place = ownRoot ?? own;
  const found = whatIsAt(place);
  if (found === 'nothing') return problem(`there is no folder ${own}: make it`);
  const root = realpathSync(place);
  const isElsewhere = ownRoot !== null && (root !== ownRoot || realpathSync(own) !== ownRoot);
  if (found !== 'folder' || isElsewhere)
    return barred(`${own} is another folder than at the start, or a link: start the daemon again`);
  if (root === realpathSync(shipped)) return barred('these are the programs that ship: set programs to another folder');
  return { root };
}

/** Another file that says it is this program. */
function rivalOf(root: string, names: readonly string[], id: string): string | null {
  for (const name of names.filter((each) => each !== fileOf(id))) {
    const read = readPlainFile(join(root, name), programBytesMax, root);
    if (read.kind === 'bytes' && saysId(read.bytes, name, id)) return name;
  }
  return null;
}

/** What stands there now, against what the text was made from. */
function refuseVersion(root: string, { id, madeFrom }: SaveWish): SaveOutcome | null {
  const found = whatIsAt(join(root, fileOf(id)));
  if (found !== 'nothing' && found !== 'file') return barred(`${fileOf(id)} is a link or no file: nothing was written`);
  if (madeFrom === null) return found === 'nothing' ? null : overtaken(`there is a program ${id} already`);
  if (found === 'nothing') return overtaken(`${fileOf(id)} has gone meanwhile`);
  const now = readPlainFile(join(root, fileOf(id)), programBytesMax, root);
  if (now.kind === 'problem') return problem(`${fileOf(id)} ${now.message}`);
  return madeFrom.includes(etagOf(now.bytes)) ? null : overtaken(`${fileOf(id)} was changed meanwhile: open it again`);
}

function refuseName(root: string, { id, madeFrom, holder }: SaveWish): SaveOutcome | null {
  const names = listProgramFiles(root);
  if (typeof names === 'string') return problem(`the folder of programs cannot be read: ${names}`);
  if (madeFrom === null && names.length >= programFilesMax)
    return barred(`the folder has ${programFilesMax} programs already: remove one`);
  const rival = holder !== null && holder !== fileOf(id) ? holder : rivalOf(root, names, id);
  return rival === null ? null : barred(`${rival} has the id ${id} already: change it there, or choose another`);
}

/** The text has to say that it is the program as which it is saved. */
function findingsOnSaving({ id, text }: SaveWish): {
  readonly isRight: boolean;
  readonly findings: readonly Finding[];
} {
  const read = readProgramFile(text, fileOf(id), anyChairLimits);
  if (read.kind === 'refused') return { isRight: false, findings: read.findings };
  const { program, findings } = read.loaded;
  if (program.id === id) return { isRight: true, findings };
  const message = `the id is '${program.id}', but it is to be saved as '${id}'`;
  const told = findings.map((each) =>
    each.rule === 'file-name' ? { ...each, severity: 'error' as const, message } : each,
  );
  return { isRight: false, findings: told };
}

function saveFile(folders: ShelfFolders, wish: SaveWish): SaveOutcome {
  const { id } = wish;
  if (!ownProgramIdPattern.test(id))
    return barred('the id of a program that is saved has small letters, digits and -, at most 32 of them');
  if (isShipped(folders, id)) return barred(`${id} is a program that ships: choose another id`);
  const { isRight, findings } = findingsOnSaving(wish);
  const text = utf8TextOf(wish.text);
  if (!isRight || text === null) return { kind: 'refused', findings };
  const place = rootOf(folders);
  if ('kind' in place) return place;
  // What stands there is looked at last, right before it is replaced.
  const refusal = refuseName(place.root, wish) ?? refuseVersion(place.root, wish);
  if (refusal !== null) return refusal;
  const written = replaceFile(join(place.root, fileOf(id)), text, false, 'refused');
  if (written.kind === 'problem') return problem(written.message);
  return { kind: 'saved', etag: etagOf(Buffer.from(text)), findings };
}

/** Never throws. */
export function workOnShelf(job: ShelfJob): ShelfAnswer {
  try {
    return job.kind === 'open' ? openFile(job.folders, job.id, job.file) : saveFile(job.folders, job.wish);
  } catch (error) {
    return { kind: 'problem', message: errorText(error) };
  }
}

/** A disk may take its time; whoever asked waits for at most ten seconds. */
const jobMsMax = 8000;

type AskShelf = (client: string, job: ShelfJob) => Promise<ShelfAnswer | null>;

const isFile = (answer: ShelfAnswer): answer is ShelvedFile => ['text', 'absent', 'problem'].includes(answer.kind);
const isOutcome = (answer: ShelfAnswer): answer is SaveOutcome => !['text', 'absent'].includes(answer.kind);

function shelfOver(folders: ShelfFolders, ask: AskShelf): ProgramShelf {
  return {
    open: async (client, id, file) => {
      const answer = await ask(client, { kind: 'open', folders, id, file });
      return answer !== null && isFile(answer) ? answer : null;
    },
    save: async (client, wish) => {
      const answer = await ask(client, { kind: 'save', folders, wish });
      return answer !== null && isOutcome(answer) ? answer : null;
    },
  };
}

/** The folders as they are found at the start. */
export function shelfFolders(own: string | null, shipped: string): ShelfFolders {
  const isThere = own !== null && existsSync(own);
  return { own, ownRoot: isThere ? realpathSync(own) : null, shipped };
}

/** `script` is the built `program-desk-worker`. */
export const shelfBeside =
  (script: URL, clock: Clock) =>
  (folders: ShelfFolders): ProgramShelf => {
    const thread = new WorkThread<ShelfJob, ShelfAnswer>(script, clock, jobMsMax);
    return shelfOver(folders, (client, job) => thread.ask(client, job));
  };

/** Works where it is asked: for what has nothing else to do. */
export const shelfAtOnce = (folders: ShelfFolders): ProgramShelf =>
  shelfOver(folders, async (_, job) => workOnShelf(job));
