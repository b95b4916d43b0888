#!/usr/bin/env node
import process from 'node:process';
import { readPackage } from './adapters/files/package-folder.js';
import { systemClock } from './adapters/system-clock.js';
import { runCommandLine } from './cli/command-line.js';
import type { ProcessEdge } from './cli/process-edge.js';
import { errorTrace } from './core/error-text.js';

const endingSignals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Until a command takes bugs over, they end the process. */
let handleUncaught = (error: unknown): void => {
  process.stderr.write(`${errorTrace(error)}\n`);
  process.exit(1);
};

const clock = systemClock();
/** For what a reader takes slowly. */
const farewellMs = 2000;

/** A pipe takes a long text piece by piece: the process ends when everything has gone out. */
function exit(code: number): void {
  let leftToDrain = 2;
  const drained = (): void => {
    leftToDrain -= 1;
    if (leftToDrain === 0) process.exit(code);
  };
  clock.after(farewellMs, () => process.exit(code));
  for (const stream of [process.stdout, process.stderr]) stream.write('', drained);
}

const edge: ProcessEdge = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  clock,
  ...readPackage(),
  nodeVersion: process.version,
  residentBytes: () => process.memoryUsage.rss(),
  onSignal: (handler) => {
    for (const signal of endingSignals) process.on(signal, handler);
  },
  onUncaught: (handler) => {
    handleUncaught = handler;
  },
  exit,
};

process.on('uncaughtException', (error) => handleUncaught(error));
process.on('unhandledRejection', (reason) => handleUncaught(reason));
// Whoever reads the output may go away (`| head`, a closed terminal); that must not end the daemon without a stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

await runCommandLine(edge, process.argv.slice(2));
