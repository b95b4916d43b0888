#!/usr/bin/env node
import process from 'node:process';
import { historyBeside } from './adapters/files/history-desk.js';
import { readPackage } from './adapters/files/package-folder.js';
import { deskBeside } from './adapters/files/program-desk.js';
import { readsBeside } from './adapters/files/program-reader.js';
import { shelfBeside } from './adapters/files/program-shelf.js';
import { openTextOutput } from './adapters/logging/text-output.js';
import { systemClock } from './adapters/system-clock.js';
import { runCommandLine } from './cli/command-line.js';
import { type Ancestry, npxAbove, onNpxEnd, procText } from './cli/npx-end.js';
import type { ProcessEdge } from './cli/process-edge.js';
import { draftsBeside } from './cli/setup-draft.js';
import { errorTrace } from './core/error-text.js';

const ancestry: Ancestry = { env: process.env, parentPid: () => process.ppid, read: procText };
const npx = npxAbove(ancestry);

const endingSignals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const clock = systemClock();
const outputs = { stdout: openTextOutput(1, process.stdout, clock), stderr: openTextOutput(2, process.stderr, clock) };
/** For what a reader takes slowly. */
const farewellMs = 2000;

/** A pipe takes a long text piece by piece: the process ends when everything has gone out, or when nobody reads it. [S7] */
function exit(code: number): void {
  let leftToDrain = 2;
  const drained = (): void => {
    leftToDrain -= 1;
    if (leftToDrain === 0) process.exit(code);
  };
  clock.after(farewellMs, () => process.exit(code));
  for (const output of [outputs.stdout, outputs.stderr]) output.whenDrained(drained);
}

/** Until a command takes bugs over, they end the process. */
let handleUncaught = (error: unknown): void => {
  outputs.stderr.write(`${errorTrace(error)}\n`);
  exit(1);
};

const edge: ProcessEdge = {
  ...outputs,
  stdin: process.stdin,
  env: process.env,
  clock,
  ...readPackage(),
  nodeVersion: process.version,
  pid: process.pid,
  processUse: () => {
    const { user, system } = process.cpuUsage();
    const handles = process.getActiveResourcesInfo().length;
    const droppedLogLines = outputs.stdout.droppedLines + outputs.stderr.droppedLines;
    return { residentBytes: process.memoryUsage.rss(), cpuMs: (user + system) / 1000, handles, droppedLogLines };
  },
  programDesk: deskBeside(new URL('./adapters/files/program-desk-worker.js', import.meta.url), clock),
  programShelf: shelfBeside(new URL('./adapters/files/program-desk-worker.js', import.meta.url), clock),
  historyDesk: historyBeside(new URL('./adapters/files/history-desk-worker.js', import.meta.url), clock),
  setupDrafts: draftsBeside(new URL('./cli/setup-worker.js', import.meta.url), clock),
  programReader: readsBeside(new URL('./adapters/files/program-worker.js', import.meta.url), clock),
  onSignal: (handler) => {
    for (const signal of endingSignals) process.on(signal, handler);
    if (npx !== null) onNpxEnd(npx, ancestry, clock, () => handler('SIGHUP'));
  },
  onDrain: (handler) => void process.on('SIGUSR2', handler),
  onUncaught: (handler) => {
    handleUncaught = handler;
  },
  exit,
};

process.on('uncaughtException', (error) => handleUncaught(error));
process.on('unhandledRejection', (reason) => handleUncaught(reason));
// The runtime would write its warnings itself, and wait for a terminal that nobody reads.
process.removeAllListeners('warning');
process.on('warning', (warning) => outputs.stderr.write(`${warning.name}: ${warning.message}\n`));

await runCommandLine(edge, process.argv.slice(2));
