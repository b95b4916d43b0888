import { existsSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { writeReportFile } from '../adapters/files/report-file.js';
import { errorText } from '../core/error-text.js';
import { Redactor } from '../core/report/redactor.js';
import { type ReportSection, reportText } from '../core/report/report-text.js';
import { isoTime } from '../core/time-text.js';
import { withinMs } from './deadline.js';
import type { ProcessEdge } from './process-edge.js';
import { type ReportedConfig, reportedConfig } from './report-config.js';
import { doctorPart, flightParts, ledgerPart, logPart, versionsPart } from './report-parts.js';

interface ReportOptions {
  readonly config?: string;
  readonly output?: string;
  readonly log?: string;
  readonly force?: true;
}

const opening = (at: string): string => `chair2mqtt report of ${at}

Read this before you send it to anybody. It was put together on this machine and sent nowhere. It holds the versions of the program and of
this machine, what the doctor found, the configuration, what the ledger knows of the last sessions, faults and refusals, the newest flight
records, and the end of the log. Left out: passwords, tokens and keys stand as (removed), wherever they were found; people are "person 1",
"person 2", computers "computer 1", "this computer", and your home folder is "~"; what people must be spared is not in it. What a program cannot
know it cannot remove: names of chairs and rooms, serial numbers, texts that you have written yourself. Change what you do not want to show.

At most 256 KB; where something is too long the newest is kept, and it is said.`;

/** A part that fails says so in its place, and the others come. */
async function partOr<Part>(make: () => Part | Promise<Part>, otherwise: (reason: string) => Part): Promise<Part> {
  try {
    return await make();
  } catch (error) {
    return otherwise(`This part could not be made: ${errorText(error)}`);
  }
}

const brokenConfig = (text: string): ReportedConfig => ({
  text,
  dataFolder: './data',
  secrets: [],
  people: [],
  computers: [],
});

const kb = 1024;
const ledgerMsMax = 15_000;
const flightsMsMax = 30_000;
const tookTooLong = 'This took too long: is the disk well?';

async function reportOf(edge: ProcessEdge, { config: named, log }: ReportOptions): Promise<string> {
  const config = await partOr(() => reportedConfig(named, edge.env), brokenConfig);
  const { dataFolder } = config;
  const versions = await partOr(
    () => versionsPart(edge, dataFolder),
    (reason) => reason,
  );
  const found = await doctorPart(edge, named);
  const { clock } = edge;
  const ledger = await withinMs(clock, ledgerMsMax, ledgerPart(dataFolder), { text: tookTooLong, people: [] });
  const noFlights = (text: string): readonly ReportSection[] => [
    { title: 'Flight records', text, keeps: 'beginning', bytesMax: kb },
  ];
  const flights = await partOr(
    () => withinMs(clock, flightsMsMax, flightParts(edge, dataFolder), noFlights(tookTooLong)),
    noFlights,
  );
  const logged = await logPart(edge, log);
  const sections: readonly ReportSection[] = [
    { title: 'Versions', text: versions, keeps: 'beginning', bytesMax: 4 * kb },
    { title: 'What the doctor found', text: found, keeps: 'beginning', bytesMax: 24 * kb },
    { title: 'The configuration', text: config.text, keeps: 'beginning', bytesMax: 32 * kb },
    { title: 'Sessions, faults and refusals of the ledger', text: ledger.text, keeps: 'end', bytesMax: 16 * kb },
    ...flights,
    { title: 'The end of the log', text: logged, keeps: 'end', bytesMax: 64 * kb },
  ];
  const redactor = new Redactor({
    secrets: config.secrets,
    people: [...config.people, ...ledger.people],
    computers: config.computers,
    own: [hostname(), hostname().split('.')[0] ?? ''],
    home: homedir(),
  });
  return reportText(opening(isoTime(clock.wallMs())), sections, redactor);
}

/** `chair2mqtt-report-20261130T1440Z.txt` */
const usualName = (wallMs: number): string =>
  `chair2mqtt-report-${isoTime(wallMs).replaceAll(/[-:]/g, '').slice(0, 13)}Z.txt`;

async function report(edge: ProcessEdge, options: ReportOptions): Promise<number> {
  const file = options.output ?? usualName(edge.clock.wallMs());
  const mayReplace = options.force === true;
  const isPrinted = file === '-';
  const refuse = (reason: string): number => {
    edge.stderr.write(`${reason}\n`);
    return 1;
  };
  const keepIt = `${file} is there already: give another name with --output, or --force to replace it`;
  // Said before the minute that it takes; the writing itself decides.
  if (!isPrinted && !mayReplace && existsSync(file)) return refuse(keepIt);
  edge.stderr.write('Looking at everything; this may take a minute.\n');
  const text = await reportOf(edge, options);
  if (isPrinted) {
    edge.stdout.write(text);
    return 0;
  }
  const problem = writeReportFile(file, text, mayReplace);
  if (problem !== null) return refuse(problem);
  edge.stdout.write(`${resolve(file)}\nRead it before you send it. Nothing was sent anywhere.\n`);
  return 0;
}

/** `chair2mqtt report`: everything that somebody needs who is asked for help, in one file. */
export const reportCommand = (edge: ProcessEdge): Command =>
  new Command('report')
    .description('put what somebody needs who helps you into one file, without secrets and names; it is sent nowhere')
    .option('-o, --output <file>', 'where to; default chair2mqtt-report-<time>.txt here; - prints it')
    .option('-c, --config <file>', 'the configuration; default ./chair2mqtt.yaml, then /etc/chair2mqtt/chair2mqtt.yaml')
    .option('--log <file>', 'the log of the daemon; default: what the journal has of a service chair2mqtt')
    .option('--force', 'replace a file that is there')
    .addHelpText(
      'after',
      `
In it: versions, what "chair2mqtt doctor" finds, the configuration, the last lines of ledger and log, the newest flight
records. What cannot be had says so in its place, so it works with a broken configuration, without a broker, a chair or a
daemon, and beside one. Passwords, tokens and keys are taken out wherever they stand; people and computers become numbers.
At most 256 KB, within two minutes. As the doctor does, it opens the ports of chairs that no running daemon has.
Only you can read the file. Read it before you send it.

Exit code: 0 written, 1 not written, 2 wrong command line.

Examples:
  chair2mqtt report
  chair2mqtt report -o report.txt -c chair2mqtt.yaml
  chair2mqtt report --log chair2mqtt.log`,
    )
    .action(async (options: ReportOptions) => edge.exit(await report(edge, options)));
