import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { shippedProgramsDirectory } from '../../../src/adapters/files/package-folder.js';
import { shelfAtOnce, shelfFolders } from '../../../src/adapters/files/program-shelf.js';
import { type Access, accessSchema, apiErrorSchema, type Right } from '../../../src/core/web/frames.js';
import { programFileSchema, programWritingSchema, savedProgramSchema } from '../../../src/core/web/programs.js';
import { closeHttpBenches, gateWith, type HttpAnswer, httpBench } from '../../support/http-bench.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'));
});
afterEach(async () => {
  await closeHttpBenches();
  rmSync(folder, { recursive: true });
});

const everything = ['stop', 'control', 'own', 'edit'] as const;
const text =
  'id: mine\nname: Mine\nsummary: A sample.\ngoal: break\nphases:\n  - { name: One, for: 1m, back: { knead: 20, rate: 6 } }  # slow\n';
const asNew = { 'if-none-match': '*' };
const path = '/api/programs/mine';

const benchFor = (rights: readonly Right[] = everything, kind: Access['kind'] = 'session') =>
  httpBench({ gate: gateWith(rights, kind), shelf: shelfAtOnce(shelfFolders(folder, shippedProgramsDirectory())) });
const codeOf = ({ status, body }: HttpAnswer) => [status, apiErrorSchema.parse(body).code];

