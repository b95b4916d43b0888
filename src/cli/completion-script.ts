/** What a shell may complete: a command line as a tree. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly {
    readonly flags: readonly string[];
    readonly summary: string;
    readonly takes: FollowingWord;
  }[];
  readonly arguments: readonly FollowingWord[];
  readonly commands: readonly CompletedCommand[];
}

/** What follows an option, or stands in a place: nothing, one of some words, a file, or anything. */
export type FollowingWord = 'nothing' | 'file' | 'anything' | readonly string[];

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** The script that makes a shell complete this command line. Pure. */
export function completionScript(shell: Shell, tree: CompletedCommand): string {
  const writers: Record<Shell, (tree: CompletedCommand) => string> = { bash, zsh, fish };
  return writers[shell](tree);
}

/** Each command with the words that lead to it, without the name of the program. */
function* walk(command: CompletedCommand, path: readonly string[] = []): Generator<[string[], CompletedCommand]> {
  yield [[...path], command];
  for (const child of command.commands) yield* walk(child, [...path, child.name]);
}

/** A text in single quotes for any of the three. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const flagsOf = ({ options }: CompletedCommand): readonly string[] => options.flatMap(({ flags }) => flags);

/** Bash and zsh share one way: a function that knows, for each command, what can come next. */
function cases(tree: CompletedCommand): readonly string[] {
  return [...walk(tree)].flatMap(([path, command]) => {
    const at = path.join(' ');
    const words = [...command.commands.map(({ name }) => name), ...flagsOf(command)];
    const places = command.arguments.map((taken, place) => `${quoted(`${at}#${place}`)}) ${take(taken)};;`);
    const values = command.options
      .filter(({ takes }) => takes !== 'nothing')
      .map(({ flags, takes }) => `${flags.map((flag) => quoted(`${at} ${flag}`)).join('|')}) ${take(takes)};;`);
    return [`${quoted(at)}) offered=${quoted(words.join(' '))};;`, ...places, ...values];
  });
}

const take = (taken: FollowingWord): string => {
  if (typeof taken !== 'string') return `offered=${quoted(taken.join(' '))}`;
  return taken === 'file' ? 'files=1' : ':';
};

/** The words before the cursor lead to a command; options that take a value swallow the next word. */
const walkWords = (tree: CompletedCommand): readonly string[] => {
  const paths = [...walk(tree)].map(([path]) => path.join(' ')).filter((path) => path !== '');
  const swallowing = [...walk(tree)].flatMap(([path, { options }]) =>
    options.flatMap(({ flags, takes }) =>
      takes === 'nothing' ? [] : flags.map((flag) => `${path.join(' ')} ${flag}`),
    ),
  );
  return [
    '  local trail="" place=0 word next i',
    `  local known=${quoted(`|${paths.join('|')}|`)} swallowing=${quoted(`|${swallowing.join('|')}|`)}`,
    '  local option=""',
    '  for ((i = first; i < last; i++)); do',
    `    word="\${line[i]}"`,
    '    if [[ -n "$option" ]]; then option=""; continue; fi',
    `    next="\${trail:+$trail }$word"`,
    '    if [[ "$word" == -* ]]; then',
    '      [[ "$swallowing" == *"|$trail $word|"* ]] && option="$word"',
    '    elif [[ "$known" == *"|$next|"* && $place == 0 ]]; then trail="$next"',
    '    else place=$((place + 1)); fi',
    '  done',
    '  local at="$trail#$place" offered="" files=""',
    '  [[ -n "$option" ]] && at="$trail $option"',
    '  [[ -z "$option" && "$current" == -* ]] && at="$trail"',
  ];
};

const choose = (tree: CompletedCommand): readonly string[] => [
  '  case "$at" in',
  ...cases(tree).map((line) => `    ${line}`),
  '  esac',
  // Where a command has subcommands, they stand in its first place.
  `  [[ -z "$option" && $place == 0 && -z "$offered$files" ]] && case "$trail" in`,
  ...[...walk(tree)]
    .filter(([, { commands }]) => commands.length > 0)
    .map(
      ([path, { commands }]) =>
        `    ${quoted(path.join(' '))}) offered=${quoted(commands.map(({ name }) => name).join(' '))};;`,
    ),
  '  esac',
];

function bash(tree: CompletedCommand): string {
  return [
    `# bash completion of ${tree.name}`,
    `_${tree.name}() {`,
    `  local line=("\${COMP_WORDS[@]}") first=1 last=$COMP_CWORD current="\${COMP_WORDS[COMP_CWORD]}"`,
    ...walkWords(tree),
    ...choose(tree),
    '  COMPREPLY=()',
    '  if [[ -n "$files" ]]; then compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current"))',
    '  else COMPREPLY=($(compgen -W "$offered" -- "$current")); fi',
    '}',
    `complete -F _${tree.name} ${tree.name}`,
    '',
  ].join('\n');
}

function zsh(tree: CompletedCommand): string {
  return [
    `#compdef ${tree.name}`,
    `_${tree.name}() {`,
    '  setopt localoptions noksharrays',
    `  local -a line; line=("\${words[@]}")`,
    `  local first=2 last=$CURRENT current="\${words[CURRENT]}"`,
    ...walkWords(tree),
    ...choose(tree),
    `  if [[ -n "$files" ]]; then _files; else compadd -- \${=offered}; fi`,
    '}',
    `compdef _${tree.name} ${tree.name}`,
    '',
  ].join('\n');
}

/** Of the words before the cursor: whether the first are these, and how many others follow that are no options. */
const fishFunctions = (name: string, swallowing: readonly string[]): readonly string[] => [
  `function __${name}_at`,
  '  set -l line (commandline -opc)',
  '  set -l last (math 1 + (count $argv))',
  '  test (count $line) -ge $last; and test "$line[2..$last]" = "$argv"',
  'end',
  `function __${name}_place`,
  '  set -l seen 0',
  '  set -l option ""',
  '  for word in (commandline -opc)',
  '    if test -n "$option"; set option ""; continue; end',
  `    if contains -- $word ${swallowing.join(' ')}; set option $word`,
  '    else if not string match -q -- "-*" $word; set seen (math $seen + 1); end',
  '  end',
  `  __${name}_at $argv[2..-1]; and test $seen -eq (math $argv[1] + (count $argv))`,
  'end',
];

function fish(tree: CompletedCommand): string {
  const { name } = tree;
  const known = [...walk(tree)].flatMap(([path, command]) => {
    const at = path.length === 0 ? '__fish_use_subcommand' : `__${name}_at ${path.join(' ')}`;
    const place = (index: number) => (path.length === 0 ? at : `__${name}_place ${index} ${path.join(' ')}`);
    return [
      ...command.commands.map(
        (child) => `complete -c ${name} -n ${quoted(place(0))} -f -a ${child.name} -d ${quoted(child.summary)}`,
      ),
      ...command.options.map((option) => fishOption(name, at, option)),
      ...command.arguments.flatMap((taken, index) => fishWords(name, place(index), taken)),
    ];
  });
  const options = [...walk(tree)].flatMap(([, command]) => command.options);
  const swallowing = new Set(options.flatMap(({ flags, takes }) => (takes === 'nothing' ? [] : flags)));
  return [
    `# fish completion of ${name}`,
    ...fishFunctions(name, [...swallowing]),
    `complete -c ${name} -f`,
    ...known,
    '',
  ].join('\n');
}

const fishTakes = (takes: FollowingWord): string => {
  if (typeof takes !== 'string') return ` -x -a ${quoted(takes.join(' '))}`;
  return { nothing: '', file: ' -r -F', anything: ' -x' }[takes];
};

function fishOption(name: string, inside: string, option: CompletedCommand['options'][number]): string {
  const flags = option.flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const { takes, summary } = option;
  return `complete -c ${name} -n ${quoted(inside)} ${flags.join(' ')}${fishTakes(takes)} -d ${quoted(summary)}`;
}

function fishWords(name: string, inside: string, taken: FollowingWord): readonly string[] {
  if (taken === 'file') return [`complete -c ${name} -n ${quoted(inside)} -F`];
  return typeof taken === 'string' ? [] : [`complete -c ${name} -n ${quoted(inside)} -f -a ${quoted(taken.join(' '))}`];
}
