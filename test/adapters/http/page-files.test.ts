import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeHttpBenches, gateWith, httpBench } from '../../support/http-bench.js';
import { silentLog } from '../../support/silent-log.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
  const files = {
    'index.html': '<p>page</p>',
    'index.html.gz': 'gzipped',
    'app-3f9a.js': 'script',
    'app-3f9a.js.br': 'brotli',
    'secret.txt': 'secret',
    'manifest.json': JSON.stringify([
      { path: '', file: 'index.html', type: 'text/html', gzip: 'index.html.gz', br: null, isImmutable: false },
      {
        path: 'app-3f9a.js',
        file: 'app-3f9a.js',
        type: 'text/javascript',
        gzip: null,
        br: 'app-3f9a.js.br',
        isImmutable: true,
      },
    ]),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterEach(async () => {
  await closeHttpBenches();
  rmSync(folder, { recursive: true });
});

const serve = () => httpBench({ pageFolder: pathToFileURL(`${folder}/`), gate: gateWith([], 'nobody', false) });

describe('the page', () => {
  it('is served to everybody whom the gate lets in, and never kept', async () => {
    const { send } = await serve();
    const { status, headers, bytes } = await send('GET', '/');
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, 'text/html', 'no-store']);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(bytes.toString()).toBe('<p>page</p>');
    expect((await send('GET', '/?a=1')).status).toBe(200);
    expect(await send('HEAD', '/')).toMatchObject({ status: 200, bytes: Buffer.alloc(0) });
  });

  it.each(['/', '/nothing', '/api/chairs'])(
    'asks the gate once, so that a failure is counted once: %s',
    async (path) => {
      let asked = 0;
      const denial = { status: 401, error: { code: 'unauthenticated', message: 'no', values: {} } } as const;
      const admit = () => {
        asked += 1;
        return { kind: 'denied', denial } as const;
      };
      const gate = { ...gateWith([], 'nobody', false), admit };
      const { send } = await httpBench({ pageFolder: pathToFileURL(`${folder}/`), gate });
      expect([(await send('GET', path)).status, asked]).toEqual([401, 1]);
    },
  );

  it('comes in the smallest form that the browser can read', async () => {
    const { send } = await serve();
    const get = async (path: string, encodings: string) => {
      const { headers, bytes } = await send('GET', path, '', { 'accept-encoding': encodings });
      return [headers['content-encoding'], bytes.toString()];
    };
    expect(await get('/', 'gzip, deflate, br')).toEqual(['gzip', 'gzipped']);
    expect(await get('/app-3f9a.js', 'gzip, br')).toEqual(['br', 'brotli']);
    expect(await get('/app-3f9a.js', 'gzip')).toEqual([undefined, 'script']);
  });

  it('keeps in the browser what has its content in its name', async () => {
    const { send } = await serve();
    expect((await send('GET', '/app-3f9a.js')).headers['cache-control']).toContain('immutable');
  });

  it.each([
    '/secret.txt',
    '/manifest.json',
    '/index.html',
    '/../secret.txt',
    '/..%2fsecret.txt',
    '//etc/passwd',
    '/app-3f9a.js/',
  ])('is a list of files: %s is none', async (path) => {
    const { send } = await serve();
    expect((await send('GET', path)).status).toBe(404);
  });

  it.each(['[', '[{"path":"","file":"../x","type":"t","gzip":null,"br":null,"isImmutable":false}]', '[{"path":""}]'])(
    'that was not built right is missing, which is said: %s',
    async (manifest) => {
      writeFileSync(join(folder, 'manifest.json'), manifest);
      const told: string[] = [];
      const log = { ...silentLog, warn: (event: string) => told.push(event) };
      const { send } = await httpBench({ pageFolder: pathToFileURL(`${folder}/`), log });
      expect((await send('GET', '/')).status).toBe(404);
      expect((await send('GET', '/api/chairs')).status).toBe(200);
      expect(told).toEqual(['page_missing']);
    },
  );
});
