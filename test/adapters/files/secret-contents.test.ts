import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConformanceCases } from '../../../src/adapters/files/conformance-cases.js';
import { findProfile } from '../../../src/adapters/files/profile-file.js';
import { readProgramPlace } from '../../../src/adapters/files/program-reader.js';
import { readScenarioFile } from '../../../src/adapters/files/scenario-file.js';

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'secrets-'));
  folder = join(root, 'folder');
  mkdirSync(folder);
});
afterEach(() => rmSync(root, { recursive: true }));

/** What might get into the wrong folder; `hunter2` is what nobody may see. */
const secrets: Readonly<Record<string, string>> = {
  'a shadow file': 'root:$6$hunter2$hunter2:19000:0:99999:7:::\ndaemon:*:19000:0:99999:7:::\n',
  'an environment': 'PASSWORD=hunter2\nTOKEN="hunter2"\n',
  'a password': 'hunter2\n',
  'a password in quotes': '"hunter2" hunter2\n',
  'a password as a key': 'hunter2: x\n',
  'keys of another kind': 'name: broker\nhunter2: hunter2\npassword: hunter2\n',
  'JSON credentials': '{"id": "hunter2", "secret": "hunter2", "hunter2": 1}\n',
  'a list': '- hunter2\n- { hunter2: hunter2 }\n',
  'a tag': 'password: !hunter2 x\n',
  'an alias': 'password: *hunter2\n',
  'an anchor': 'password: &hunter2 x\n',
  'a directive': '%hunter2 x\n---\nx\n',
  'an escape sequence': 'password: "\\hunter2"\n',
  'a quote that does not end': 'password: "hunter2\n',
  'closing braces': '}hunter2: hunter2\n',
  'a block header': 'password: |hunter2\n  hunter2\n',
  'percent signs': 'a: @hunter2\nb: `hunter2\n',
  'a key that is not one': '-----BEGIN PRIVATE KEY-----\nhunter2==\n-----END PRIVATE KEY-----\n',
};

const readers: Readonly<Record<string, (path: string) => unknown>> = {
  'a program': (path) => readProgramPlace({ path, file: 'a.yaml', folder }),
  'a profile': () => findProfile('a', folder),
  'a scenario': (path) => readScenarioFile(path),
};

describe.each(Object.entries(readers))('what is said about a file that is not %s', (_kind, read) => {
  it.each(Object.entries(secrets))('does not quote %s', (_name, text) => {
    const path = join(folder, 'a.yaml');
    writeFileSync(path, text);
    const said = JSON.stringify(read(path));
    expect(said).toMatch(/refused|unreadable/);
    expect(said).not.toContain('hunter2');
  });
});

describe('a link in a folder', () => {
  const inFolders: Readonly<Record<string, () => unknown>> = {
    programs: () => readProgramPlace({ path: join(folder, 'a.yaml'), file: 'a.yaml', folder }),
    profiles: () => findProfile('a', folder),
    cases: () => readConformanceCases(folder),
  };

  it.each(Object.entries(inFolders))('of %s is not followed out of it', (_kind, read) => {
    writeFileSync(join(root, 'secret'), 'hunter2: hunter2\n');
    symlinkSync('../secret', join(folder, 'a.yaml'));
    expect(JSON.stringify(read())).toContain('is a link that leads out of its folder');
    rmSync(join(folder, 'a.yaml'));
    mkdirSync(join(root, 'folder-beside'));
    writeFileSync(join(root, 'folder-beside/secret'), 'hunter2: hunter2\n');
    symlinkSync(join(root, 'folder-beside/secret'), join(folder, 'a.yaml'));
    expect(JSON.stringify(read())).toContain('is a link that leads out of its folder');
  });

  it('may lead to another file of it, as where a volume is swapped as a whole', () => {
    mkdirSync(join(folder, '..2026_01'));
    writeFileSync(
      join(folder, '..2026_01/a.yaml'),
      'id: a\nname: A\nsummary: A sample.\ngoal: break\nphases:\n  - name: One\n    for: 1m\n    back: { knead: 10 }\n',
    );
    symlinkSync('..2026_01', join(folder, '..data'));
    symlinkSync('..data/a.yaml', join(folder, 'a.yaml'));
    expect(readProgramPlace({ path: join(folder, 'a.yaml'), file: 'a.yaml', folder })).toMatchObject({
      kind: 'loaded',
    });
  });

  it('that leads to a pipe, to itself or to nothing is refused at once', () => {
    symlinkSync('a.yaml', join(folder, 'a.yaml'));
    symlinkSync('nothing', join(folder, 'b.yaml'));
    symlinkSync('/dev/zero', join(folder, 'c.yaml'));
    for (const file of ['a.yaml', 'b.yaml', 'c.yaml']) {
      expect(readProgramPlace({ path: join(folder, file), file, folder }).kind).toBe('refused');
    }
  });
});
