import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { errorText } from '../../core/error-text.js';

/** A file that is written line by line, for somebody who watches it grow. */
export interface LineWriter {
  readonly kind: 'writer';
  /** One JSON object as a line. A disk that is full loses lines and ends nothing. */
  write(value: object): void;
  close(): void;
}

function quietly(run: () => void): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}

/** Writes a new file whole; false where that cannot be, also because there is one. */
export const saveNew = (path: string, text: string): boolean =>
  quietly(() => writeFileSync(path, text, { flag: 'wx' }));

/** Opens a new file; one that is there is never overwritten. */
export function createWriter(path: string): LineWriter | { readonly kind: 'problem'; readonly message: string } {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx');
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const hint = isThere ? 'is there already: name another file with --out' : `cannot be written: ${errorText(error)}`;
    return { kind: 'problem', message: `${path} ${hint}` };
  }
  return {
    kind: 'writer',
    write: (value) => void quietly(() => writeSync(descriptor, `${JSON.stringify(value)}\n`)),
    close: () => void quietly(() => closeSync(descriptor)),
  };
}