describe('the file of a program by HTTP', () => {
  it('is told with its version, and to whom it may be saved', async () => {
    writeFileSync(join(folder, 'mine.yaml'), text);
    const { send } = await benchFor();
    const answer = await send('GET', `${path}/file`);
    const file = programFileSchema.parse(answer.body);
    expect(file).toMatchObject({ id: 'mine', text, own: true, may_save: true });
    expect([file.etag, /^"[^"]{20,}"$/.test(file.etag)]).toEqual([answer.headers.etag, true]);
    expect((await send('GET', '/api/programs/relaxation/file')).body).toMatchObject({ own: false, may_save: false });
    const owner = await benchFor(['stop', 'control', 'own']);
    expect((await owner.send('GET', `${path}/file`)).body).toMatchObject({ own: true, may_save: false });
    expect(codeOf(await send('GET', '/api/programs/..%2f..%2fetc/file'))).toEqual([404, 'not_found']);
  });

  it('is saved, and each time under another version', async () => {
    const { send } = await benchFor();
    const first = await send('PUT', path, text, asNew);
    const { etag } = savedProgramSchema.parse(first.body);
    expect([first.status, first.headers.etag]).toEqual([200, etag]);
    expect(programFileSchema.parse((await send('GET', `${path}/file`)).body).etag).toBe(etag);
    const changed = text.replace('knead: 20', 'knead: 25');
    const second = await send('PUT', path, changed, { 'if-match': `W/${etag}` });
    expect(second.body).toMatchObject({ id: 'mine', findings: [] });
    expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toBe(changed);
    const late = await send('PUT', path, text, { 'if-match': etag });
    expect(codeOf(late)).toEqual([412, 'conflict']);
    expect(codeOf(await send('PUT', path, text, asNew))).toEqual([412, 'conflict']);
    expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toBe(changed);
  });

  it('is not saved by who does not say what it was made from', async () => {
    const { send } = await benchFor();
    await send('PUT', path, text, asNew);
    const { etag } = savedProgramSchema.parse(
      (await send('PUT', '/api/programs/other', text.replace('mine', 'other'), asNew)).body,
    );
    for (const headers of [{}, { 'if-match': '*' }, { 'if-match': '' }, { 'if-match': 'x' }, { 'if-none-match': etag }])
      expect(codeOf(await send('PUT', '/api/programs/other', text.replace('mine', 'other'), headers))).toEqual([
        412,
        'conflict',
      ]);
    expect(codeOf(await send('PUT', '/api/programs/other', text, { 'if-match': etag, ...asNew }))).toEqual([
      412,
      'conflict',
    ]);
  });

  it('is told what is wrong with it, and where it has no place', async () => {
    const { send } = await benchFor();
    const wrong = await send('PUT', path, text.replace('knead: 20', 'knead: 101'), asNew);
    expect([...codeOf(wrong), wrong.body]).toMatchObject([422, 'program_rejected', { findings: [{ line: 6 }] }]);
    expect(codeOf(await send('PUT', '/api/programs/relaxation', text.replace('mine', 'relaxation'), asNew))).toEqual([
      409,
      'conflict',
    ]);
    expect(codeOf(await send('PUT', '/api/programs/..%2fmine', text, asNew))).toEqual([409, 'conflict']);
    expect(codeOf(await send('PUT', path, 'x'.repeat(65_537), asNew))).toEqual([413, 'too_large']);
    mkdirSync(join(folder, 'mine.yaml'));
    expect(codeOf(await send('PUT', path, text, asNew))).toEqual([409, 'conflict']);
    expect(readdirSync(folder)).toEqual(['mine.yaml']);
  });
});

describe('the right to save programs', () => {
  const open = (may_edit_programs: boolean, headers = {}) =>
    httpBench({
      token: 'a token of this test',
      access: { may_edit_programs },
      shelf: shelfAtOnce(shelfFolders(folder, shippedProgramsDirectory())),
    }).then(({ send }) => ({
      ask: (method: string, at: string, body?: string, more = {}) => send(method, at, body, { ...headers, ...more }),
    }));
  const token = { authorization: 'Bearer a token of this test' };

  it('is given with the token where the configuration allows it, and told by who asks', async () => {
    const { ask } = await open(true, token);
    expect(accessSchema.parse((await ask('GET', '/api/session')).body).rights).toEqual([...everything]);
    expect((await ask('PUT', path, text, asNew)).status).toBe(200);
  });

  it('is not given where the configuration does not allow it', async () => {
    const { ask } = await open(false, token);
    expect(accessSchema.parse((await ask('GET', '/api/session')).body).rights).toEqual(['stop', 'control', 'own']);
    expect(codeOf(await ask('PUT', path, text, asNew))).toEqual([403, 'forbidden']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not given to this machine without a login, nor to the page of another site', async () => {
    const { ask } = await open(true);
    expect(codeOf(await ask('PUT', path, text, asNew))).toEqual([401, 'unauthenticated']);
    expect((await ask('GET', `${path}/file`)).status).toBe(401);
    for (const foreign of [
      { origin: 'http://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { host: 'evil.example' },
    ])
      expect(codeOf(await ask('PUT', path, text, { ...token, ...asNew, ...foreign }))).toEqual([403, 'forbidden']);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a program that is written into a text', () => {
  const write = async (body: unknown, rights: readonly Right[] = everything) => {
    const { send } = await benchFor(rights);
    return send('POST', '/api/programs/written', typeof body === 'string' ? body : JSON.stringify(body));
  };

  it('keeps the comments of it, and is told what is wrong with it in the lines of the new text', async () => {
    const program = parse(text);
    program.phases.unshift({ name: 'Too much', for: '10s', legs: { compress: 90 } });
    const { status, body } = await write({ base: text, program }, ['stop', 'control']);
    const written = programWritingSchema.parse(body);
    expect(status).toBe(200);
    expect(written.text.split('\n').slice(5)).toEqual([
      '  - name: Too much',
      '    for: 10s',
      '    legs: { compress: 90 }',
      '',
      '  - { name: One, for: 1m, back: { knead: 20, rate: 6 } }  # slow',
      '',
    ]);
    expect(programWritingSchema.parse((await write({ base: text, program: parse(text) })).body)).toEqual({
      text,
      findings: [],
    });
    program.phases[0].legs.compress = 101;
    expect(programWritingSchema.parse((await write({ base: null, program })).body).findings).toMatchObject([
      { severity: 'error', line: 8 },
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['no JSON', '{', 400, 'invalid_json'],
    ['no program', { base: null }, 400, 'invalid_command'],
    ['a list for a program', { base: null, program: [] }, 400, 'invalid_command'],
    [
      'depth without end',
      `{"base":null,"program":{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`,
      400,
      'invalid_command',
    ],
    ['a text that cannot be read', { base: 'id: [', program: {} }, 422, 'program_rejected'],
    ['more than a file may hold', { base: null, program: { name: 'x'.repeat(66_000) } }, 413, 'too_large'],
    ['more than anybody may send', 'x'.repeat(262_145), 413, 'too_large'],
  ])('is refused with %s', async (_, body, status, code) => {
    expect(codeOf(await write(body))).toEqual([status, code]);
  });
});
