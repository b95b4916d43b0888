import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../.ci/run', import.meta.url));
const results = 'dist/test-results.json';
const deepResults = 'dist/test-results-deep.json';
const hubResults = 'dist/test-results-hubs.json';
const clusterResults = 'dist/test-results-cluster.json';
const untimedResults = 'dist/test-results-nats.json';
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ci-'));
  for (const name of ['.ci', 'dist', 'bin']) mkdirSync(join(folder, name));
  copyFileSync(script, join(folder, '.ci', 'run'));
  for (const name of [
    'mosquitto',
    'mosquitto_pub',
    'socat',
    'avr-gcc',
    'simavr',
    'make',
    'cc',
    'prometheus',
    'systemd-analyze',
    'systemd-notify',
    'zsh',
    'fish',
    'nats-server',
    'rabbitmq-server',
    'debootstrap',
    'podman',
    'apparmor_parser',
  ])
    command(name, 'exit 0');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function command(name: string, ...lines: readonly string[]): void {
  const path = join(folder, 'bin', name);
  writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(path, 0o755);
}

/** What `npm test` does, and what `npm run` does with `test:deep`, `test:hubs` and `test:cluster`; the packages of Node-RED come before
 *  them. */
function npm(
  normal: readonly string[],
  deep: readonly string[] = [report({}, deepResults)],
  hubs: readonly string[] = [report({}, hubResults)],
  clusters: readonly string[] = [report({}, clusterResults)],
  untimed: readonly string[] = [report({}, untimedResults)],
): void {
  const further = [
    ...['elif [ "$2" = test:hubs ]; then :', ...hubs],
    ...['elif [ "$4" = nats ]; then :', 'echo "beside: $*"', ...untimed],
    ...['elif [ "$2" = test:cluster ]; then :', ...clusters],
  ];
  const branches = ['if [ "$1" = test ]; then :', ...normal, ...further];
  command('npm', '[ "$1" = ci ] && exit 0', ...branches, 'else :', ...deep, 'fi');
}

/** What the installation of the hub does. */
function install(...lines: readonly string[]): void {
  mkdirSync(join(folder, 'test', 'hubs'), { recursive: true });
  writeFileSync(join(folder, 'test', 'hubs', 'install.mjs'), lines.join('\n'));
}

function report(counts: object, file = results): string {
  const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
  return `echo '${JSON.stringify({ ...none, ...counts })}' > ${file}`;
}

function run(): { readonly code: number | null; readonly last: string | undefined; readonly text: string } {
  const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, CI: '' };
  const { status, stdout } = spawnSync('bash', [join(folder, '.ci', 'run')], { env, encoding: 'utf8' });
  return { code: status, last: stdout.trimEnd().split('\n').at(-1), text: stdout };
}

