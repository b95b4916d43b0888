import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { draftDesk, draftsAtOnce } from '../../src/cli/setup-draft.js';
import { type SetupDraft, setupStateSchema } from '../../src/core/web/setup.js';
import { closeHttpBenches, httpBench } from '../support/http-bench.js';

const before = `# ours
mqtt: { url: "mqtt://127.0.0.1:1", username: chair, password: "a s3cret word" }
chairs: [{ id: hall, port: /dev/ttyUSB0 }] # one
http: { token: "0123456789-token-of-many-signs" }
`;
const noChair = { port: { adds_chair: false, port: '' } };

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-draft-'));
  file = join(folder, 'chair2mqtt.yaml');
  writeFileSync(file, before);
});
afterEach(async () => {
  await closeHttpBenches();
  rmSync(folder, { recursive: true });
});

describe('the page of a running daemon [S18]', () => {
  const running = () => httpBench({ setup: () => draftDesk(draftsAtOnce, file, {}) });

  it('shows what the file would be, and tells no secret', async () => {
    const bench = await running();
    const state = setupStateSchema.parse((await bench.send('GET', '/api/setup')).body);
    expect([state.mode, state.ports, state.file]).toEqual(['draft', [], file]);
    const port = { adds_chair: true, port: '/dev/ttyUSB7' };
    const { bytes, body } = await bench.send('POST', '/api/setup/draft', JSON.stringify({ answers: { port } }));
    const { difference, problems, commands } = body as SetupDraft;
    expect(problems).toEqual([]);
    expect(commands).toEqual(['npx chair2mqtt doctor', 'npx chair2mqtt commission chair', 'npx chair2mqtt start']);
    expect(difference.filter(({ kind }) => kind === 'added').map(({ text }) => text)).toEqual([
      'chairs: [{ id: hall, port: /dev/ttyUSB0 }, { id: chair, port: /dev/ttyUSB7 }] # one',
    ]);
    expect(bytes.toString()).not.toContain('s3cret');
  });

  it('tests nothing and writes nothing', async () => {
    const bench = await running();
    for (const path of ['answers', 'test', 'step', 'watch', 'write']) {
      const { status } = await bench.send('POST', `/api/setup/${path}`, '{"revision":1}');
      expect([path, status]).toEqual([path, 404]);
    }
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('says what is wrong with answers, and with a file that was broken since', async () => {
    const bench = await running();
    const port = { adds_chair: true, port: '/dev/ttyUSB0' };
    const doubled = await bench.send('POST', '/api/setup/draft', JSON.stringify({ answers: { port } }));
    expect((doubled.body as SetupDraft).problems[0]?.message).toContain('the port /dev/ttyUSB0 is used twice');
    writeFileSync(file, 'chairs: [');
    const broken = (await bench.send('POST', '/api/setup/draft', '{"answers":{}}')).body as SetupDraft;
    expect([broken.text, broken.difference, broken.problems.length]).toEqual(['', [], 1]);
  });

  it('does not say which files there are', async () => {
    const bench = await running();
    const broker = { url: 'mqtt://a', username: 'chair', password: '', ca_file: '' };
    const told = async (password_file: string): Promise<unknown> => {
      const answers = { broker: { ...broker, password_file } };
      const { body } = await bench.send(
        'POST',
        '/api/setup/draft',
        JSON.stringify({ answers: { ...noChair, ...answers } }),
      );
      return (body as SetupDraft).problems;
    };
    expect(await told(file)).toEqual([]);
    expect(await told('/no/such/file')).toEqual([]);
  });

  it('needs the right own', async () => {
    const bench = await httpBench({ setup: () => draftDesk(draftsAtOnce, file, {}), token: '0123456789abcdef' });
    expect((await bench.send('GET', '/api/setup')).status).toBe(401);
    const bearer = { authorization: 'Bearer 0123456789abcdef' };
    expect((await bench.send('GET', '/api/setup', '', bearer)).status).toBe(200);
  });

  it('has no set-up where none was given', async () => {
    const bench = await httpBench();
    expect((await bench.send('GET', '/api/setup')).status).toBe(404);
  });
});
