import { peekRecord } from '../adapters/files/record-files.js';
import { commissioningName } from '../core/commissioning.js';
import { readRecord } from '../core/saved-record.js';
import { isoTime } from '../core/time-text.js';
import type { Store } from '../ports.js';
import type { ProcessEdge } from './process-edge.js';
import type { ProofBench } from './prove-chair.js';

/** What a chair is commissioned with; the data folder is locked. */
export interface CommissionBench extends ProofBench {
  readonly folder: string;
  readonly store: Store;
  readonly isAgreed: boolean;
}

export const failWith = (edge: ProcessEdge, message: string): number => {
  edge.stderr.write(`${message}\n`);
  return 1;
};

export const timeNow = ({ clock }: ProcessEdge): string => isoTime(clock.wallMs());

export const recordFileOf = ({ folder, chair }: CommissionBench): string =>
  `${folder}/${commissioningName(chair.id)}.json`;

/** [S3] Why the chair may not be moved at all: somebody has to see to it first. */
export function whyLatched(folder: string, chairId: string): string | null {
  const loaded = readRecord(peekRecord(folder, chairId));
  const advice = 'start the daemon, look that all is well, send reset, then stop it and run this again';
  if (loaded.kind === 'unreadable') return `the record of this chair cannot be read: ${advice}`;
  const fault = loaded.kind === 'record' ? loaded.record.faults[0] : undefined;
  return fault === undefined ? null : `this chair waits for a reset (${fault.code}: ${fault.message}): ${advice}`;
}

/** What a person types after these words; null where standard input has ended. */
export async function typedAnswer({ stdout, stdin }: ProcessEdge, words: string): Promise<string | null> {
  stdout.write(words);
  const answer = await new Promise<string | null>((resolve) => {
    const take = (bytes: Buffer | string): void => finish(bytes.toString().trim());
    const end = (): void => finish(null);
    const finish = (text: string | null): void => {
      stdin.off('data', take).off('end', end);
      resolve(text);
    };
    stdin.once('data', take).once('end', end);
    stdin.resume();
  });
  stdin.pause();
  return answer;
}

export const isYes = (answer: string | null): boolean => answer !== null && /^y(es)?$/i.test(answer);

/** Writes the record, and looks that it is there: a disk that is full must not pass for a proof. */
export async function keepProof({ chair, folder, store }: CommissionBench, record: object): Promise<boolean> {
  const name = commissioningName(chair.id);
  await store.save(name, record);
  return JSON.stringify(peekRecord(folder, name)) === JSON.stringify(record);
}
