import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ancestry, npxAbove, onNpxEnd } from '../../src/cli/npx-end.js';
import { startOwned } from '../support/child.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/mosquitto.js';
import { VirtualTime } from '../support/virtual-time.js';

/** Processes by number: who started them, and their command line. */
type Family = Record<number, { parent: number; line: string }>;

const ancestry = (family: Family, env: NodeJS.ProcessEnv = { npm_command: 'exec' }): Ancestry => ({
  env,
  parentPid: () => family[30]?.parent ?? 1,
  read: (path) => {
    const [, pid, file] = /^\/proc\/(\d+)\/(\w+)$/.exec(path) ?? [];
    const member = family[Number(pid)];
    if (member === undefined) return null;
    return file === 'stat' ? `${pid} (a (b) c) S ${member.parent} 1` : member.line;
  },
});

const npx: Family = {
  10: { parent: 1, line: 'npm exec chair2mqtt start' },
  20: { parent: 10, line: 'sh\0-c\0chair2mqtt start' },
  30: { parent: 20, line: 'node\0chair2mqtt' },
};

/** How often the end was told after `change` had happened. */
function toldAfter(family: Family, change: () => void, env?: NodeJS.ProcessEnv): number {
  const time = new VirtualTime();
  let told = 0;
  const noted = npxAbove(ancestry(family, env));
  if (noted !== null)
    onNpxEnd(noted, ancestry(family, env), time, () => {
      told += 1;
    });
  time.advance(60_000);
  expect(told).toBe(0);
  change();
  time.advance(60_000);
  return told;
}

describe('the end of npx', () => {
  it('is told once, whether the shell between stays or goes', () => {
    const killed: Family = structuredClone(npx);
    expect(toldAfter(killed, () => Object.assign(killed, { 20: { ...killed[20], parent: 1 } }))).toBe(1);
    const ended: Family = structuredClone(npx);
    expect(toldAfter(ended, () => Object.assign(ended, { 30: { ...ended[30], parent: 1 } }))).toBe(1);
  });

  it('is told where it came while the program was still starting', () => {
    const time = new VirtualTime();
    const family: Family = structuredClone(npx);
    const noted = npxAbove(ancestry(family));
    Object.assign(family, { 20: { ...family[20], parent: 1 } });
    let told = 0;
    if (noted !== null)
      onNpxEnd(noted, ancestry(family), time, () => {
        told += 1;
      });
    time.advance(1000);
    expect(told).toBe(1);
  });

  it('is not told where there was no npx: a shell that was opened by one, or none at all', () => {
    const shell: Family = { ...structuredClone(npx), 10: { parent: 1, line: 'bash' } };
    expect(toldAfter(shell, () => Object.assign(shell, { 30: { ...shell[30], parent: 1 } }))).toBe(0);
    const plain: Family = structuredClone(npx);
    expect(toldAfter(plain, () => Object.assign(plain, { 30: { ...plain[30], parent: 1 } }), {})).toBe(0);
  });

  it.runIf(process.platform === 'linux')('ends the real program, which nothing else tells of it', async () => {
    const main = join(import.meta.dirname, '../../dist/program/main.js');
    const port = await freePort();
    const line = `process.title = 'npm exec'; require('node:child_process').spawnSync('sh', ['-c', '${process.execPath} ${main} sim --tcp 127.0.0.1:${port}; :'])`;
    const starter = startOwned(process.execPath, ['-e', line], { env: { ...process.env, npm_command: 'exec' } });
    const isThere = (): Promise<boolean> =>
      new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1', () => resolve(true));
        socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
      });
    await eventually(isThere, 'it listens');
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    await eventually(async () => !(await isThere()), 'it has ended');
  });
});
