import { capabilitiesOf, identityOfProfile } from '../../core/profile/abilities.js';
import type { ChairMoment } from '../../core/profile/chair-moment.js';
import type { Profile } from '../../core/profile/schema.js';
import { telemetryOfProfile } from '../../core/profile/shown-telemetry.js';
import { endingStop, type KeyStopKind, showsAtRest, stopPlan } from '../../core/profile/stop-plan.js';
import { isShown, type ProfileView } from '../../core/profile/view.js';
import type { Identity, Telemetry } from '../../core/protocol/messages.js';
import { limits } from '../../core/safety/limits.js';
import type { LinkStatus, StatusFaultCode } from '../../core/status.js';
import type { Capabilities, Drive, LevelCaps } from '../../core/zones.js';
import type { ChairParts, DrivenChair } from '../driver.js';
import { ResetProcedure } from '../reset.js';
import { BlindStops } from './blind-stops.js';
import { type DrivingEffect, KeyDriving, troubleText } from './key-driving.js';
import { KeyLine } from './key-line.js';
import { KeyStopProcedure, type StopEnd } from './key-stop-procedure.js';

/** A chair that takes keys and shows a status, as its profile describes it. It holds no timer and never throws. */
export class ProfileChair implements DrivenChair {
  readonly record: { telemetry: Telemetry | null; readonly isLeaving: boolean } = { telemetry: null, isLeaving: false };
  /** It has no lease, and says nothing of its own accord. */
  readonly counts = { keep: null, eventsLeftOut: 0 };
  readonly link: { isUp: boolean; identity: Identity | null; readonly capabilities: Capabilities };
  private readonly line: KeyLine;
  private readonly stopping: KeyStopProcedure;
  private readonly resetting: ResetProcedure;
  private driving: KeyDriving | null = null;
  private isHeld = false;
  private wentDarkAtMs = 0;
  private isTroubled = false;
  private readonly blind: BlindStops;
  /** What moves is ours to end: a session drove it, and it was not seen at rest since. [S5] */
  private isOurs: boolean;

  constructor(
    private readonly profile: Profile,
    private readonly parts: Omit<ChairParts, 'hostName' | 'temperatureMaxC'>,
  ) {
    this.link = { isUp: false, identity: null, capabilities: capabilitiesOf(profile) };
    this.isOurs = parts.wasMoving();
    this.blind = new BlindStops(profile.stop?.send ?? []);
    this.line = new KeyLine(profile, parts, {
      onStatus: () => this.takeStatus(),
      onSilent: () => this.hasGoneSilent(),
      onDown: (reason) => this.wentDown(reason),
    });
    this.stopping = new KeyStopProcedure(profile, this.line, (effect, kind) => this.takeStop(effect, kind));
    this.resetting = new ResetProcedure({
      // Nothing in such a chair is latched.
      ask: () => undefined,
      done: (missing) => this.parts.onSignal({ type: 'chair.resetDone', missing }),
    });
  }

  poll(nowMs: number): void {
    const isUnseen = this.profile.sight !== 'status';
    this.line.restCommands = isUnseen && this.isToRest ? (this.profile.stop?.send ?? []) : [];
    this.line.poll(nowMs);
    this.blind.poll(this.line, this.mustRestBlindly, nowMs);
    if (this.resetting.isPending) this.resetting.step(this.hindersReset(), nowMs);
    if (!this.link.isUp) return;
    if (this.isStopping) this.stopping.step(nowMs);
    else if (this.isHeld) this.watchHeld(nowMs);
    else if (this.driving !== null) this.stepDriving(this.driving, nowMs);
  }

  drive(drive: Drive, caps: LevelCaps, native: string | null): void {
    if (!this.link.isUp || this.isStopping) return;
    this.driving ??= new KeyDriving(this.profile);
    if (this.isHeld) this.driving.resumes();
    this.isHeld = false;
    this.isOurs = true;
    this.driving.want(drive, caps, native, this.nowMs);
  }

  /** Such a chair has no lease: what its silence means, `poll` decides. */
  supervise(): void {}

