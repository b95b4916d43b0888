import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { errorText } from '../../core/error-text.js';

const onlyOwner = 0o600;

function writeAnew(path: string, text: string): void {
  const file = openSync(path, 'wx', onlyOwner);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Writes a file that only its owner may read; one that is there is kept unless `mayReplace`. Gives why not, or null. */
export function writeReportFile(path: string, text: string, mayReplace: boolean): string | null {
  try {
    if (!mayReplace) {
      writeAnew(path, text);
      return null;
    }
    const temporary = `${path}.${process.pid}.new`;
    writeAnew(temporary, text);
    renameSync(temporary, path);
    return null;
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    return isThere ? `${path} is there already` : `${path} cannot be written: ${errorText(error)}`;
  }
}
