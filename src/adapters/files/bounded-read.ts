import { Buffer } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { errorText } from '../../core/error-text.js';

export type BoundedRead =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'problem'; readonly message: string };

const common: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ELOOP: 'it is a link that leads to itself',
};

const meanings: Readonly<Record<'file' | 'folder', Readonly<Record<string, string>>>> = {
  file: {
    ...common,
    ENOENT: 'there is no such file',
    ENOTDIR: 'there is no such file',
    EISDIR: 'it is a folder, not a file',
  },
  folder: { ...common, ENOENT: 'there is no such folder', ENOTDIR: 'it is a file, not a folder' },
};

/** What the system says, in words; `what` was looked for. */
export function meaningOf(error: unknown, what: 'file' | 'folder' = 'file'): string {
  const { code } = error as NodeJS.ErrnoException;
  return meanings[what][code ?? ''] ?? errorText(error);
}

/** Reads a file of at most `bytesMax`; a larger one, or a device without an end, is a problem. Never throws. */
export function readBounded(path: string, bytesMax: number): BoundedRead {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = readUpTo(file, bytesMax + 1);
      return bytes.length > bytesMax
        ? { kind: 'problem', message: `it is over ${Math.floor(bytesMax / 1024)} KiB` }
        : { kind: 'bytes', bytes };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { kind: 'problem', message: meaningOf(error) };
  }
}

/** Without waiting for the other end of what turns out to be a pipe. */
const asIs = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Reads a file that people have put somewhere, at most `bytesMax` of it: no pipe and no device, and where `folder` is given nothing
 *  to which a link leads out of it. Never throws; a problem is said as in "is not a file". */
export function readPlainFile(path: string, bytesMax: number, folder: string | null): BoundedRead {
  const problem = (message: string): BoundedRead => ({ kind: 'problem', message });
  try {
    const real = realpathSync(path);
    if (folder !== null && !real.startsWith(realpathSync(folder) + sep)) {
      return problem('is a link that leads out of its folder');
    }
    const file = openSync(real, asIs);
    try {
      if (!fstatSync(file).isFile()) return problem('is not a file');
      const bytes = readUpTo(file, bytesMax + 1);
      return bytes.length > bytesMax ? problem(`is over ${bytesMax / 1024} KiB`) : { kind: 'bytes', bytes };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return problem(`cannot be read: ${meaningOf(error)}`);
  }
}

function readUpTo(file: number, bytesMax: number): Buffer {
  const bytes = Buffer.alloc(bytesMax);
  let length = 0;
  for (let count = -1; count !== 0 && length < bytesMax; length += count) {
    count = readSync(file, bytes, length, bytesMax - length, null);
  }
  return bytes.subarray(0, length);
}