  stop(_rampMs: number, purpose: 'end' | 'pause'): void {
    const isPause = purpose === 'pause' && this.profile.pause !== undefined;
    if (purpose === 'end') this.driving = null;
    this.isHeld = purpose === 'pause';
    const { nowMs } = this;
    this.line.keys.release(nowMs);
    if (!this.link.isUp) {
      this.blind.owe(nowMs);
      this.blind.send(this.line, nowMs);
      return;
    }
    if (!this.line.isDark || this.isWaitingInTheDark(nowMs)) {
      this.stopping.begin(isPause ? 'pause' : endingStop(this.profile), nowMs);
      return;
    }
    this.stopping.abandon();
    this.nowStill('off');
  }

  /** [S3] It has no other stop than its key. */
  emergencyStop(): void {
    this.resetting.abort('an emergency stop has come meanwhile');
    this.stop(0, 'end');
  }

  reset(_codes: readonly StatusFaultCode[]): void {
    this.resetting.begin([], this.nowMs);
  }

  get supervisionPeriodMs(): number {
    return limits.supervisionPeriodMsMax;
  }

  get isStopping(): boolean {
    return this.stopping.isActive;
  }

  get isComingHome(): boolean {
    return this.stopping.isComingHome;
  }

  /** How it looks now, and when it last said so, ms. */
  get seen(): { readonly view: ProfileView; readonly statusAtMs: number } {
    return { view: this.line.view(this.nowMs), statusAtMs: this.line.statusAtMs };
  }

  linkStatus(): LinkStatus {
    return this.line.status(this.nowMs);
  }

  async close(): Promise<void> {
    await this.line.end();
  }

  get moment(): ChairMoment {
    const { isHeld, isTroubled, isOurs, wentDarkAtMs, blind, driving, line, stopping } = this;
    const own = { isUp: this.link.isUp, isHeld, isTroubled, isOurs, wentDarkAtMs, ...blind.moment };
    return { ...own, line: line.moment, stopping: stopping.moment, driving: driving?.moment ?? null };
  }

  /** Goes on from a moment that was written down. */
  takeUp(moment: ChairMoment): void {
    this.link.isUp = moment.isUp;
    this.isHeld = moment.isHeld;
    this.isTroubled = moment.isTroubled;
    this.isOurs = moment.isOurs;
    this.wentDarkAtMs = moment.wentDarkAtMs;
    this.blind.takeUp(moment);
    this.line.takeUp(moment.line);
    this.stopping.takeUp(moment.stopping);
    this.driving = moment.driving === null ? null : new KeyDriving(this.profile).takeUp(moment.driving);
  }

  private get nowMs(): number {
    return this.parts.clock.nowMs();
  }

  private takeStatus(): void {
    if (!this.link.isUp) this.cameUp();
    this.tellTrouble();
    this.tellTelemetry();
  }

  /** What the profile calls a fault keeps everybody from starting it, and is over by itself. */
  private tellTrouble(): void {
    const { fault } = this.profile;
    if (fault === undefined) return;
    const isTroubled = isShown(fault, this.line.view(this.nowMs).values);
    if (isTroubled === null || isTroubled === this.isTroubled) return;
    this.isTroubled = isTroubled;
    const signal = { code: 'contradiction', zone: null } as const;
    if (isTroubled) this.parts.onSignal({ type: 'chair.fault', ...signal, message: troubleText(fault) });
    else this.parts.onSignal({ type: 'chair.cleared', ...signal });
  }

  private tellTelemetry(): void {
    const { nowMs } = this;
    const telemetry = telemetryOfProfile(this.profile, this.line.view(nowMs), nowMs);
    this.record.telemetry = telemetry;
    this.parts.onTelemetry(telemetry);
  }

  /** [S5] What the daemon set in motion before it lost sight of it, or before it was restarted, is ended; what the person does
   *  at the chair's own remote is theirs. */
  private cameUp(): void {
    this.link.isUp = true;
    this.link.identity = identityOfProfile(this.profile, this.parts.chairId);
    this.parts.onSignal({ type: 'chair.up' });
    const isToStop = this.isOurs || this.blind.isOwed(this.nowMs) || this.parts.isEmergencyLatched();
    this.blind.settle();
    if (isToStop) this.stop(0, 'end');
    else this.parts.onSignal({ type: 'chair.still' });
  }

  private get isToRest(): boolean {
    return this.driving === null || this.isHeld;
  }

