import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Shell, shells } from '../../src/cli/completion-script.js';
import { runCommands } from '../support/command-line.js';
import { temporaryFolder } from '../support/program.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const scriptOf = (shell: Shell): string => join(folder.path, `completion.${shell}`);

beforeAll(async () => {
  for (const shell of shells) {
    const { output, errors, exitCode } = await runCommands(['completion', shell]);
    expect([errors, exitCode]).toEqual(['', 0]);
    writeFileSync(scriptOf(shell), output);
  }
  for (const name of ['house.yaml', 'house.txt']) writeFileSync(join(folder.path, name), '');
});

/** What a shell does at TAB after these words; the last is the one under the cursor. */
const askShell: Record<Shell, (words: readonly string[]) => readonly string[]> = {
  bash: (words) => [
    '--norc',
    '-c',
    `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _chair2mqtt; printf '%s\\n' "\${COMPREPLY[@]}"`,
    scriptOf('bash'),
    ...words,
  ],
  zsh: (words) => [
    '-f',
    '-c',
    // The completion system without its keyboard: what fits is chosen here as zsh would.
    `compdef() { : }; source "$0"; words=("$@"); CURRENT=$#; typeset -g typed="\${words[-1]}"
     compadd() { shift; for each in "$@"; do [[ "$each" == "$typed"* ]] && print -r -- "$each"; done; return 0 }
     _files() { print -rl -- "$typed"*(N) }
     _chair2mqtt`,
    scriptOf('zsh'),
    ...words,
  ],
  fish: (words) => ['--no-config', '-c', `source ${scriptOf('fish')}; complete -C "$argv"`, words.join(' ')],
};

function complete(shell: Shell, words: readonly string[]): readonly string[] {
  const { stdout, stderr } = spawnSync(shell, askShell[shell](['chair2mqtt', ...words]), {
    cwd: folder.path,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '')
    .filter((line) => line !== '');
}

const isThere = (shell: Shell): boolean => spawnSync(shell, ['--version']).error === undefined;

describe.each(shells)('the completion of %s', (shell) => {
  // Bash is on every machine that runs the tests.
  const isAsked = shell === 'bash' || isThere(shell);
  it.runIf(isAsked).each([
    [['st'], ['start', 'status']],
    [['comp'], ['completion']],
    [['wa'], ['watch']],
    [['watch', '--tim'], ['--timeout']],
    [
      ['send', 'hall', 'st'],
      ['start', 'stop'],
    ],
    [['send', 'hall', 'start', '--inten'], ['--intensity']],
    [
      ['programs', ''],
      ['check', 'list', 'plot', 'show'],
    ],
    [['programs', 'show', '--col'], []],
    [['programs', 'show', 'rel'], ['relaxation']],
    [['programs', 'plot', 'rel'], ['relaxation']],
    [['programs', 'plot', '--out'], ['--output']],
    [
      ['send', 'hall', 'start', 'l'],
      ['leg-circulation', 'lower-flexibility', 'lymphatic-drainage'],
    ],
    [
      ['completion', ''],
      ['bash', 'fish', 'zsh'],
    ],
    [['schema', 'co'], ['config']],
    [
      ['start', '--config', 'hou'],
      ['house.txt', 'house.yaml'],
    ],
    [['start', '-c', 'house.yaml', '--exit'], ['--exit-with-stdin']],
    [
      ['replay', 'hou'],
      ['house.txt', 'house.yaml'],
    ],
    [['send', '--timeout', '3', 'hall', 'paus'], ['pause']],
    [['nothing', ''], []],
  ])('after %j offers %j', (words, offered) => {
    expect([...complete(shell, words)].sort()).toEqual(offered);
  });
});

it('every command and option of the help is offered', async () => {
  const { output } = await runCommands(['--help']);
  const named = [...output.matchAll(/^ {2}([a-z]+) .*$/gm)].map(([, name]) => name ?? '');
  const commands = named.filter((name) => name !== 'help' && name !== 'chair2mqtt');
  expect(commands.length).toBeGreaterThan(12);
  expect(complete('bash', [''])).toEqual(expect.arrayContaining(commands));
  const send = await runCommands(['send', '--help']);
  const options = [...send.output.matchAll(/--[a-z-]+(?= <| {2})/g)].map(([option]) => option);
  expect(complete('bash', ['send', '--'])).toEqual(expect.arrayContaining([...new Set(options)]));
});
