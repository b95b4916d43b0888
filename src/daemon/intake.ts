import {
  type Admission,
  type AdmissionState,
  admit,
  interrupted,
  newAdmission,
  type Refusal,
  resultOfRefusal,
  resultOfVerdict,
  withAnswer,
} from '../core/command/admission.js';
import { readDrain } from '../core/command/drain.js';
import { type Halts, isBehindHalt, noHalts } from '../core/command/fence.js';
import { type FreshnessSettings, stalenessOfAsked, stalenessOfWay } from '../core/command/freshness.js';
import { forgetInIds, isInterruption, restoreStarts, startsRecord, startsRecordName } from '../core/command/ids.js';
import type { AskedCommand } from '../core/command/reading.js';
import type { Command, HaltName } from '../core/command/schema.js';
import { beginsSession, isHalt, verbs } from '../core/command/verbs.js';
import { newResultCounts } from '../core/metrics/tallies.js';
import { saveDeadlineMs } from '../core/record-keeping.js';
import { accepted, unsavedText } from '../core/safety/rules.js';
import type { Hindrance, Result, StatusEvent, Verdict } from '../core/status.js';
import type { Clock, CommandPath, Face, Fleet, Intake, Log, Store, TakeResult } from '../ports.js';
import { startDelayMs, WaitingStarts } from './waiting-starts.js';

export interface IntakeParts {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Log;
  readonly settings: FreshnessSettings;
  /** Every result of a command for a chair. */
  readonly onResult?: (chairId: string, result: Result) => void;
}

/** A command that was let in, and whom it came from. */
interface LetIn {
  readonly chairId: string;
  readonly command: Command;
  readonly note: string | null;
  readonly path: CommandPath;
  readonly take: TakeResult;
}

const silentDisk: Hindrance = {
  reason: 'disk_silent',
  message: 'the disk of data_dir does not answer: look at it',
};

/** Only the broker closes a way. */
const byWay = (message: string | null): Hindrance | null => (message === null ? null : { reason: 'broker', message });

/** The one way in for the commands of every face: from a payload to the fleet, and from its verdict to a result. What it
 *  remembers of ids and rates is the chair's, whichever face they came by. */
export class CommandIntake implements Intake, Pick<Face, 'onEvent' | 'onStop'> {
  readonly results = newResultCounts();
  private readonly states = new Map<string, AdmissionState>();
  private readonly halts = new Map<string, Halts>();
  private readonly waiting: WaitingStarts;
  private hasToldOfClock = false;

  constructor(private readonly parts: IntakeParts) {
    const { fleet, clock, store } = parts;
    this.waiting = new WaitingStarts(clock);
    const now = { boot: clock.bootId, nowMs: clock.nowMs(), wallMs: clock.wallMs() };
    for (const chairId of fleet.chairIds) {
      const ids = restoreStarts(store.load(startsRecordName(chairId)), now);
      if (ids !== null) this.states.set(chairId, { ...newAdmission, ids });
      else
        fleet.distrust(
          chairId,
          'the record of accepted starts was lost: see that nothing repeats one, then send reset',
        );
    }
  }

  /** What was answered to starts names this person no more, nor does a record that holds only what is too old to count. */
  forget(person: string): void {
    for (const [chairId, state] of this.states) {
      this.states.set(chairId, { ...state, ids: forgetInIds(state.ids, person) });
      const isRecorded = state.ids.size > 0 || this.parts.store.load(startsRecordName(chairId)) !== undefined;
      if (isRecorded) this.saveStarts(chairId);
    }
  }

  take(chairId: string, asked: AskedCommand, path: CommandPath, take: TakeResult): void {
    const admission = this.admit(chairId, asked, path);
    if (admission.kind === 'run') this.begin({ chairId, path, take, ...admission });
    else this.refuse(chairId, admission, take);
  }

  takeForGroup(
    chairIds: readonly string[],
    asked: AskedCommand,
    path: CommandPath,
    take: (chairId: string, result: Result, isQuiet: boolean) => void,
  ): void {
    let position = 0;
    const turnOf = (at: number): number => startDelayMs(at, chairIds.length);
    for (const chairId of chairIds) {
      const takeOne: TakeResult = (result, isQuiet) => take(chairId, result, isQuiet);
      const admission = this.admit(chairId, asked, path);
      const isStart = admission.kind === 'run' && beginsSession(admission.command);
      if (admission.kind !== 'run') this.refuse(chairId, admission, takeOne);
      else this.beginLater({ chairId, path, take: takeOne, ...admission }, isStart ? turnOf(position++) : 0);
    }
  }

