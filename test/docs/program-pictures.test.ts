import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { shippedProgramsDirectory } from '../../src/adapters/files/package-folder.js';
import { openProgramFile } from '../../src/adapters/files/program-file.js';
import { pictureWords, programPicture } from '../../src/cli/program-picture.js';

import { defaultLimits } from '../../src/core/program/lint-limits.js';
import { pictureFolder } from '../support/pictures.js';
import { root, textOf } from './page.js';

const folder = join(pictureFolder, 'programs');
const path = 'docs/programs.md';
const [begin, end] = ['<!-- pictures: begin -->\n', '\n<!-- pictures: end -->'];

const timelines = readdirSync(shippedProgramsDirectory())
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => {
    const opened = openProgramFile(join(shippedProgramsDirectory(), name), name, defaultLimits);
    if (opened.kind === 'refused') throw new Error(JSON.stringify(opened.findings));
    return opened.timeline;
  });

const fileOf = (id: string): string => `${id}.svg`;
const wanted = new Map(timelines.map((timeline) => [fileOf(timeline.programId), programPicture(timeline)]));

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** The pictures, each with its words for who does not see it. */
const written = (): string =>
  timelines
    .map((timeline) => {
      const words = attribute(`${timeline.about.name}: ${pictureWords(timeline)}`);
      return `<img src="pictures/programs/${fileOf(timeline.programId)}" width="720" alt="${words}">`;
    })
    .join('\n\n');

const withPictures = (text: string): string => {
  const [head = '', rest = ''] = text.split(begin);
  return `${head}${begin}${written()}${end}${rest.split(end)[1] ?? ''}`;
};

function writeAnew(): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, picture] of wanted) writeFileSync(join(folder, file), picture);
  writeFileSync(join(root, path), withPictures(textOf(path)));
}

describe('the pictures of the programs that ship', () => {
  it('are those that the programs give, and the page shows each (UPDATE_DOCS=1 writes them anew)', () => {
    if (process.env['UPDATE_DOCS'] === '1') writeAnew();
    const found = readdirSync(folder).map(
      (file) => [file, readFileSync(join(folder, basename(file)), 'utf8')] as const,
    );
    expect(new Map(found)).toEqual(wanted);
    expect(textOf(path)).toBe(withPictures(textOf(path)));
  });

  it('are small', () => {
    for (const [file, picture] of wanted) expect(picture.length, file).toBeLessThan(25_000);
  });

  it('are the same when they are made again', () => {
    for (const timeline of timelines)
      expect(programPicture({ ...timeline })).toBe(wanted.get(fileOf(timeline.programId)));
  });

  it('change with their program', () => {
    for (const timeline of timelines) {
      const [first] = timeline.setpoints;
      const setpoints = timeline.setpoints.map((each) => (each === first ? { ...each, level: each.level + 1 } : each));
      expect(programPicture({ ...timeline, setpoints })).not.toBe(wanted.get(fileOf(timeline.programId)));
    }
  });
});
