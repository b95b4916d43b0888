import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorText } from '../../core/error-text.js';
import { readTokenFile, type SecretFile } from './secret-file.js';

/** Where the token is that the daemon has made itself. */
export const ownTokenFile = (directory: string): string => join(directory, 'http-token');

/** Whole or not at all: an empty file would be a token that everybody knows. */
function make(file: string): void {
  const temporary = `${file}.new`;
  rmSync(temporary, { force: true });
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(descriptor, `${randomBytes(32).toString('base64url')}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
}

/** The token of a data folder, made where there is none: 256 random bits that only this user can read. Take the folder's lock first. */
export function ownToken(directory: string): SecretFile {
  const file = ownTokenFile(directory);
  try {
    if (!existsSync(file)) make(file);
  } catch (error) {
    return { kind: 'problem', message: `${file} cannot be written: ${errorText(error)}` };
  }
  return readTokenFile(file);
}