  drain({ payload, ...flags }: Omit<AskedCommand, 'form'>, path: CommandPath): Verdict {
    const { fleet, clock, settings } = this.parts;
    const reading = readDrain(payload);
    if (reading.kind === 'problem') return reading;
    const way = { isSettling: path.isSettling(), lateness: path.lateness(), wallMs: clock.wallMs() };
    const staleness = stalenessOfAsked(reading, { ...flags, ...way }, settings);
    if (staleness !== null) return staleness;
    if (fleet.drain(reading.isOn)) return accepted;
    return { code: 'not_in_state', message: 'the last session has ended, and the service ends now' };
  }

  dropWaiting(reason: string): void {
    this.waiting.dropAll(reason);
  }

  /** A session that was asked for before this is not begun after it, and its answer is none any more. [S6] */
  onEvent(chairId: string, event: StatusEvent): void {
    if (isInterruption(event)) this.interrupt(chairId, 'a stop or fault has come for this chair meanwhile');
  }

  onStop(chairId: string, kind: HaltName): void {
    const nowMs = this.parts.clock.nowMs();
    this.interrupt(chairId, 'a stop or pause has come for this chair meanwhile');
    if (kind !== 'pause') this.halts.set(chairId, { atMs: nowMs, stopAtMs: nowMs });
  }

  isFenced(chairId: string): boolean {
    return isBehindHalt(this.haltsOf(chairId), null, this.parts.clock.nowMs());
  }

  private interrupt(chairId: string, reason: string): void {
    this.change(chairId, interrupted);
    this.halts.set(chairId, { ...this.haltsOf(chairId), atMs: this.parts.clock.nowMs() });
    this.waiting.drop(chairId, reason);
  }

  private haltsOf(chairId: string): Halts {
    return this.halts.get(chairId) ?? noHalts;
  }

  private stateOf(chairId: string): AdmissionState {
    return this.states.get(chairId) ?? newAdmission;
  }

  private change(chairId: string, step: (state: AdmissionState) => AdmissionState): void {
    this.states.set(chairId, step(this.stateOf(chairId)));
  }

  private admit(chairId: string, { begunAtMs, ...asked }: AskedCommand, path: CommandPath): Admission {
    const { fleet, clock, settings } = this.parts;
    const nowMs = clock.nowMs();
    const halts = this.haltsOf(chairId);
    const request = {
      ...asked,
      source: path.source,
      nowMs,
      wallMs: clock.wallMs(),
      state: fleet.state(chairId),
      isSettling: path.isSettling(),
      lateness: path.lateness(),
      isFenced: path.isFenced(chairId) || isBehindHalt(halts, begunAtMs ?? null, nowMs),
      stoppedAgoMs: halts.stopAtMs === null ? null : nowMs - halts.stopAtMs,
    };
    const [state, admission] = admit(this.stateOf(chairId), request, settings);
    this.states.set(chairId, state);
    return admission;
  }

  private refuse(chairId: string, admission: Exclude<Admission, { kind: 'run' }>, take: TakeResult): void {
    if (admission.kind === 'repeated') this.tell(chairId, admission.result, false, take);
    else this.tell(chairId, this.refusal(chairId, admission.refusal), admission.isQuiet, take);
  }

  private refusal(chairId: string, refusal: Refusal): Result {
    return resultOfRefusal(refusal, this.parts.fleet.state(chairId), this.parts.clock.wallMs());
  }

  private beginLater(letIn: LetIn, delayMs: number): void {
    const drop = (message: string) => this.answerStale(letIn, { message });
    this.waiting.after(letIn.chairId, delayMs, () => this.begin(letIn), drop);
  }

  /** [S7] What begins motion waits until its way has answered, lest a stop could not come after it. Where it is known already that
   *  it does not, the chair's state has the first word; asked a second time the way might say otherwise, and nothing would be proven. */
  private begin(letIn: LetIn): void {
    const { chairId, command, path } = letIn;
    const unavailable = byWay(path.unavailable(chairId));
    if (!verbs[command.command].beginsMotion || unavailable !== null) {
      this.run(letIn, unavailable);
      return;
    }
    const drop = (message: string) => this.answerStale(letIn, { message });
    const fire = (why: Hindrance | null) => (why === null ? this.runIfFresh(letIn) : this.run(letIn, why));
    this.waiting.until<Hindrance | null>(chairId, (take) => this.provideFor(letIn, take), fire, drop);
  }

