import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pictureBytesMax, pictureFolder } from '../support/pictures.js';

const root = join(import.meta.dirname, '../..');

const readme = readFileSync(join(root, 'README.md'), 'utf8');
/** What stands for a picture where it is not seen, by the file. */
const alternatives = new Map(
  [...readme.matchAll(/<img [^>]*src="docs\/pictures\/([^"]+)"[^>]*alt="([^"]*)"/g)].map(([, file = '', alt = '']) => [
    file,
    alt,
  ]),
);

/** Beside a folder with the pictures of programs. */
const files = readdirSync(pictureFolder).filter((name) => name !== 'programs');

describe('the pictures of the page', () => {
  it('are three, and the README shows each', () => {
    expect(files).toHaveLength(3);
    expect([...alternatives.keys()].sort()).toEqual(files.sort());
  });

  it('are small', () => {
    for (const file of files) expect(statSync(join(pictureFolder, file)).size, file).toBeLessThan(pictureBytesMax);
  });

  it('say in words what they show', () => {
    for (const [file, alt] of alternatives) expect(alt.length, file).toBeGreaterThan(40);
  });
});