describe('the run of continuous integration', () => {
  it('calls npm test and npm run test:deep with CI=true and counts what both say', () => {
    npm(
      ['echo "asked: $* CI=$CI"', report({ numPassedTests: 12, numPendingTests: 2 })],
      ['echo "asked: $* CI=$CI"', report({ numPassedTests: 3, numTodoTests: 1 }, deepResults)],
    );
    const { code, last, text } = run();
    expect([code, last]).toEqual([0, '15 passed, 0 failed, 3 skipped']);
    expect(text).toContain('asked: test CI=true');
    expect(text).toContain('asked: run test:deep CI=true');
  });

  it('counts failed tests and gives the code of the run that failed', () => {
    npm([report({ numPassedTests: 5, numFailedTests: 3 }), 'exit 3']);
    expect(run()).toMatchObject({ code: 3, last: '5 passed, 3 failed, 0 skipped' });
    npm([report({ numPassedTests: 5 })], [report({ numPassedTests: 1, numFailedTests: 2 }, deepResults), 'exit 4']);
    expect(run()).toMatchObject({ code: 4, last: '6 passed, 2 failed, 0 skipped' });
  });

  it('says that something failed when the checks did, before any test; an old result does not count', () => {
    for (const file of [results, deepResults]) writeFileSync(join(folder, file), '{"numPassedTests":99}');
    npm(['exit 1'], ['exit 1']);
    expect(run()).toMatchObject({ code: 1, last: '0 passed, 2 failed, 0 skipped' });
  });

  it('counts a file that could not be run', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    npm([report({ numPassedTests: 4, testResults }), 'exit 1']);
    expect(run()).toMatchObject({ code: 1, last: '4 passed, 1 failed, 0 skipped' });
  });

  it('counts the tests of a hub that could be installed, and fails with them', () => {
    install();
    npm([report({ numPassedTests: 5 })], undefined, [
      'echo "asked: $* CI=$CI"',
      report({ numPassedTests: 2 }, hubResults),
    ]);
    const { code, last, text } = run();
    expect([code, last]).toEqual([0, '7 passed, 0 failed, 0 skipped']);
    expect(text).toContain('asked: run test:hubs CI=true');
    npm([report({ numPassedTests: 5 })], undefined, [report({ numFailedTests: 1 }, hubResults), 'exit 6']);
    expect(run()).toMatchObject({ code: 6, last: '5 passed, 1 failed, 0 skipped' });
  });

  it('says in a line that a hub could not be installed, and counts nothing of it', () => {
    install('process.exit(1);');
    npm([report({ numPassedTests: 5 })], undefined, [report({ numFailedTests: 1 }, hubResults), 'exit 6']);
    const { code, last, text } = run();
    expect([code, last]).toEqual([0, '5 passed, 0 failed, 0 skipped']);
    expect(text).toContain('Home Assistant could not be installed: its tests are left out.');
  });

  it('counts the tests of clusters of brokers, and fails with them', () => {
    install();
    const asked = ['echo "asked: $* CI=$CI"', report({ numPassedTests: 4 }, clusterResults)];
    npm([report({ numPassedTests: 5 })], undefined, undefined, asked);
    const { code, last, text } = run();
    expect([code, last]).toEqual([0, '9 passed, 0 failed, 0 skipped']);
    expect(text).toContain('asked: run test:cluster -- --exclude=**/nats* --exclude=**/bridged* CI=true');
    expect(text).toContain(`beside: run test:cluster -- nats bridged --outputFile.json=${untimedResults}`);
    npm([report({ numPassedTests: 5 })], undefined, undefined, [
      report({ numFailedTests: 1 }, clusterResults),
      'exit 7',
    ]);
    expect(run()).toMatchObject({ code: 7, last: '5 passed, 1 failed, 0 skipped' });
    const failing = [report({ numPassedTests: 2, numFailedTests: 1 }, untimedResults), 'exit 8'];
    npm([report({ numPassedTests: 5 })], undefined, undefined, undefined, failing);
    expect(run()).toMatchObject({ code: 8, last: '7 passed, 1 failed, 0 skipped' });
  });

  it('counts what a hub and clusters say beside each other, also where there is no hub', () => {
    install('process.exit(1);');
    npm([report({ numPassedTests: 5 })], undefined, undefined, [report({ numPassedTests: 4 }, clusterResults)]);
    expect(run()).toMatchObject({ code: 0, last: '9 passed, 0 failed, 0 skipped' });
  });

  it('fails when Node-RED cannot be installed', () => {
    command('npm', '[ "$1" = ci ] && exit 1', report({ numPassedTests: 7 }));
    expect(run()).toMatchObject({ code: 1, last: '0 passed, 1 failed, 0 skipped' });
  });

  it('fails when a Debian package cannot be installed', () => {
    rmSync(join(folder, 'bin', 'socat'));
    command('apt-get', 'exit 100');
    command('sudo', 'exec "$@"');
    command('npm', 'exit 0');
    const shadowed = join(folder, 'bin');
    const env = { PATH: shadowed, HOME: folder };
    for (const name of ['bash', 'dirname', 'id', 'env', 'rm']) command(name, `exec /usr/bin/${name} "$@"`);
    const { status, stdout } = spawnSync('/bin/bash', [join(folder, '.ci', 'run')], { env, encoding: 'utf8' });
    expect([status, stdout.trimEnd().split('\n').at(-1)]).toEqual([1, '0 passed, 1 failed, 0 skipped']);
  });
});
