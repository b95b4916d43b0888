import { Buffer } from 'node:buffer';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of the ledger. Everything fails by throwing, and may hang. */
export interface LedgerDisk {
  /** Where they are, for people. */
  readonly place: string;
  /** Makes the folder where it is not there. */
  prepare(): Promise<void>;
  /** The names of its files; none where there is no such folder. */
  list(): Promise<readonly string[]>;
  /** 0 for one that is not there. */
  size(name: string): Promise<number>;
  /** At most `length` bytes from `offset` on; fewer at the end, none of a file that is not there. */
  read(name: string, offset: number, length: number): Promise<Uint8Array>;
  /** Makes the bytes the end of the file, from `offset` on, and brings them to the disk; a file that is not there is made. */
  writeEnd(name: string, offset: number, bytes: Uint8Array): Promise<void>;
  /** Brings what follows `offset` into `<name>.torn`, after what is there, and cuts it off. */
  tearOff(name: string, offset: number): Promise<void>;
  /** Puts a new file in place of one, whole or not at all. */
  replace(name: string, bytes: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
  /** Puts a file that is on the disk in place of another; that it stays so is sure after `sync`. */
  rename(from: string, to: string): Promise<void>;
  sync(): Promise<void>;
}

/** A file that is to take the place of another. What a crash has left of one is nobody's. */
export const successorOf = (name: string): string => `${name}.new`;
export const isSuccessor = (name: string): boolean => name.endsWith('.new');

const onlyOwner = 0o600;

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function withFile<Value>(path: string, flags: string, use: (file: FileHandle) => Promise<Value>): Promise<Value> {
  const file = await open(path, flags, onlyOwner);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** A write may take less than it was given. */
async function writeAll(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, offset + at);
    at += bytesWritten;
  }
}

async function readPart(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(length);
  let at = 0;
  for (let count = -1; count !== 0 && at < length; at += count) {
    count = (await file.read(bytes, at, length - at, offset + at)).bytesRead;
  }
  return bytes.subarray(0, at);
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** A new file is there for good when its folder is. */
const syncFolder = (directory: string): Promise<void> => withFile(directory, 'r', (folder) => folder.sync());

/** The ledger's own folder. */
export function ledgerDiskIn(directory: string): LedgerDisk {
  const pathOf = (name: string): string => join(directory, name);

  const writeEnd = async (name: string, offset: number, bytes: Uint8Array): Promise<void> => {
    const before = await sizeOf(pathOf(name));
    await withFile(pathOf(name), before === null ? 'wx' : 'r+', async (file) => {
      // What a write that failed has left behind the offset.
      if (before !== null && before > offset) await file.truncate(offset);
      await writeAll(file, bytes, offset);
      await file.datasync();
    });
    if (before === null) await syncFolder(directory);
  };

  const read = async (name: string, offset: number, length: number): Promise<Uint8Array> => {
    if ((await sizeOf(pathOf(name))) === null) return new Uint8Array();
    return await withFile(pathOf(name), 'r', (file) => readPart(file, offset, length));
  };

  return {
    place: directory,
    prepare: async () => void (await mkdir(directory, { recursive: true, mode: 0o700 })),
    list: async () => {
      try {
        return await readdir(directory);
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
    size: async (name) => (await sizeOf(pathOf(name))) ?? 0,
    read,
    writeEnd,
    tearOff: async (name, offset) => {
      const torn = `${name}.torn`;
      const size = (await sizeOf(pathOf(name))) ?? 0;
      const rest = await read(name, offset, Math.max(0, size - offset));
      await writeEnd(torn, (await sizeOf(pathOf(torn))) ?? 0, rest);
      await writeEnd(name, offset, new Uint8Array());
    },
    replace: async (name, bytes) => {
      const successor = successorOf(name);
      await rm(pathOf(successor), { force: true });
      await writeEnd(successor, 0, bytes);
      await rename(pathOf(successor), pathOf(name));
      await syncFolder(directory);
    },
    remove: (name) => rm(pathOf(name), { force: true }),
    rename: (from, to) => rename(pathOf(from), pathOf(to)),
    sync: () => syncFolder(directory),
  };
}
