import { createServer } from 'node:https';
import { afterEach, describe, expect, it } from 'vitest';
import { askForCode } from '../../../../src/adapters/http/access/code-client.js';
import { systemClock } from '../../../../src/adapters/system-clock.js';
import { selfSigned } from '../../../support/self-signed.js';

/** Of another key, and as good as the first. */
const other = `-----BEGIN CERTIFICATE-----
MIIBgDCCASWgAwIBAgIUNXQrGZBBNUOxPhScMrVO6SZCfT8wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyOTA5NTY0M1oYDzIxMjYxMTA1
MDk1NjQzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASNtaGh4X42Iaw9oQkreNJS1GxmCTIPEPftAELtYdidZO4FXAIfhlZU
nPacdxqXxMWbFUe2rlNGpIvse/bv+CzLo1MwUTAdBgNVHQ4EFgQUIdHGYWyPlYL2
UhRpJIVLEZeEGzswHwYDVR0jBBgwFoAUIdHGYWyPlYL2UhRpJIVLEZeEGzswDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEA4XgxE3E5N5KkpV4BEm2l
CWgJ4EABOPFvf7Si6oJR/9ECIQCEr+Mj+zHN617/Uck7rTQRIWDTZ7uIX5+CsBHT
QLkEbQ==
-----END CERTIFICATE-----`;

const asked: string[] = [];
const server = createServer(selfSigned, (request, response) => {
  asked.push(request.headers.authorization ?? '');
  response.end('{}');
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

describe('who asks for a code by TLS', () => {
  it('sends no token to a server with another certificate than its own', async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const door = { place: { host: '127.0.0.1', port, isTls: true }, token: 'secret' };
    expect(await askForCode({ ...door, cert: other }, false, systemClock())).toEqual({ kind: 'another certificate' });
    expect(asked).toEqual([]);
    expect(await askForCode({ ...door, cert: selfSigned.cert }, false, systemClock())).toMatchObject({
      kind: 'no answer',
    });
    expect(asked).toEqual(['Bearer secret']);
  });
});
