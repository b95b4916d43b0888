import { setPriority } from 'node:os';
import process from 'node:process';
import { parentPort } from 'node:worker_threads';
import { type DeskJob, workOn } from './program-desk.js';

/** As for the reader of program files: on a single processor the daemon comes first. */
const lowPriority = 10;
if (process.platform === 'linux') setPriority(lowPriority);

parentPort?.on('message', (job: DeskJob) => parentPort?.postMessage(workOn(job)));
