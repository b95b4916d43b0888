import {
  type PersonQuestion,
  StopProofRun,
  type StopProofRunOptions,
  type StopsOutcome,
  stopEndMsMax,
} from '../chair/proof/stop-run.js';
import type { StopProof } from '../core/profile/stop-proof.js';
import { isYes, typedAnswer } from './commission-bench.js';
import { personWords } from './commission-stops-texts.js';
import type { ProcessEdge } from './process-edge.js';
import type { ProofBench } from './prove-chair.js';

type StopTask = Pick<StopProofRunOptions, 'profile' | 'rounds' | 'levelMax' | 'ask' | 'onStop'>;

/** Beyond the time in which a stop is given up: what takes longer hangs. */
const hangsMs = 5000;

/** Proves the stops of a chair by profile; whatever comes in between, it ends with a stop and with a look at what can be seen. [S15] */
export function proveStops(
  { edge, interruption, open, log, chair }: ProofBench,
  task: StopTask,
): Promise<StopsOutcome> {
  return new Promise((resolve) => {
    const stops: StopProof[] = [];
    const end = (outcome: StopsOutcome): void => void run.close().then(() => resolve(outcome));
    const run = new StopProofRun({
      ...task,
      openWire: open,
      clock: edge.clock,
      log,
      chairId: chair.id,
      onStop: (stop) => {
        stops.push(stop);
        task.onStop(stop);
      },
      onAlarm: () => edge.stdout.write('Its stop does not show in time: switch it off at the mains where it moves.\n'),
      onEnd: end,
    });
    interruption.handOver((reason) => {
      run.abort(reason);
      edge.clock.after(stopEndMsMax(task.profile) + hangsMs, () => {
        run.halt();
        const kind = stops.some(({ failure }) => failure !== null) ? 'failed' : 'interrupted';
        end({ kind, stops, reason, isRemoteSeen: null, rest: 'moving' });
      });
    });
    run.start();
  });
}

/** Puts a question to whoever sits at the terminal, until it is answered with yes or no. */
export const personAt =
  (edge: ProcessEdge) =>
  (question: PersonQuestion, take: (isYes: boolean) => void): void => {
    const words = personWords(question);
    if (question.kind === 'remote') {
      edge.stdout.write(`${words}\n`);
      return;
    }
    const answered = (answer: string | null): void => {
      if (answer === null) return;
      if (isYes(answer)) take(true);
      else if (/^no?$/i.test(answer)) take(false);
      else void typedAnswer(edge, 'yes or no? ').then(answered);
    };
    void typedAnswer(edge, words).then(answered);
  };
