import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { TlsFiles } from '../../src/daemon/tls-files.js';
import { selfSigned } from '../support/self-signed.js';
import { silentLog } from '../support/silent-log.js';
import { VirtualTime } from '../support/virtual-time.js';

const folder = mkdtempSync(join(tmpdir(), 'tls-'));
afterEach(() => rmSync(folder, { recursive: true }));

it('a certificate that was renewed is used within a minute; one that cannot be is said once, and the old one stays', async () => {
  const files = { cert_file: join(folder, 'cert.pem'), key_file: join(folder, 'key.pem') };
  const write = ({ cert, key }: { readonly cert: string; readonly key: string }): void => {
    writeFileSync(files.cert_file, cert);
    writeFileSync(files.key_file, key);
  };
  const clock = new VirtualTime();
  const told: string[] = [];
  const renewed: unknown[] = [];
  write(selfSigned);
  const watch = new TlsFiles({
    files,
    known: selfSigned,
    clock,
    log: { ...silentLog, warn: (event) => told.push(event), info: (event) => told.push(event) },
    onRenewed: (pair) => renewed.push(pair),
  });
  clock.advance(120_000);
  expect([told, renewed]).toEqual([[], []]);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  write({ ...selfSigned, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() });
  clock.advance(180_000);
  expect([told, renewed]).toEqual([['credentials_unreadable'], []]);
  const other = { ...selfSigned, cert: `${selfSigned.cert}\n` };
  write(other);
  clock.advance(120_000);
  expect([told, renewed]).toEqual([['credentials_unreadable', 'certificate_renewed'], [other]]);
  watch.close();
  expect(clock.waiting).toBe(0);
});
