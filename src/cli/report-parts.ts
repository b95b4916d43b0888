import { existsSync, readFileSync } from 'node:fs';
import { arch, machine, release, type as systemName } from 'node:os';
import { ledgerDirectory } from '../adapters/files/file-ledger.js';
import { readTail } from '../adapters/files/file-tail.js';
import { ledgerDiskIn } from '../adapters/files/ledger-disk.js';
import { ledgerFiles, readLinesOf } from '../adapters/files/ledger-reading.js';
import { holderOf } from '../adapters/files/lock.js';
import { packageVersions } from '../adapters/files/package-folder.js';
import { readJournal } from '../adapters/logging/journal.js';
import { errorText } from '../core/error-text.js';
import { parseFlight } from '../core/flight/parse.js';
import { ledgerWords, peopleOfLine } from '../core/report/ledger-words.js';
import type { ReportSection } from '../core/report/report-text.js';
import { isoTimeMs } from '../core/time-text.js';
import { tellRecord } from '../replay/tell.js';
import { withinMs } from './deadline.js';
import { doctorFindings } from './doctor.js';
import { flightWords } from './flight-words.js';
import type { ProcessEdge } from './process-edge.js';
import { showCheck } from './setup-words.js';

/** The libraries in which a trouble may be known. */
const libraries = [
  '@serialport/bindings-cpp',
  '@serialport/stream',
  'hono',
  'mqtt',
  'mqtt-packet',
  'pino',
  'ws',
  'xstate',
  'yaml',
  'zod',
];

function firstLineOf(path: string, pattern: RegExp): string | null {
  try {
    return pattern.exec(readFileSync(path, 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}

const isContainer = (): boolean => existsSync('/.dockerenv') || existsSync('/run/.containerenv');

/** What runs, on what. */
export function versionsPart({ version, buildWallMs, nodeVersion, clock }: ProcessEdge, dataFolder: string): string {
  const system = firstLineOf('/etc/os-release', /^PRETTY_NAME="?([^"\n]+)/m) ?? 'not told';
  const holder = holderOf(dataFolder);
  const uptime = firstLineOf('/proc/uptime', /^(\d+)/);
  const told: readonly (readonly [string, string])[] = [
    ['chair2mqtt', `${version}, built ${isoTimeMs(buildWallMs)}`],
    ['Node.js', nodeVersion],
    ['kernel', `${systemName()} ${release()} ${machine()}, ${arch()}`],
    ['system', `${system}${isContainer() ? ', in a container' : ''}`],
    ['time', `${isoTimeMs(clock.wallMs())}${uptime === null ? '' : `, up for ${uptime} s`}`],
    ['daemon', holder === null ? 'none runs here with this data folder' : `runs as process ${holder}`],
    ...packageVersions(libraries),
  ];
  return told.map(([name, text]) => `${name.padEnd(26)}${text}`).join('\n');
}

const doctorMsMax = 60_000;

/** What the doctor finds within a minute. */
export async function doctorPart(edge: ProcessEdge, config: string | undefined): Promise<string> {
  const { clock } = edge;
  const endMs = clock.nowMs() + doctorMsMax;
  const findings = doctorFindings(edge, config);
  let told = '';
  try {
    for (;;) {
      const next = await withinMs(clock, endMs - clock.nowMs(), findings.next(), null);
      if (next === null) return `${told}The doctor had not ended within ${doctorMsMax / 1000} s.`;
      if (next.done === true) return told;
      told += showCheck(next.value.name, next.value, false);
    }
  } catch (error) {
    return `${told}The doctor came to no end: ${errorText(error)}`;
  }
}

const ledgerBytes = 256 * 1024;
const ledgerFilesMax = 4;

export interface LedgerPart {
  readonly text: string;
  readonly people: readonly string[];
}

/** What the ledger's newest files say of sessions, faults and refusals, by their times. */
export async function ledgerPart(dataFolder: string): Promise<LedgerPart> {
  const people = new Set<string>();
  const lines: string[] = [];
  try {
    const disk = ledgerDiskIn(ledgerDirectory(dataFolder));
    const names = ledgerFiles(await disk.list()).slice(-ledgerFilesMax);
    for (const name of names) {
      const from = Math.max(0, (await disk.size(name)) - ledgerBytes);
      await readLinesOf(disk, name, from, {
        line: (line) => {
          for (const person of peopleOfLine(line)) people.add(person);
          const words = ledgerWords(line);
          if (words !== null) lines.push(words);
        },
        skipped: () => undefined,
      });
    }
    const text = lines.length === 0 ? 'There is no ledger yet, or nothing in it.' : lines.sort().join('\n');
    return { text, people: [...people] };
  } catch (error) {
    return { text: `The ledger cannot be read: ${errorText(error)}`, people: [...people] };
  }
}

const toldFlights = 3;
const flightBytesMax = 30 * 1024;

/** The newest flight records, told, and the names of the others. */
export async function flightParts(edge: ProcessEdge, dataFolder: string): Promise<readonly ReportSection[]> {
  const desk = edge.historyDesk(dataFolder);
  const briefs = await desk.flights('report');
  const listed = briefs?.map(({ name }) => name).join('\n') ?? 'They cannot be read.';
  const sections: ReportSection[] = [
    {
      title: 'Flight records, the newest first',
      text: listed === '' ? 'There are none: nothing has gone wrong, or the data folder is another.' : listed,
      keeps: 'beginning',
      bytesMax: 8 * 1024,
    },
  ];
  for (const { name } of briefs?.slice(0, toldFlights) ?? []) {
    const opened = await desk.flight('report', name, true);
    const text =
      opened?.kind === 'text'
        ? toldFlight(opened.text, edge.version)
        : `It cannot be read: ${opened?.kind === 'problem' ? opened.message : 'it took too long, or is gone'}`;
    sections.push({ title: name, text, keeps: 'end', bytesMax: flightBytesMax });
  }
  return sections;
}

function toldFlight(text: string, version: string): string {
  try {
    const parsed = parseFlight(text);
    if (parsed.kind === 'problem') return `It cannot be told: ${parsed.message}`;
    const words = flightWords(tellRecord(parsed.record, `chair2mqtt/${version}`, { isWhole: false }));
    return parsed.damage === null ? words : `${words}\n${parsed.damage}`;
  } catch (error) {
    return `It cannot be told: ${errorText(error)}`;
  }
}

const logBytesMax = 1024 * 1024;
const unit = 'chair2mqtt';

/** The newest lines of the log: of a file that is named, or what the journal of this machine has. */
export async function logPart(edge: ProcessEdge, file: string | undefined): Promise<string> {
  if (file !== undefined) {
    const tail = readTail(file, logBytesMax);
    return tail.kind === 'text' ? tail.text : `${file} cannot be read: ${tail.message}`;
  }
  const journal = await readJournal(unit, edge.env);
  if (journal.kind === 'lines') return journal.text;
  return `There is no log here: the daemon writes it to its standard error and keeps none, and of a service ${unit} the journal gives nothing (${journal.reason}).
To add it, put it into a file and name that:
  docker logs CONTAINER > chair2mqtt.log 2>&1      where it runs in a container
  journalctl -u NAME > chair2mqtt.log              where its service has another name
  chair2mqtt start 2> chair2mqtt.log               where you start it yourself
then: chair2mqtt report --log chair2mqtt.log`;
}
