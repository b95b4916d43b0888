import { setPriority } from 'node:os';
import process from 'node:process';
import { parentPort } from 'node:worker_threads';
import { type ProgramPlace, readProgramPlace } from './program-reader.js';

/** Linux has a priority for each thread: on a single processor the daemon comes first. Elsewhere it would be that of the process. */
const lowPriority = 10;
if (process.platform === 'linux') setPriority(lowPriority);

parentPort?.on('message', (place: ProgramPlace) => parentPort?.postMessage(readProgramPlace(place)));
