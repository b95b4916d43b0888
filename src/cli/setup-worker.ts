import { setPriority } from 'node:os';
import process from 'node:process';
import { parentPort } from 'node:worker_threads';
import type { DraftJob } from '../core/setup/desk.js';
import { makeDraft } from './setup-draft.js';

/** On a single processor the daemon comes first. */
const lowPriority = 10;
if (process.platform === 'linux') setPriority(lowPriority);

parentPort?.on('message', (job: DraftJob) => parentPort?.postMessage(makeDraft(job)));
