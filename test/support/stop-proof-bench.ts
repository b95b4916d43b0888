import type { Twin, TwinOptions } from '../../hardware-sim/twins/twin.js';
import {
  type PersonQuestion,
  StopProofRun,
  type StopProofRunOptions,
  type StopsOutcome,
} from '../../src/chair/proof/stop-run.js';
import type { Profile } from '../../src/core/profile/schema.js';
import { proofRounds } from '../../src/core/profile/stop-proof.js';
import { silentLog } from './silent-log.js';
import { VirtualTime } from './virtual-time.js';

export interface StopProofOptions extends Partial<Pick<StopProofRunOptions, 'levelMax'>> {
  readonly profile: Profile;
  readonly make: (options: TwinOptions) => Twin;
  readonly faults?: readonly string[];
  /** Left out: nobody is there to be asked. */
  readonly person?: ((question: PersonQuestion, answer: (isYes: boolean) => void) => void) | undefined;
}

/** The proof of the stops of a simulated device, in virtual time. */
export class StopProofBench {
  readonly clock = new VirtualTime();
  readonly twin: Twin;
  readonly run: StopProofRun;
  readonly questions: string[] = [];
  alarms = 0;
  private ended: StopsOutcome | null = null;

  constructor({ profile, make, faults = [], person, levelMax = 100 }: StopProofOptions) {
    this.twin = make({ clock: this.clock, seed: 1 });
    for (const fault of faults) {
      const why = this.twin.inject(fault);
      if (why !== null) throw new Error(why);
    }
    this.run = new StopProofRun({
      profile,
      chairId: 'hall',
      openWire: this.twin.openWire,
      clock: this.clock,
      log: silentLog,
      levelMax,
      rounds: proofRounds(profile, levelMax),
      ask:
        person === undefined
          ? null
          : (question, answer) => {
              this.questions.push(question.zone === null ? question.kind : `${question.kind} ${question.zone}`);
              person(question, answer);
            },
      onStop: () => undefined,
      onAlarm: () => {
        this.alarms += 1;
      },
      onEnd: (outcome) => {
        this.ended = outcome;
      },
    });
    this.run.start();
  }

  /** Advances until the proof is over. */
  toEnd(): StopsOutcome {
    for (let passedMs = 0; passedMs < 1_800_000 && this.ended === null; passedMs += 50) this.clock.advance(50);
    if (this.ended === null) throw new Error('the proof did not come to an end');
    return this.ended;
  }

  until(claim: () => boolean, mostMs = 120_000): void {
    for (let passedMs = 0; !claim() && passedMs < mostMs; passedMs += 50) this.clock.advance(50);
    if (!claim()) throw new Error(`it does not hold after ${mostMs} ms: ${claim}`);
  }
}
