import type { Profile } from '../../core/profile/schema.js';
import {
  declaredStop,
  movedText,
  type ProofRound,
  type StopProof,
  stopProofLimits,
} from '../../core/profile/stop-proof.js';
import type { Zone } from '../../core/zones.js';
import { type Script, wait } from './script.js';
import { ScriptRunner } from './script-runner.js';
import { StopLine, type StopLineOptions } from './stop-line.js';

export interface StopProofRunOptions extends StopLineOptions {
  readonly rounds: readonly ProofRound[];
  /** Asks somebody who looks at the chair; null where nobody is there who could. The answer may never come. */
  readonly ask: ((question: PersonQuestion, take: (isYes: boolean) => void) => void) | null;
  readonly onStop: (stop: StopProof) => void;
  /** Comes once, when nothing more is pressed. */
  readonly onEnd: (outcome: StopsOutcome) => void;
}

/** `moves` and `rests` are answered with yes or no; `remote` by a key of the chair's own remote. */
export interface PersonQuestion {
  readonly kind: 'moves' | 'rests' | 'remote';
  readonly zone: Zone | null;
}

export interface StopsOutcome {
  /** `interrupted`: something came in between, and `reason` says what. */
  readonly kind: 'proved' | 'failed' | 'interrupted';
  readonly stops: readonly StopProof[];
  readonly reason: string | null;
  /** A key of the chair's own remote was seen; null where nobody was asked for one. */
  readonly isRemoteSeen: boolean | null;
  /** How it was left: `unknown` where nothing can show it. */
  readonly rest: 'still' | 'moving' | 'unknown';
}

/** Until the chair is met and seen at rest. */
const meetMsMax = 12_000;
/** Somebody gets up, looks, and comes back. */
const answerMsMax = 120_000;
const remoteMsMax = 60_000;
/** A stop that is late is looked at for so long: how late says what to do. */
const lateMs = 15_000;
const vainMs = 3000;

/** How long a stop is looked at before it is given up, ms. */
export const stopEndMsMax = (profile: Profile): number => {
  const { limitMs, homeLimitMs } = declaredStop(profile);
  return limitMs + (homeLimitMs ?? 0) + lateMs;
};

/** Proves the stop of a chair by profile: drives its zones gently, stops them, and measures what its status or its answers show.
 *  What neither shows a person is asked for. Every way out ends in a stop. [S4] [S15] */
export class StopProofRun {
  private readonly line: StopLine;
  private readonly runner: ScriptRunner;
  private readonly stops: StopProof[] = [];
  private hasMoved = false;
  private isRemoteSeen: boolean | null = null;

  constructor(private readonly options: StopProofRunOptions) {
    this.line = new StopLine(options);
    this.runner = new ScriptRunner({
      clock: options.clock,
      poll: () => this.line.poll(),
      isSpoiled: () => this.line.trouble !== null,
      work: this.prove(),
      ending: () => this.end(),
      onEnd: () => this.finish(),
    });
  }

  start(): void {
    this.runner.start();
  }

  /** Somebody wants it to end: the chair is stopped, and that is looked at. */
  abort(reason: string): void {
    this.line.spoil(reason);
    this.runner.advance();
  }

  /** The last words, where everything else may be broken. */
  halt(): void {
    this.line.stop();
  }

  async close(): Promise<void> {
    await this.line.close();
  }

  private *prove(): Script<void> {
    const { line } = this;
    const { profile, levelMax, rounds } = this.options;
    yield* wait(() => line.isAtRest, meetMsMax);
    if (!line.isUp) line.spoil('the chair shows nothing: is it on, and the cable in?');
    else if (!line.isAtRest)
      line.spoil('the chair moves already: switch it off at its own remote, then run this again');
    if (rounds.length === 0) line.spoil(`no zone of this chair can move at level ${levelMax} or less`);
    if (line.trouble !== null) return;
    const tries = profile.sight === 'none' ? 1 : stopProofLimits.triesMax;
    for (const round of rounds) {
      for (let each = 1; each <= tries; each += 1) {
        const stop = yield* this.stopOnce(round, each === 1);
        if (stop === null) return;
        this.note(stop);
        if (stop.failure !== null) return;
      }
    }
    if (rounds[0] !== undefined) yield* this.awaitRemote(rounds[0]);
  }

  /** One movement and its stop; null where it did not come to that. */
  private *stopOnce(round: ProofRound, isLookedAt: boolean): Script<StopProof | null> {
    const { line } = this;
    if (!(yield* this.begin(round))) return null;
    const isAnyAsked = isLookedAt && this.options.profile.sight !== 'status';
    if (isAnyAsked && (yield* this.firstNo('moves', round)) !== null) {
      line.spoil('a zone was told to move and, as you say, did not: without a movement nothing is proved');
      return null;
    }
    line.stop();
    yield* this.awaitEnd();
    const stop = this.judge(round);
    if (stop.failure !== null || !isAnyAsked) return stop;
    const goesOn = yield* this.firstNo('rests', round);
    const isAsked = this.options.ask !== null;
    if (goesOn === null) return { ...stop, isSaidStill: isAsked ? true : null };
    // What somebody sees moving may have lost the stop: it is sent again, whatever was answered.
    line.mayMove = true;
    return { ...stop, isSaidStill: false, failure: `the ${goesOn} goes on, as you say` };
  }

