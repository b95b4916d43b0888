import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { Argument, Command, type Option } from 'commander';
import { shippedProgramsDirectory } from '../adapters/files/package-folder.js';
import {
  type CompletedCommand,
  completionScript,
  type FollowingWord,
  type Shell,
  shells,
} from './completion-script.js';
import type { CliIo } from './process-edge.js';

/** By the name of its value: `--config <file>`, `[folder]`, `<record>`. */
const isFile = (name: string): boolean => /file|folder|path|record|profile|config/i.test(name);

/** A program is a file of one's own, or one that ships. */
const programIds = (): readonly string[] =>
  readdirSync(shippedProgramsDirectory()).flatMap((file) => (file.endsWith('.yaml') ? basename(file, '.yaml') : []));

function takenBy(name: string, choices: readonly string[] | undefined): FollowingWord {
  if (choices !== undefined) return choices;
  if (name === 'program') return programIds();
  return isFile(name) ? 'file' : 'anything';
}

function optionOf({ short, long, description, required, optional, flags, argChoices }: Option) {
  const value = /[<[]([^>\]]+)/.exec(flags)?.[1] ?? '';
  return {
    flags: [short ?? [], long ?? []].flat(),
    summary: description,
    takes: required || optional ? takenBy(value, argChoices) : ('nothing' as const),
  };
}

/** Commander's own tree, with what it adds by itself. */
function treeOf(command: Command): CompletedCommand {
  const help = { flags: ['-h', '--help'], summary: 'show how it is used', takes: 'nothing' as const };
  return {
    name: command.name(),
    summary: command.description(),
    options: [...command.options.filter(({ hidden }) => !hidden).map(optionOf), help],
    arguments: command.registeredArguments.map((argument) => takenBy(argument.name(), argument.argChoices)),
    commands: command.commands.map(treeOf),
  };
}

/** `all` gives the whole command line, which only this command needs. */
export const completionCommand = (io: CliIo, all: () => Promise<Command>): Command =>
  new Command('completion')
    .description('print a script that makes a shell complete this command line')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .addHelpText(
      'after',
      `
Exit code: 0 printed, 2 wrong command line.

Examples:
  chair2mqtt completion bash > ~/.local/share/bash-completion/completions/chair2mqtt
  chair2mqtt completion zsh > "\${fpath[1]}/_chair2mqtt"
  chair2mqtt completion fish > ~/.config/fish/completions/chair2mqtt.fish`,
    )
    .action(async (shell: Shell) => {
      io.stdout.write(completionScript(shell, treeOf(await all())));
      io.exit(0);
    });