  /** It is to be at rest, and nobody can see whether it is: it was ours and is silent, or it never says anything. */
  private get mustRestBlindly(): boolean {
    if (!this.link.isUp) return this.isOurs || this.parts.isEmergencyLatched();
    return this.profile.sight === 'none' && this.isToRest && !this.isStopping;
  }

  /** Its last status showed that it is to be stopped, and it is ours: the keys go once more, though nobody can see what comes of it. */
  private hasGoneSilent(): void {
    if (!this.isOurs) return;
    const { keys, commands, isNeeded } = stopPlan(this.profile, 'off');
    if (commands.length > 0) this.line.lastCommands(commands);
    if (this.profile.sight !== 'status' || !isNeeded(this.line.view(this.nowMs))) return;
    for (const key of keys) if (this.line.pressedAtMs(key) < this.line.statusAtMs) this.line.lastWord(key);
  }

  private wentDown(reason: string): void {
    this.link.isUp = false;
    this.driving = null;
    this.isHeld = false;
    this.stopping.abandon();
    this.record.telemetry = null;
    this.parts.onSignal({ type: 'chair.down', reason });
  }

  private takeStop(outcome: StopEnd, kind: KeyStopKind): void {
    switch (outcome) {
      case 'unseen':
        this.isOurs = false;
        this.parts.onSignal({ type: 'chair.unseen' });
        return;
      case 'alarm':
        // Its session is over, whatever it was to be: nothing is held that could go on.
        this.driving = null;
        this.isHeld = false;
        this.parts.onSignal({ type: 'chair.stopUnverified', doubt: this.stopping.doubt(this.nowMs) });
        return;
      case 'dark':
        this.line.isDark = true;
        this.wentDarkAtMs = this.nowMs;
        this.tellTelemetry();
        this.nowStill(kind);
        return;
      case 'still':
        this.nowStill(kind);
    }
  }

  private nowStill(kind: KeyStopKind): void {
    if (kind !== 'pause') this.isOurs = false;
    this.parts.onSignal({ type: 'chair.still' });
  }

  private stepDriving(driving: KeyDriving, nowMs: number): void {
    if (!this.line.keys.isFree(nowMs) || this.isWaitingInTheDark(nowMs)) return;
    for (const effect of driving.look(this.line.view(nowMs), nowMs)) this.doDriving(effect, nowMs);
  }

  /** A dark chair is switched on by one press, which it has to answer with a status: a second one might switch it off again. */
  private isWaitingInTheDark(nowMs: number): boolean {
    const pressedAtMs = this.line.pressedAtMs(this.profile.power?.key ?? '');
    if (!this.line.isDark || pressedAtMs <= this.wentDarkAtMs) return false;
    if (nowMs - pressedAtMs > this.profile.silence)
      this.line.drop('the chair shows nothing after its power key: look at it');
    return true;
  }

  private doDriving(effect: DrivingEffect, nowMs: number): void {
    const { onSignal } = this.parts;
    switch (effect.kind) {
      case 'press':
        this.line.press(effect.key, nowMs);
        return;
      case 'send':
        this.line.setValue(effect.control, effect.value, nowMs);
        return;
      case 'driving':
        onSignal({ type: 'chair.driving' });
        return;
      case 'adopted':
        onSignal({ type: 'chair.adopted', what: effect.what });
        return;
      case 'person':
        onSignal({ type: 'chair.button', button: effect.button });
        return;
      case 'fault':
        onSignal({ type: 'chair.fault', code: 'contradiction', zone: effect.zone, message: effect.message });
    }
  }

  /** Somebody has let a paused chair go on, at its own remote. */
  private watchHeld(nowMs: number): void {
    if (this.line.view(nowMs).isActive === true) this.parts.onSignal({ type: 'chair.button', button: 'start' });
  }

  /** What stands in the way of a reset, or null. [S3] */
  private hindersReset(): string | null {
    if (!this.link.isUp) return 'no status from the chair: check the cable and the chair';
    if (this.isStopping) return 'the chair is not still';
    if (this.isTroubled && this.profile.fault !== undefined) return troubleText(this.profile.fault);
    return this.isAtRest ? null : 'the chair is not still';
  }

  /** Of a chair that cannot show it, nothing says otherwise. */
  get isAtRest(): boolean {
    return this.profile.sight !== 'status' || showsAtRest(this.profile, this.seen.view);
  }
}
