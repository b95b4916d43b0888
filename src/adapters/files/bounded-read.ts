import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';

export type BoundedRead =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'problem'; readonly message: string };

const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  EISDIR: 'it is a folder, not a file',
};

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
    const { code, message } = error as NodeJS.ErrnoException;
    return { kind: 'problem', message: meanings[code ?? ''] ?? message };
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
