import { Command } from 'commander';
import { readFlightFile } from '../adapters/files/flight-folder.js';
import type { FlightRecord } from '../core/flight/format.js';
import { tellRecord } from '../replay/tell.js';
import { flightWords } from './flight-words.js';
import { type ProcessEdge, withoutControls } from './process-edge.js';

interface ReplayOptions {
  readonly all?: true;
  readonly json?: true;
}

function show(record: FlightRecord, { all, json }: ReplayOptions, edge: ProcessEdge): string {
  const told = tellRecord(record, `chair2mqtt/${edge.version}`, { isWhole: all === true });
  if (json !== true) return flightWords(told);
  const { rows, summary, joinT } = told;
  const { chair, at, reasons, identity, program } = record.header;
  const facts = { chair, at, reasons, identity, recordedBy: program, replayedFromMs: joinT, agrees: summary.agrees };
  return `${JSON.stringify({ ...facts, summary: summary.closing, rows }, null, 2)}\n`;
}

function replayFile(file: string, options: ReplayOptions, edge: ProcessEdge): number {
  const parsed = readFlightFile(file);
  if (parsed.kind === 'problem') {
    edge.stderr.write(`${withoutControls(file)}: ${parsed.message}\n`);
    return 1;
  }
  edge.stdout.write(show(parsed.record, options, edge));
  if (parsed.damage === null) return 0;
  edge.stderr.write(`${withoutControls(file)}: ${parsed.damage}\n`);
  return 1;
}

export const replayCommand = (edge: ProcessEdge): Command =>
  new Command('replay')
    .description('tell what a flight record holds, and play it again to the session machine; nothing is sent anywhere')
    .argument('<file>', 'a record, from flights/ in the data folder of the daemon')
    .option('--all', 'every line by itself')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Lines, commands, events and states are told as they were recorded. The lines and commands then go to the chair and the
session of this program, in the times of the record; what these come to stands in [ ]: same, later, or DIFFERS.

Exit code: 0 told, also where the replay differs; 1 a file that is damaged or no record; 2 wrong command line.

Examples:
  chair2mqtt replay data/flights/living-room-20261122T210400.123Z-stall.jsonl
  chair2mqtt replay --json FILE | jq .agrees`,
    )
    .action((file: string, options: ReplayOptions) => edge.exit(replayFile(file, options, edge)));