  /** `take` comes once, within 1 s: why the command cannot begin motion, or null. The way answers and the disk takes the id at the
   *  same time. */
  private provideFor({ chairId, command, path }: LetIn, take: (why: Hindrance | null) => void): void {
    const isKept = beginsSession(command) && command.id !== undefined;
    let left = isKept ? 2 : 1;
    const one = (why: Hindrance | null): void => {
      left -= 1;
      if (why !== null) left = Math.min(left, 0);
      if (left === 0) take(why);
    };
    if (isKept) this.keepStarts(chairId, one);
    path.prove((why) => one(byWay(why)));
  }

  /** [S6] A start is not taken before its id is on the disk: delivered once more, to a daemon that has been started anew, it has to
   *  be known. `take` comes once, within 1 s: why it is not, or null. */
  private keepStarts(chairId: string, take: (why: Hindrance | null) => void): void {
    const { store, clock } = this.parts;
    const whyNot = (): Hindrance => {
      const message = unsavedText(store.unsaved);
      return message === null ? silentDisk : { reason: 'unsaved', message };
    };
    if (store.unsaved.length > 0) {
      take(whyNot());
      return;
    }
    const deadline = clock.after(saveDeadlineMs, () => take(whyNot()));
    this.saveStarts(chairId, () => {
      clock.clear(deadline);
      take(null);
    });
  }

  /** What has waited is looked at again, but for its `ts`. [S6] */
  private runIfFresh(letIn: LetIn): void {
    const { chairId, command, path } = letIn;
    const { clock, settings } = this.parts;
    const way = {
      isSettling: path.isSettling(),
      lateness: path.lateness(),
      isFenced: path.isFenced(chairId) || this.isFenced(chairId),
    };
    const staleness = stalenessOfWay(command, { ...way, wallMs: clock.wallMs() }, settings);
    if (staleness === null) this.run(letIn, byWay(path.unavailable(chairId)));
    else this.answerStale(letIn, staleness);
  }

  private answerStale(start: LetIn, why: { readonly message: string; readonly ageS?: number }): void {
    const { id, command } = start.command;
    this.answer(start, this.refusal(start.chairId, { id: id ?? null, command, code: 'stale', ...why }));
  }

  private run(letIn: LetIn, unavailable: Hindrance | null): void {
    const { chairId, command, note, path } = letIn;
    const { fleet, clock } = this.parts;
    this.tellOfClock(note);
    const origin = { source: path.source, unavailable, isStrict: path.isStrict ?? false };
    const isAllowing = command.command === 'remote_start' && command.enabled && !fleet.status(chairId).remote_start;
    fleet.run(chairId, command, origin, (verdict) =>
      this.answer(letIn, resultOfVerdict(command, { ...verdict, note }, fleet.state(chairId), clock.wallMs())),
    );
    if (isAllowing) this.dropForbidden(chairId);
  }

  /** [S18] What was asked while remote starts were off does not begin because somebody has allowed them meanwhile. */
  private dropForbidden(chairId: string): void {
    if (this.parts.fleet.status(chairId).remote_start)
      this.waiting.drop(chairId, 'remote starts were off when it came; send the command again');
  }

  private answer({ chairId, command, take }: LetIn, result: Result): void {
    const { id } = command;
    if (id !== undefined && !isHalt(command)) {
      this.change(chairId, (state) => withAnswer(state, id, result));
      if (beginsSession(command)) this.saveStarts(chairId);
    }
    this.tell(chairId, result, false, take);
  }

  private tell(chairId: string, result: Result, isQuiet: boolean, take: TakeResult): void {
    this.results[result.code] += 1;
    this.parts.onResult?.(chairId, result);
    take(result, isQuiet);
  }

  private saveStarts(chairId: string, onSaved?: () => void): void {
    const { store, clock } = this.parts;
    void store.save(startsRecordName(chairId), startsRecord(this.stateOf(chairId).ids, clock.bootId), onSaved);
  }

  private tellOfClock(note: string | null): void {
    const hint = 'ts of commands is ignored until the clock of this machine is right';
    if (note !== null && !this.hasToldOfClock) this.parts.log.warn('clock_not_set', { hint });
    this.hasToldOfClock = note !== null;
  }
}
