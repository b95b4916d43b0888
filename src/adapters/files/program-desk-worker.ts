import { setPriority } from 'node:os';
import process from 'node:process';
import { parentPort } from 'node:worker_threads';
import { type DeskJob, workOn } from './program-desk.js';
import { type ShelfJob, workOnShelf } from './program-shelf.js';

/** As for the reader of program files: on a single processor the daemon comes first. */
const lowPriority = 10;
if (process.platform === 'linux') setPriority(lowPriority);

parentPort?.on('message', (job: DeskJob | ShelfJob) =>
  parentPort?.postMessage(job.kind === 'open' || job.kind === 'save' ? workOnShelf(job) : workOn(job)),
);
