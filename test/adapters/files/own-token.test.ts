import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownToken, ownTokenFile } from '../../../src/adapters/files/own-token.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'token-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the token that the daemon makes itself', () => {
  it('has 256 random bits that only its user can read, and stays', () => {
    const made = ownToken(folder);
    if (made.kind === 'problem') throw new Error(made.message);
    expect(Buffer.from(made.secret, 'base64url')).toHaveLength(32);
    expect(statSync(ownTokenFile(folder)).mode & 0o777).toBe(0o600);
    expect(readFileSync(ownTokenFile(folder), 'utf8')).toBe(`${made.secret}\n`);
    expect(ownToken(folder)).toEqual(made);
    expect(readdirSync(folder)).toEqual(['http-token']);
  });

  it('is another one in another folder', () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    expect(ownToken(folder)).not.toEqual(ownToken(other));
  });

  it('is made whole after a start that was cut off, whatever that has left', () => {
    writeFileSync(`${ownTokenFile(folder)}.new`, 'half', { mode: 0o644 });
    expect(ownToken(folder).kind).toBe('secret');
    expect(statSync(ownTokenFile(folder)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['', 'is empty'],
    ['short\n', 'at least 16 characters'],
    ['two lines of text\nare no token\n', 'more than one line'],
  ])('is not replaced where somebody has written %j, which is no token', (text, said) => {
    writeFileSync(ownTokenFile(folder), text);
    expect(ownToken(folder)).toMatchObject({ kind: 'problem', message: expect.stringContaining(said) });
    expect(readFileSync(ownTokenFile(folder), 'utf8')).toBe(text);
  });

  it('is a problem in words where the folder is not there', () => {
    expect(ownToken(join(folder, 'none'))).toMatchObject({
      kind: 'problem',
      message: expect.stringContaining('cannot be written: ENOENT'),
    });
  });
});
