import { setPriority } from 'node:os';
import process from 'node:process';
import { parentPort } from 'node:worker_threads';
import { type HistoryJob, workOnHistory } from './history-desk.js';

/** As for the reader of program files: on a single processor the daemon comes first. */
const lowPriority = 10;
if (process.platform === 'linux') setPriority(lowPriority);

parentPort?.on('message', async (job: HistoryJob) => parentPort?.postMessage(await workOnHistory(job)));
