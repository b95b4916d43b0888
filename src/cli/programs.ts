import { Command, InvalidArgumentError } from 'commander';
import { shippedProgramsDirectory } from '../adapters/files/package-folder.js';
import type { LoadedProgram } from '../adapters/files/program-file.js';
import { anyChairLimits } from '../adapters/files/program-reader.js';
import { compile } from '../core/program/compile.js';
import type { Finding } from '../core/program/lint.js';
import { defaultLimits } from '../core/program/lint-limits.js';
import { zonesOf } from '../core/program/timeline.js';
import { readDurationMs, showDuration } from '../core/time-text.js';
import { clockTime, drawTimeline } from './draw-timeline.js';
import {
  type FoundFile,
  findingLine,
  findingsOf,
  findProgram,
  type OpenedProgram,
  openPrograms,
  programPlaces,
} from './find-program.js';
import { type PlotOptions, plotProgram } from './plot-program.js';
import { type CliIo, counted, hasColour, withoutControls } from './process-edge.js';
import { anyOtherChair, findChair, fitFindings } from './program-fit.js';

interface CommonOptions {
  readonly programs?: string;
  readonly json?: boolean;
}

interface CheckOptions extends CommonOptions {
  readonly chair?: string;
  readonly config?: string;
}

interface ShowOptions extends CommonOptions {
  readonly intensity?: number;
  readonly duration?: number;
}

export function programsCommand(io: CliIo): Command {
  const programs = new Command('programs')
    .description('list, check and draw massage programs')
    .addHelpText('afterAll', helpText);
  withCommon(programs.command('list').description('the programs of a folder')).action((options: CommonOptions) => {
    listPrograms(io, options);
  });
  withCommon(programs.command('check').description('check program files; exits 1 when one is refused'))
    .argument('[paths...]', 'files or folders (default: the folder of the programs)')
    .option('--chair <name>', 'for this chair of the configuration, or for chairs of this profile')
    .option('-c, --config <file>', 'the configuration that has the chair')
    .action((paths: string[], options: CheckOptions) => {
      checkPrograms(io, paths, options);
    });
  withScale(withCommon(programs.command('show').description('draw what each zone does over time'))).action(
    (name: string, options: ShowOptions) => {
      showProgram(io, name, options);
    },
  );
  withScale(programs.command('plot').description('draw a program as a picture, an SVG file'))
    .option('-o, --output <file>', 'where to write it (default: standard output)')
    .option('--programs <folder>', folderText)
    .action((name: string, options: PlotOptions) => {
      plotProgram(io, name, options);
    });
  return programs;
}

const helpText = `
Exit code: 0 done, 1 a program that is refused or unknown, or a picture that cannot be written, 2 wrong command line.

Examples:
  chair2mqtt programs list
  chair2mqtt programs check ./programs
  chair2mqtt programs check --chair remote-bus
  chair2mqtt programs show leg-circulation --intensity 70 --duration 10m
  chair2mqtt programs plot leg-circulation -o leg-circulation.svg`;

const folderText = 'folder of the programs (default: the ones that ship)';

const withCommon = (command: Command): Command =>
  command.option('--programs <folder>', folderText).option('--json', 'write JSON');

/** One program, as a start may ask for it. */
const withScale = (command: Command): Command =>
  command
    .argument('<program>', 'the id of a program, or a file')
    .option('--intensity <percent>', 'scale the levels, 1-100', readIntensity)
    .option('--duration <time>', 'stretch or shorten, such as 90s or 15m', readDuration);

function readIntensity(text: string): number {
  const percent = Number(text);
  if (Number.isInteger(percent) && percent >= 1 && percent <= 100) return percent;
  throw new InvalidArgumentError('It must be a whole number from 1 to 100.');
}

function readDuration(text: string): number {
  const durationMs = readDurationMs(text);
  if (durationMs !== null && durationMs > 0 && durationMs <= defaultLimits.sessionMsMax) return durationMs;
  throw new InvalidArgumentError(
    `It must be a duration such as 90s or 15m, at most ${showDuration(defaultLimits.sessionMsMax)}.`,
  );
}

const onceEach = (places: readonly FoundFile[]): FoundFile[] => [
  ...new Map(places.map((each) => [each.path, each])).values(),
];

