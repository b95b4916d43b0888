import type { ChairMoment } from '../../core/profile/chair-moment.js';
import { beginKeyStop, joinKeyStops, type KeyStop, stepKeyStop } from '../../core/profile/key-stop.js';
import type { Profile } from '../../core/profile/schema.js';
import { alarmAfterMs, type KeyStopKind, type StopPlan, stopPlan } from '../../core/profile/stop-plan.js';
import { beginUnseenStop, stepUnseenStop, type UnseenStop } from '../../core/profile/unseen-stop.js';
import { type StopDoubt, stopDoubt } from '../../core/safety/attention.js';
import type { KeyLine } from './key-line.js';

/** What came of a stop: `still` by the status, or by an answer where that is all there is; `dark` by a display that went out; `unseen`
 *  where nothing can show it. */
export type StopEnd = 'alarm' | 'still' | 'dark' | 'unseen';

/** Runs a verified stop of a chair by profile: presses and sends, and tells what comes of it. At most one is under way; a further
 *  one joins it. [S4] */
export class KeyStopProcedure {
  private seen: KeyStop | null = null;
  private unseen: UnseenStop | null = null;

  constructor(
    private readonly profile: Profile,
    private readonly line: KeyLine,
    private readonly tell: (outcome: StopEnd, kind: KeyStopKind) => void,
  ) {}

  get isActive(): boolean {
    return this.seen !== null || this.unseen !== null;
  }

  get isComingHome(): boolean {
    return this.seen !== null && stopPlan(this.profile, this.seen.kind).home !== null;
  }

  get moment(): ChairMoment['stopping'] {
    const { seen, unseen } = this;
    return { seen, unseen };
  }

  takeUp({ seen, unseen }: ChairMoment['stopping']): void {
    this.seen = seen;
    this.unseen = unseen;
  }

  begin(kind: KeyStopKind, nowMs: number): void {
    if (this.profile.sight === 'status') {
      const { keys, settlesMs } = stopPlan(this.profile, kind);
      const pressedAtMs = Math.max(...keys.map((key) => this.line.pressedAtMs(key)), Number.NEGATIVE_INFINITY);
      this.seen = joinKeyStops(this.seen, beginKeyStop(kind, nowMs, pressedAtMs, settlesMs));
    } else {
      const { answers, waiting } = this.line.questions;
      this.unseen ??= beginUnseenStop(nowMs, answers, waiting);
    }
    this.step(nowMs);
  }

  /** One look at the chair. */
  step(nowMs: number): void {
    if (this.seen !== null) this.stepSeen(this.seen, nowMs);
    else if (this.unseen !== null) this.stepUnseen(this.unseen, nowMs);
  }

  /** Why the stop under way has not been seen done. A status is as good as new until the chair counts as silent. */
  doubt(nowMs: number): StopDoubt {
    const stop = this.seen ?? this.unseen;
    return stop === null ? 'chair_silent' : stopDoubt(stop.attention, this.profile.silence, nowMs);
  }

  /** The line is gone, or there is nothing to stop. */
  abandon(): void {
    this.seen = null;
    this.unseen = null;
  }

  private stepSeen(before: KeyStop, nowMs: number): void {
    const plan = stopPlan(this.profile, before.kind);
    const [stop, effects] = stepKeyStop(before, plan, {
      view: this.line.view(nowMs),
      statusAtMs: this.line.statusAtMs,
      answeredAtMs: this.line.answeredAtMs,
      canPress: this.line.keys.isFree(nowMs),
      canSend: this.line.keys.isClear(nowMs),
      nowMs,
    });
    this.seen = effects.includes('still') || effects.includes('dark') ? null : stop;
    for (const effect of effects) {
      if (effect === 'press') this.press(plan, stop, nowMs);
      else if (effect === 'send') this.line.command(plan.commands, nowMs);
      else this.tell(effect, stop.kind);
    }
  }

  private press({ keys }: StopPlan, { pressed }: KeyStop, nowMs: number): void {
    const key = keys[pressed - 1];
    if (key !== undefined) this.line.press(key, nowMs);
  }

  private stepUnseen(before: UnseenStop, nowMs: number): void {
    const { stop, sight } = this.profile;
    if (sight === 'status') return;
    const [next, effects] = stepUnseenStop(before, {
      sight,
      answers: this.line.questions.answers,
      withinMs: stop?.within ?? alarmAfterMs,
      canSend: this.line.keys.isClear(nowMs),
      nowMs,
    });
    this.unseen = effects.includes('answered') || effects.includes('unseen') ? null : next;
    for (const effect of effects) {
      if (effect === 'send') this.line.command(stop?.send ?? [], nowMs);
      else this.tell(effect === 'answered' ? 'still' : effect, 'off');
    }
  }
}
