import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, describe, expect, it } from 'vitest';
import { demoFolderPrefix, findDemo, leaveDemoAddress } from '../../../src/adapters/files/demo-address.js';
import { portHolder } from '../../../src/adapters/files/port-holder.js';
import { temporaryFolder } from '../../support/program.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const place = (name: string): string => {
  const path = join(folder.path, `${demoFolderPrefix}${name}`);
  mkdirSync(path);
  return path;
};

describe('a running demo', () => {
  it('is found by its user; one that has ended, or left something else, is not', () => {
    expect(findDemo(folder.path)).toBeNull();
    leaveDemoAddress(place('ended'), { url: 'mqtt://ended', chair: 'demo-chair', process: 2 ** 30 });
    writeFileSync(join(place('damaged'), 'address.json'), '{');
    place('empty');
    // What cannot even be looked at: of another user it could not either.
    symlinkSync(join(folder.path, `${demoFolderPrefix}loop`), join(folder.path, `${demoFolderPrefix}loop`));
    expect(findDemo(folder.path)).toBeNull();
    const address = { url: 'mqtt://127.0.0.1:1884', chair: 'demo-chair', process: process.pid };
    leaveDemoAddress(place('running'), address);
    expect(findDemo(folder.path)).toEqual(address);
  });

  it('is not found where there is no such folder', () => {
    expect(findDemo(join(folder.path, 'nowhere'))).toBeNull();
  });
});

describe.runIf(process.platform === 'linux')('the holder of a port', () => {
  it('is named with its process, and nobody where nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(portHolder(port)).toMatch(new RegExp(`^.+ \\(process ${process.pid}\\)$`));
    await new Promise((resolve) => server.close(resolve));
    expect(portHolder(port)).toBeNull();
  });
});
