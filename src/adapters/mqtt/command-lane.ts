import {
  type Admission,
  type AdmissionState,
  admit,
  answered,
  interrupted,
  newAdmission,
} from '../../core/admission.js';
import { type Command, isHalt } from '../../core/command.js';
import { type FreshnessSettings, stalenessOf } from '../../core/command-freshness.js';
import type { CommandForm } from '../../core/command-reading.js';
import { restoreStarts, startsRecord } from '../../core/remembered-ids.js';
import type { Result } from '../../core/status.js';
import type { BrokerMessage, Clock, Fleet, Log, Store } from '../../ports.js';
import type { GroupStarts } from './group-starts.js';
import type { AnswerAddress, Results } from './results.js';

export interface CommandLaneParts {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Log;
  readonly settings: FreshnessSettings;
  readonly results: Results;
  readonly groupStarts: GroupStarts;
  /** Less than 1 s after the last SUBACK, or before it. */
  readonly isSettling: () => boolean;
  readonly isFenced: (chairId: string) => boolean;
  /** Why remote starts cannot be taken now, or null. */
  readonly unavailable: () => string | null;
}

interface Taken {
  readonly chairId: string;
  readonly command: Command;
  readonly note: string | null;
  readonly address: AnswerAddress;
}

/** The dot keeps it apart from every chair's own record. */
const recordName = (chairId: string): string => `${chairId}.starts`;

/** From a message to the fleet, and from its verdict to a result. */
export class CommandLane {
  private readonly states = new Map<string, AdmissionState>();
  private hasToldOfClock = false;

  constructor(private readonly parts: CommandLaneParts) {
    const { fleet, clock, store } = parts;
    const now = { boot: clock.bootId, nowMs: clock.nowMs(), wallMs: clock.wallMs() };
    for (const chairId of fleet.chairIds) {
      this.states.set(chairId, { ...newAdmission, ids: restoreStarts(store.load(recordName(chairId)), now) });
    }
  }

  takeForChair(chairId: string, form: CommandForm, message: BrokerMessage): void {
    const admission = this.admit(chairId, form, message);
    if (admission.kind === 'run') this.run({ chairId, address: message, ...admission });
    else this.tellRefusal(chairId, admission, message);
  }

  /** Starts go one after the other, everything else at once. */
  takeForGroup(chairIds: readonly string[], message: BrokerMessage): void {
    let position = 0;
    for (const chairId of chairIds) {
      const admission = this.admit(chairId, { kind: 'json' }, message);
      if (admission.kind !== 'run') {
        this.tellRefusal(chairId, admission, message);
      } else if (admission.command.command === 'start') {
        this.startLater({ chairId, address: message, ...admission }, position);
        position += 1;
      } else {
        this.run({ chairId, address: message, ...admission });
      }
    }
  }

  /** Whether a start for this chair would be looked at now: neither settling nor fenced nor unavailable. */
  takesStarts(chairId: string): boolean {
    const { isSettling, isFenced, unavailable } = this.parts;
    return !isSettling() && !isFenced(chairId) && unavailable() === null;
  }

  /** A stop, fault or pause has come for this chair, from wherever. */
  interrupt(chairId: string, reason: string): void {
    this.change(chairId, interrupted);
    this.parts.groupStarts.drop(chairId, reason);
  }

  private change(chairId: string, step: (state: AdmissionState) => AdmissionState): void {
    this.states.set(chairId, step(this.states.get(chairId) ?? newAdmission));
  }

  private admit(chairId: string, form: CommandForm, message: BrokerMessage): Admission {
    const { fleet, clock, settings, isSettling, isFenced } = this.parts;
    const request = {
      form,
      payload: message.payload,
      isRetained: message.isRetained,
      nowMs: clock.nowMs(),
      wallMs: clock.wallMs(),
      state: fleet.status(chairId).state,
      isSettling: isSettling(),
      isFenced: isFenced(chairId),
    };
    const [state, admission] = admit(this.states.get(chairId) ?? newAdmission, request, settings);
    this.states.set(chairId, state);
    return admission;
  }

  private tellRefusal(chairId: string, admission: Exclude<Admission, { kind: 'run' }>, address: AnswerAddress): void {
    const { results } = this.parts;
    switch (admission.kind) {
      case 'refused':
        results.publish(chairId, results.make(chairId, admission.refusal), address);
        break;
      case 'repeated':
        results.publish(chairId, admission.result, address);
        break;
      case 'silent':
        break;
    }
  }

  private startLater(taken: Taken, position: number): void {
    const drop = (reason: string) => this.answerStale(taken, reason);
    this.parts.groupStarts.add(taken.chairId, position, () => this.startIfFresh(taken), drop);
  }

  private startIfFresh(taken: Taken): void {
    const { clock, isFenced, settings } = this.parts;
    const age = { isRetained: false, wallMs: clock.wallMs(), isSettling: false, isFenced: isFenced(taken.chairId) };
    const staleness = stalenessOf(taken.command, age, settings);
    if (staleness === null) this.run(taken);
    else this.answerStale(taken, staleness.message, staleness.ageS);
  }

  private answerStale(taken: Taken, message: string, ageS?: number): void {
    const { command } = taken;
    const age = ageS === undefined ? {} : { ageS };
    const refusal = { id: command.id ?? null, command: command.command, code: 'stale', message, ...age } as const;
    this.answer(taken, this.parts.results.make(taken.chairId, refusal));
  }

  private run(taken: Taken): void {
    const { fleet, results, groupStarts, unavailable } = this.parts;
    const { chairId, command, note } = taken;
    this.tellOfClock(note);
    fleet.run(chairId, command, { source: 'mqtt', unavailable: unavailable() }, (verdict) =>
      this.answer(taken, results.ofVerdict(chairId, command, verdict, note)),
    );
    if (isHalt(command)) groupStarts.drop(chairId, 'a stop or pause has come for this chair meanwhile');
  }

  private answer({ chairId, command, address }: Taken, result: Result): void {
    const { id } = command;
    if (id !== undefined && !isHalt(command)) {
      this.change(chairId, (state) => answered(state, id, result));
      if (command.command === 'start') this.saveStarts(chairId);
    }
    this.parts.results.publish(chairId, result, address);
  }

  private saveStarts(chairId: string): void {
    const { store, clock } = this.parts;
    const { ids } = this.states.get(chairId) ?? newAdmission;
    void store.save(recordName(chairId), startsRecord(ids, clock.bootId));
  }

  private tellOfClock(note: string | null): void {
    if (note !== null && !this.hasToldOfClock) {
      this.parts.log.warn('clock_not_set', {
        hint: 'ts of commands is ignored until the clock of this machine is right',
      });
    }
    this.hasToldOfClock = note !== null;
  }
}