/** A second file with an id that another has already. */
function doubledIds(opened: readonly OpenedProgram[]): Finding[] {
  const holders = new Map<string, string>();
  return opened.flatMap(({ file, result }): Finding[] => {
    if (result.kind === 'refused') return [];
    const { id } = result.loaded.program;
    const holder = holders.get(id);
    if (holder === undefined) holders.set(id, file);
    if (holder === undefined) return [];
    const message = `the id '${id}' belongs to ${holder} already`;
    return [{ rule: 'id', severity: 'error', file, line: 1, column: 1, message, at: 0 }];
  });
}

function checkPrograms(io: CliIo, paths: readonly string[], options: CheckOptions): void {
  const chair = options.chair === undefined ? anyOtherChair : findChair(options.chair, options.config, io.env);
  if (chair.kind === 'none') {
    io.stderr.write(`${chair.message}\n`);
    io.exit(1);
    return;
  }
  const places = paths.length > 0 ? paths : [options.programs ?? shippedProgramsDirectory()];
  const { profile } = chair;
  const opened = openPrograms(
    onceEach(places.flatMap(programPlaces)),
    profile === null ? defaultLimits : anyChairLimits,
  );
  const fits = profile === null ? [] : opened.flatMap(({ file, result }) => fitFindings(profile, file, result));
  const findings = [...opened.flatMap(findingsOf), ...doubledIds(opened), ...fits];
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const files = opened.map(({ file }) => file);
  if (options.json) writeJson(io, { ok: errors === 0, files, findings });
  else {
    for (const finding of findings) io.stdout.write(`${findingLine(finding)}\n`);
    const warnings = findings.length - errors;
    io.stdout.write(`${counted(files.length, 'file')}, ${counted(errors, 'error')}, ${counted(warnings, 'warning')}\n`);
  }
  if (errors > 0) io.exit(1);
}

const writeJson = (io: CliIo, value: unknown): void => {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
};

function listPrograms(io: CliIo, options: CommonOptions): void {
  const opened = openPrograms(programPlaces(options.programs ?? shippedProgramsDirectory()), anyChairLimits);
  const cards = opened
    .flatMap(({ result }) => (result.kind === 'loaded' ? [cardOf(result.loaded)] : []))
    .sort((left, right) => (left.id < right.id ? -1 : 1));
  for (const finding of [...opened.flatMap(findingsOf), ...doubledIds(opened)])
    io.stderr.write(`${findingLine(finding)}\n`);
  if (options.json) writeJson(io, cards);
  else io.stdout.write(cards.map(cardLine).join(''));
}

/** As on the `programs` topic, with the file. */
function cardOf({ program, file }: LoadedProgram) {
  const { id, name, summary, goal, avoid } = program;
  const timeline = compile(program);
  return { id, name, summary, goal, duration_s: timeline.totalMs / 1000, zones: zonesOf(timeline), avoid, file };
}

const cardLine = ({ id, name, duration_s, zones }: ReturnType<typeof cardOf>): string =>
  `${id.padEnd(22)} ${clockTime(duration_s * 1000).padStart(5)}  ${zones.join(' ').padEnd(14)}  ${withoutControls(name)}\n`;

function showProgram(io: CliIo, name: string, options: ShowOptions): void {
  const found = findProgram(name, options.programs ?? shippedProgramsDirectory());
  if (found.kind === 'none') {
    io.stderr.write(`${found.message}\n`);
    io.exit(1);
    return;
  }
  const { program } = found.loaded;
  const timeline = compile(program, { intensity: options.intensity, durationMs: options.duration });
  const { phases, setpoints, totalMs } = timeline;
  if (options.json) {
    const { id, summary, goal, avoid } = program;
    const plan = setpoints.map(({ path: _, ...setpoint }) => setpoint);
    writeJson(io, { id, name: program.name, summary, goal, avoid, total_ms: totalMs, phases, setpoints: plan });
    return;
  }
  const canvas = { columns: io.stdout.columns ?? 80, hasColour: hasColour(io) };
  const heading = `${program.name}, ${clockTime(totalMs)}\n${program.summary}`;
  io.stdout.write(
    `${heading}\n\n${drawTimeline(timeline, canvas, { program, intensity: options.intensity ?? 100 })}\n`,
  );
}
