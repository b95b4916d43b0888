import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { killChild, startOwned, startWatched } from './child.js';
import { eventually } from './eventually.js';

const root = join(import.meta.dirname, '../..');

/** A process that has ended may stay as a zombie until its parent looks. */
const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}/stat`) && !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');

describe('the check at the end of a run', () => {
  it('names a process that a test has left behind, ends it, and fails the run', () => {
    const words = ['--config', 'test/fixtures/leftovers/vitest.config.ts'];
    const { status, stdout, stderr } = spawnSync('npx', ['vitest', 'run', ...words], { cwd: root, encoding: 'utf8' });
    expect(stdout).toContain('1 passed');
    expect(status).toBe(1);
    const [, pid] = /have left processes behind:\n {2}(\d+) sleep 300\n/.exec(stderr) ?? [];
    expect(pid, stderr).toBeDefined();
    expect(isAlive(Number(pid))).toBe(false);
  });
});

describe('a program that tests start', () => {
  it('dies with its parent, however that ends', async () => {
    const script = `const { spawn } = require('node:child_process');
      const child = spawn('/bin/sh', [process.argv[1], 'sh', '-c', 'echo $$; exec sleep 300'], { detached: true });
      child.stdout.pipe(process.stdout);`;
    const parent = startOwned(process.execPath, ['-e', script, join(import.meta.dirname, 'die-with-parent.sh')]);
    const [data] = await once(parent.stdout, 'data');
    expect(isAlive(Number(data))).toBe(true);
    await killChild(parent);
    await eventually(() => !isAlive(Number(data)), 'the sleep has gone');
  });

  it('is killed with all that it has started', async () => {
    const shell = startOwned('sh', ['-c', 'sleep 300 & echo $!; wait']);
    const [data] = await once(shell.stdout, 'data');
    await killChild(shell);
    await eventually(() => !isAlive(Number(data)), 'the sleep has gone');
  });

  it('is started by one of these two, and nowhere else', () => {
    const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.includes('node_modules') && name !== 'support/leftovers.real.test.ts',
    );
    const spawning = files.filter((name) => /\bspawn\(/.test(readFileSync(join(root, 'test', name), 'utf8')));
    expect(spawning.sort()).toEqual(['fixtures/leftovers/leaves-a-process.ts', 'support/child.ts']);
  });

  it('gets the signals that are meant for it, and its exit code is told', async () => {
    const child = startWatched(process.execPath, [
      '-e',
      "process.on('SIGHUP', () => process.exit(7)); setInterval(() => {}, 1000); console.log('ready')",
    ]);
    await once(child.stdout, 'data');
    child.kill('SIGHUP');
    expect((await once(child, 'exit'))[0]).toBe(7);
  });
});
