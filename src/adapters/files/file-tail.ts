import { Buffer } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { meaningOf } from './bounded-read.js';

export type FileTail =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'problem'; readonly message: string };

/** The last whole lines of a file that may be long and may still grow. Never throws, and waits for no pipe. */
export function readTail(path: string, bytesMax: number): FileTail {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(file);
      if (!stats.isFile()) return { kind: 'problem', message: 'it is not a file' };
      const start = Math.max(0, stats.size - bytesMax);
      const bytes = Buffer.alloc(Math.min(bytesMax, stats.size));
      const count = readSync(file, bytes, 0, bytes.length, start);
      const text = bytes.subarray(0, count).toString('utf8');
      return { kind: 'text', text: start === 0 ? text : text.slice(text.indexOf('\n') + 1) };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { kind: 'problem', message: meaningOf(error) };
  }
}