  /** Has it move until that shows, or long enough to be looked at. */
  private *begin(round: ProofRound): Script<boolean> {
    const { line } = this;
    this.hasMoved = true;
    line.drive(round);
    if (this.options.profile.sight !== 'status') {
      yield* wait(() => false, stopProofLimits.unseenMovesMs);
      return true;
    }
    const isMoving = yield* wait(() => line.isSeenMoving, stopProofLimits.beginMsMax);
    if (isMoving) yield* wait(() => false, stopProofLimits.movesMs);
    else line.spoil(`the chair did not begin ${movedText(round.moved)}: without a movement nothing is proved`);
    return isMoving;
  }

  /** The first zone of which the person says no; null where there is none, or nobody to ask. */
  private *firstNo(kind: 'moves' | 'rests', { moved }: ProofRound): Script<Zone | null> {
    const { ask } = this.options;
    if (ask === null) return null;
    for (const { zone } of moved) {
      let isYes: boolean | null = null;
      ask({ kind, zone }, (answer) => {
        isYes = answer;
        this.runner.advance();
      });
      if (!(yield* wait(() => isYes !== null, answerMsMax))) this.line.spoil('nobody answered');
      if (isYes !== true) return zone;
    }
    return null;
  }

  private *awaitEnd(): Script<void> {
    yield* wait(() => !this.line.mayMove, stopEndMsMax(this.options.profile));
  }

  private judge({ moved }: ProofRound): StopProof {
    const { sight } = this.options.profile;
    const declared = declaredStop(this.options.profile);
    const { firstByteAtMs, overAtMs, homeAtMs, endedAtMs } = this.line.stopped;
    // What goes dark shows no status that says so.
    const overMs = sight === 'status' ? (overAtMs ?? endedAtMs) : sight === 'answers' ? endedAtMs : null;
    const isMeasured = firstByteAtMs !== null && overMs !== null;
    const tookMs = isMeasured ? overMs - firstByteAtMs : null;
    const arrivedMs = homeAtMs ?? endedAtMs;
    const homeMs =
      declared.homeLimitMs === null || overAtMs === null || arrivedMs === null ? null : arrivedMs - overAtMs;
    const stop = { ...declared, moved: [...moved], tookMs, homeMs, isSaidStill: null };
    return { ...stop, failure: sight === 'none' ? null : failureOf(stop, this.line.mayMove, sight) };
  }

  /** [S5] What the person does at the chair's own remote is theirs: it has to be seen. */
  private *awaitRemote(round: ProofRound): Script<void> {
    const { line } = this;
    const { profile, ask } = this.options;
    if (profile.sight !== 'status' || ask === null) return;
    if (!(yield* this.begin(round))) return;
    line.isRemoteAwaited = true;
    ask({ kind: 'remote', zone: null }, () => undefined);
    this.isRemoteSeen = yield* wait(() => line.isRemoteSeen, remoteMsMax);
    line.stop();
    yield* this.awaitEnd();
  }

  private note(stop: StopProof): void {
    this.stops.push(stop);
    this.options.onStop(stop);
  }

  private *end(): Script<void> {
    const { line } = this;
    if (!line.mayMove) return;
    // One that was vain a moment ago goes on, and somebody waits to be told.
    const isVain = line.isAlarmed;
    line.stop();
    yield* wait(() => !line.mayMove, isVain ? vainMs : stopEndMsMax(this.options.profile));
  }

  private finish(): void {
    const { line, stops, hasMoved } = this;
    const hasFailed = stops.some(({ failure }) => failure !== null);
    const isSaidMoving = stops.some(({ isSaidStill }) => isSaidStill === false);
    const isUnseen = this.options.profile.sight !== 'status' && hasMoved;
    this.options.onEnd({
      kind: hasFailed ? 'failed' : line.trouble === null ? 'proved' : 'interrupted',
      stops,
      reason: line.trouble,
      isRemoteSeen: this.isRemoteSeen,
      rest: line.mayMove || isSaidMoving ? 'moving' : isUnseen ? 'unknown' : 'still',
    });
  }
}

function failureOf(
  { tookMs, limitMs, homeMs, homeLimitMs }: Omit<StopProof, 'failure'>,
  mayMove: boolean,
  sight: 'status' | 'answers',
): string | null {
  const seen = sight === 'status' ? 'seen still' : 'answered';
  if (mayMove && (tookMs === null || homeLimitMs === null)) return `not ${seen} within ${limitMs} ms, nor long after`;
  if (tookMs === null) return 'at rest before it was told to stop: nothing was measured';
  if (tookMs > limitMs) return `${seen} only after ${Math.round(tookMs)} ms; the profile says within ${limitMs} ms`;
  if (homeLimitMs === null) return null;
  if (mayMove) return `still on its way home after ${homeLimitMs} ms, which is all that the profile gives it`;
  return homeMs !== null && homeMs > homeLimitMs
    ? `home only after ${Math.round(homeMs)} ms; the profile says within ${homeLimitMs} ms`
    : null;
}
