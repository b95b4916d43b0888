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
import { type FreshnessSettings, stalenessOf } from '../core/command/freshness.js';
import { isInterruption, restoreStarts, startsRecord } from '../core/command/ids.js';
import type { Command } from '../core/command/schema.js';
import { isHalt } from '../core/command/verbs.js';
import { saveDeadlineMs } from '../core/record-keeping.js';
import { unsavedText } from '../core/safety/rules.js';
import type { Result, StatusEvent } from '../core/status.js';
import type { AskedCommand, Clock, CommandPath, Face, Fleet, Intake, Log, Store, TakeResult } from '../ports.js';
import { StaggeredStarts } from './staggered-starts.js';

export interface IntakeParts {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Log;
  readonly settings: FreshnessSettings;
}

/** A command that was let in, and whom it came from. */
interface LetIn {
  readonly chairId: string;
  readonly command: Command;
  readonly note: string | null;
  readonly path: CommandPath;
  readonly take: TakeResult;
}

/** The dot keeps it apart from every chair's own record. */
const recordName = (chairId: string): string => `${chairId}.starts`;

/** The one way in for the commands of every face: from a payload to the fleet, and from its verdict to a result. What it
 *  remembers of ids and rates is the chair's, whichever face they came by. */
export class CommandIntake implements Intake, Pick<Face, 'onEvent' | 'onStop'> {
  private readonly states = new Map<string, AdmissionState>();
  private readonly waiting: StaggeredStarts;
  private hasToldOfClock = false;

  constructor(private readonly parts: IntakeParts) {
    const { fleet, clock, store } = parts;
    this.waiting = new StaggeredStarts(clock);
    const now = { boot: clock.bootId, nowMs: clock.nowMs(), wallMs: clock.wallMs() };
    for (const chairId of fleet.chairIds) {
      const ids = restoreStarts(store.load(recordName(chairId)), now);
      if (ids !== null) this.states.set(chairId, { ...newAdmission, ids });
      else fleet.distrust(chairId, 'which starts were taken was lost: see that nothing repeats one, then send reset');
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
    for (const chairId of chairIds) {
      const takeOne: TakeResult = (result, isQuiet) => take(chairId, result, isQuiet);
      const admission = this.admit(chairId, asked, path);
      const isStart = admission.kind === 'run' && admission.command.command === 'start';
      if (admission.kind !== 'run') this.refuse(chairId, admission, takeOne);
      else if (!isStart) this.begin({ chairId, path, take: takeOne, ...admission });
      else this.startLater({ chairId, path, take: takeOne, ...admission }, position++);
    }
  }

  dropWaiting(reason: string): void {
    this.waiting.dropAll(reason);
  }

  /** A session that was asked for before this is not begun after it, and its answer is none any more. [S6] */
  onEvent(chairId: string, event: StatusEvent): void {
    if (isInterruption(event)) this.interrupt(chairId, 'a stop or fault has come for this chair meanwhile');
  }

  onStop(chairId: string): void {
    this.interrupt(chairId, 'a stop or pause has come for this chair meanwhile');
  }

  private interrupt(chairId: string, reason: string): void {
    this.change(chairId, interrupted);
    this.waiting.drop(chairId, reason);
  }

  private stateOf(chairId: string): AdmissionState {
    return this.states.get(chairId) ?? newAdmission;
  }

  private change(chairId: string, step: (state: AdmissionState) => AdmissionState): void {
    this.states.set(chairId, step(this.stateOf(chairId)));
  }

  private admit(chairId: string, { form, payload, isRetained }: AskedCommand, path: CommandPath): Admission {
    const { fleet, clock, settings } = this.parts;
    const request = {
      source: path.source,
      form,
      payload,
      isRetained,
      nowMs: clock.nowMs(),
      wallMs: clock.wallMs(),
      state: fleet.state(chairId),
      isSettling: path.isSettling(),
      isFenced: path.isFenced(chairId),
    };
    const [state, admission] = admit(this.stateOf(chairId), request, settings);
    this.states.set(chairId, state);
    return admission;
  }

  private refuse(chairId: string, admission: Exclude<Admission, { kind: 'run' }>, take: TakeResult): void {
    if (admission.kind === 'repeated') take(admission.result, false);
    else take(this.refusal(chairId, admission.refusal), admission.isQuiet);
  }

  private refusal(chairId: string, refusal: Refusal): Result {
    return resultOfRefusal(refusal, this.parts.fleet.state(chairId), this.parts.clock.wallMs());
  }

  private startLater(start: LetIn, position: number): void {
    const drop = (message: string) => this.answerStale(start, { message });
    this.waiting.add(start.chairId, position, () => this.begin(start, true), drop);
  }

  /** [S6] A start is not taken before its id is on the disk: delivered once more, to a daemon that has been started anew, it has to
   *  be known. */
  private begin(letIn: LetIn, hasWaited = false): void {
    const { command, chairId } = letIn;
    if (command.command !== 'start' || command.id === undefined) {
      if (hasWaited) this.startIfFresh(letIn, null);
      else this.run(letIn, null);
      return;
    }
    const drop = (message: string) => this.answerStale(letIn, { message });
    const fire = (why: string | null) => this.startIfFresh(letIn, why);
    this.waiting.until<string | null>(chairId, (take) => this.keepStarts(chairId, take), fire, drop);
  }

  /** `take` comes once, within 1 s: why the ids of starts are not on the disk, or null. */
  private keepStarts(chairId: string, take: (why: string | null) => void): void {
    const { store, clock } = this.parts;
    const whyNot = (): string => unsavedText(store.unsaved) ?? 'the disk of data_dir does not answer: look at it';
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

  private startIfFresh(start: LetIn, unkept: string | null): void {
    const { clock, settings } = this.parts;
    const isFenced = start.path.isFenced(start.chairId);
    const age = { isRetained: false, wallMs: clock.wallMs(), isSettling: false, isFenced };
    const staleness = stalenessOf(start.command, age, settings);
    if (staleness === null) this.run(start, unkept);
    else this.answerStale(start, staleness);
  }

  private answerStale(start: LetIn, why: { readonly message: string; readonly ageS?: number }): void {
    const { id, command } = start.command;
    this.answer(start, this.refusal(start.chairId, { id: id ?? null, command, code: 'stale', ...why }));
  }

  private run(letIn: LetIn, unkept: string | null): void {
    const { chairId, command, note, path } = letIn;
    const { fleet, clock } = this.parts;
    this.tellOfClock(note);
    fleet.run(chairId, command, { source: path.source, unavailable: path.unavailable() ?? unkept }, (verdict) =>
      this.answer(letIn, resultOfVerdict(command, { ...verdict, note }, fleet.state(chairId), clock.wallMs())),
    );
  }

  private answer({ chairId, command, take }: LetIn, result: Result): void {
    const { id } = command;
    if (id !== undefined && !isHalt(command)) {
      this.change(chairId, (state) => withAnswer(state, id, result));
      if (command.command === 'start') this.saveStarts(chairId);
    }
    take(result, false);
  }

  private saveStarts(chairId: string, onSaved?: () => void): void {
    const { store, clock } = this.parts;
    void store.save(recordName(chairId), startsRecord(this.stateOf(chairId).ids, clock.bootId), onSaved);
  }

  private tellOfClock(note: string | null): void {
    const hint = 'ts of commands is ignored until the clock of this machine is right';
    if (note !== null && !this.hasToldOfClock) this.parts.log.warn('clock_not_set', { hint });
    this.hasToldOfClock = note !== null;
  }
}
