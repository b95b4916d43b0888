import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TextDecoder } from 'node:util';
import { errorText } from '../../core/error-text.js';
import { chairOfFlight } from '../../core/flight/format.js';
import { type ParsedFlight, parseFlight } from '../../core/flight/parse.js';
import type { FlightRecords, Log } from '../../ports.js';
import { readBounded } from './bounded-read.js';

export const flightsMax = 20;

/** Records of one chair that wait for a slow disk; what comes beyond is lost, and said. */
const waitingMax = 3;

/** Encoding and writing go on in pieces of this many characters, so that nothing else has to wait for long. */
const pieceMax = 32_768;

type TakenRecord = Parameters<FlightRecords['write']>[0];

/** Where the records of a daemon are, in its data folder. */
export const flightDirectory = (dataDirectory: string): string => join(dataDirectory, 'flights');

/** The records of a folder, oldest first; none where there is no such folder. */
export async function listFlights(directory: string): Promise<readonly string[]> {
  try {
    const names = await readdir(directory);
    return names.filter((name) => chairOfFlight(name) !== null).sort();
  } catch {
    return [];
  }
}

async function writePieces(file: FileHandle, lines: Iterable<string>): Promise<void> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < pieceMax) continue;
    await file.write(piece);
    piece = '';
  }
  if (piece !== '') await file.write(piece);
}

/** Writes records into a folder, one at a time, and keeps the newest of each chair. */
class FlightFolder implements FlightRecords {
  private readonly waiting = new Map<string, TakenRecord>();
  private running: Promise<void> | null = null;
  /** Names of each chair in the order in which they came: a clock that is set must not make a new record the oldest. */
  private kept: Map<string, string[]> | null = null;
  private isFailing = false;

  constructor(
    private readonly directory: string,
    private readonly log: Log,
  ) {}

  write(record: TakenRecord): void {
    const { chairId, name } = record;
    const ofChair = [...this.waiting.values()].filter((each) => each.chairId === chairId);
    if (ofChair.length >= waitingMax && !this.waiting.has(name)) {
      this.fails(name, 'the disk does not keep up');
      return;
    }
    this.waiting.set(name, record);
    this.running ??= this.run();
  }

  async settled(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    for (const [name, record] of this.waiting) {
      const path = join(this.directory, name);
      try {
        await mkdir(this.directory, { recursive: true, mode: 0o700 });
        this.kept ??= await this.look();
        // From here on a newer record of the same name waits for its own turn.
        this.waiting.delete(name);
        await this.save(path, record.lines());
        await this.keep(record);
        this.isFailing = false;
      } catch (error) {
        this.waiting.delete(name);
        this.fails(name, errorText(error));
        await rm(`${path}.part`, { force: true }).catch(() => undefined);
      }
    }
    this.running = null;
  }

  /** Under another name until it is whole: a record is never half there. */
  private async save(path: string, lines: Iterable<string>): Promise<void> {
    const file = await open(`${path}.part`, 'w', 0o600);
    try {
      await writePieces(file, lines);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.part`, path);
  }

  /** What is there already; what an interrupted write has left is removed. */
  private async look(): Promise<Map<string, string[]>> {
    const names = await readdir(this.directory);
    for (const name of names.filter((each) => each.endsWith('.jsonl.part'))) {
      await rm(join(this.directory, name), { force: true }).catch(() => undefined);
    }
    const kept = new Map<string, string[]>();
    for (const name of await listFlights(this.directory)) {
      const chair = chairOfFlight(name) ?? '';
      kept.set(chair, [...(kept.get(chair) ?? []), name]);
    }
    return kept;
  }

  private async keep({ chairId, name }: TakenRecord): Promise<void> {
    const names = this.kept?.get(chairId) ?? [];
    if (!names.includes(name)) names.push(name);
    this.kept?.set(chairId, names);
    for (const old of names.splice(0, names.length - flightsMax)) {
      await rm(join(this.directory, old), { force: true });
    }
  }

  /** Said once until a record can be written again. */
  private fails(name: string, reason: string): void {
    if (!this.isFailing) this.log.error('flight_record_not_written', { directory: this.directory, name, reason });
    this.isFailing = true;
  }
}

/** The flight records of a daemon; the folder is made when there is something to write. */
export const openFlightFolder = (directory: string, log: Log): FlightRecords => new FlightFolder(directory, log);

/** Several times what the longest record takes. */
const flightBytesMax = 8 * 1024 * 1024;

type FlightText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'problem'; readonly message: string };

/** The text of a flight record. Never throws. */
export function flightText(path: string): FlightText {
  const read = readBounded(path, flightBytesMax);
  return read.kind === 'problem' ? read : { kind: 'text', text: new TextDecoder().decode(read.bytes) };
}

/** Reads a flight record from its file. Never throws. */
export function readFlightFile(path: string): ParsedFlight {
  const read = flightText(path);
  return read.kind === 'problem' ? read : parseFlight(read.text);
}
