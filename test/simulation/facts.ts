import type { Ending, Status } from '../../src/core/status.js';
import type { Zone } from '../../src/core/zones.js';
import type { ChairSettings } from '../../src/daemon/chair-settings.js';
import type { LineTrouble } from './line.js';
import type { ChairMotion } from './motion.js';
import type { ProcessClock } from './process-clock.js';
import type { Wish } from './request.js';

/** What ended motion, and when. Two are told apart by being two objects. */
export interface Interruption {
  readonly what: string;
  readonly atMs: number;
}

/** Something that may set motors into motion, when it reached the daemon. Times of the simulation, ms. */
export interface Permission {
  readonly wish: 'start' | 'resume';
  readonly id: string | null;
  readonly source: 'mqtt' | 'button';
  readonly takenAtMs: number;
  /** When the broker got it; for a button the moment of the press. */
  readonly sentAtMs: number;
  /** Why it may start nothing, or null. */
  readonly blemish: string | null;
  /** What each zone may reach with the programs of that moment, 0-100. */
  readonly levelMax: Readonly<Record<Zone, number>>;
  /** The program that it names, or null: the selected one. */
  readonly program: string | null;
  readonly wasRemoteStartOn: boolean;
  /** What had ended motion last when it came. */
  readonly after: Interruption;
  isUsed: boolean;
}

/** What has last been the case, so that an ending can be held against its cause. Times of the simulation, ms. */
export type CauseTimes = Record<Wish | LineTrouble | 'link' | 'shutdown' | 'bug' | 'twin' | 'event', number>;

/** After so much silence a reset may take it back. */
const yieldedMs = 30_000;

/** A silence of 3 s, the next proof, and 10 s of doubt. */
const believedAgainMs = 20_000;

/** What a stop button of the chair interrupts. */
export const pressed = 'a button was pressed';

const never = Number.NEGATIVE_INFINITY;

/** How one daemon process stands. */
export interface ProcessFacts {
  readonly clock: ProcessClock;
  readonly startedAtMs: number;
  /** When it began to go down or was halted after a bug. */
  leavingAtMs: number | null;
  haltedAtMs: number | null;
}

/** What is known of the line from the daemon's side. */
export interface LineFacts {
  isOpen: boolean;
  openedAtMs: number;
  hasWritten: boolean;
  stopWrittenAtMs: number;
  emergencyWrittenAtMs: number;
  keepWrittenAtMs: number;
  setWrittenAtMs: number;
  statusWrittenAtMs: number;
  /** The newest telemetry that has reached the daemon, and when the chair sent it. */
  telemetryAtMs: number;
  telemetryBornAtMs: number;
  /** How late telemetry was at the least, in each second of the last 60 s. */
  lags: { readonly atMs: number; lagMs: number }[];
  foreignAtMs: number[];
}

/** What a daemon that starts now would find, and since when the running one knows that it cannot save. */
export interface KeptFacts {
  isLatched(): boolean;
  hasStart(id: string): boolean;
  failingFromMs(): number | null;
  mayLack(): boolean;
}

/** What the daemon was asked of its end. Times of the simulation, ms. */
export interface DrainFacts {
  /** It may have been asked to end with the last session, and was not surely asked to go on since. */
  mayDrain: boolean;
  /** Since when it surely lets nothing begin; null where that is not known. */
  surelyFromMs: number | null;
}

/** Everything that checks look at, kept up by the world. */
export class Facts<Chair extends ChairMotion = ChairMotion> {
  process: ProcessFacts | null = null;
  readonly line: LineFacts = {
    isOpen: false,
    openedAtMs: never,
    hasWritten: false,
    stopWrittenAtMs: never,
    emergencyWrittenAtMs: never,
    keepWrittenAtMs: never,
    setWrittenAtMs: never,
    statusWrittenAtMs: never,
    telemetryAtMs: never,
    telemetryBornAtMs: never,
    lags: [],
    foreignAtMs: [],
  };
  /** The line is not what it should be until then, and for what follows from it. */
  disturbedUntilMs = never;
  /** A false reading has been told since then, or null. */
  lieFromMs: number | null = null;
  /** When the chair said far over 50 events a second last. */
  flood: { readonly fromMs: number; readonly toMs: number } = { fromMs: never, toMs: never };
  /** When the daemon heard of a button last. */
  buttonHeardAtMs = never;
  /** What the daemon has told in the last second. */
  toldLately: readonly { readonly kind: string; readonly atMs: number }[] = [];
  /** When a claim was heard last to which the daemon has to give way, or has. */
  yieldedAtMs = never;
  /** When a claim was heard last to which the daemon may have to give way. */
  strongTwinAtMs = never;
  /** While a twin claims the chair that has to decide and has not. */
  undecided: { readonly fromMs: number; readonly toMs: number } | null = null;
  brokerAwayAtMs: number | null = null;
  /** Since when no stop could come over MQTT: nothing passes on its connection, or nothing on one of its topics. */
  stopsSilentFromMs: number | null = null;
  readonly stopsDenied = new Map<string, { readonly fromMs: number; readonly untilMs: number }>();
  brokerBackAtMs = never;
  /** Until then it cannot be told from here whether the daemon believes a message: its way was silent, slow or away. */
  wayDoubtfulUntilMs = never;
  readonly drain: DrainFacts = { mayDrain: false, surelyFromMs: null };
  readonly permissions: Permission[] = [];
  interruption: Interruption = { what: 'nothing', atMs: never };
  laneStop: { readonly sentAtMs: number; readonly takenAtMs: number } = { sentAtMs: never, takenAtMs: never };
  /** Stops of the lanes that no line was written for yet. */
  readonly owedStops: { readonly kind: 'stop' | 'estop'; readonly dueAtMs: number }[] = [];
  readonly causes: Partial<CauseTimes> = {};
  status: Status | null = null;
  session: { readonly atMs: number; skipped: boolean; durationS: number | null } | null = null;
  ended: { readonly by: Ending; readonly atMs: number } | null = null;
  pausedAtMs: number | null = null;
  /** When the daemon said that a session begins or goes on. */
  begunAtMs = never;
  begunBy: Permission['source'] | null = null;
  begunProgram: string | null = null;
  /** When the chair was armed by what was on its way while it stopped. */
  crossedAtMs: number | null = null;
  /** The daemon has said that it is latched, and has not said that it was reset. */
  isLatched = false;
  /** The daemon has said that a stop does not show, and has not said that it was reset. */
  isAlarmed = false;
  isRemoteStartOff = false;
  /** Somebody has asked for no remote starts, and has no answer yet. */
  isRemoteStartOffAsked = false;
  /** The last time that the daemon stood still. */
  hang: { readonly fromMs: number; readonly toMs: number } = { fromMs: never, toMs: never };
  tornAtMs = never;
  killedAtMs = never;
  levelMax: Readonly<Record<Zone, number>> = { back: 100, seat: 100, legs: 100 };

  constructor(
    readonly chair: Chair,
    readonly settings: ChairSettings,
    readonly kept: KeptFacts,
    private readonly now: () => number,
  ) {}

  get nowMs(): number {
    return this.now();
  }

  get isDisturbed(): boolean {
    return this.nowMs < this.disturbedUntilMs;
  }

  get isProcessUp(): boolean {
    return this.process?.clock.isAlive === true;
  }

  /** The chair is another daemon's: nobody here may write to it. */
  get isYielded(): boolean {
    return this.nowMs - this.yieldedAtMs < yieldedMs;
  }

  /** True where the daemon runs, hears the chair and is heard. */
  get isAllWell(): boolean {
    return !this.isDisturbed && this.isProcessUp && this.line.isOpen;
  }

  caused(cause: keyof CauseTimes): void {
    this.causes[cause] = this.nowMs;
  }

  /** How long ago something was the case, ms. */
  since(cause: keyof CauseTimes): number {
    return this.nowMs - (this.causes[cause] ?? never);
  }

  disturb(durationMs: number): void {
    this.disturbedUntilMs = Math.max(this.disturbedUntilMs, this.nowMs + durationMs);
  }

  /** The way of commands is not what it should be, and is not believed for a while after. */
  doubtWay(durationMs: number): void {
    this.wayDoubtfulUntilMs = Math.max(this.wayDoubtfulUntilMs, this.nowMs + durationMs + believedAgainMs);
  }

  /** It was asked to end with the last session, or to go on; `isSure`: it has surely taken that. */
  askedToDrain(isOn: boolean, isSure: boolean): void {
    const { drain } = this;
    if (isOn) drain.mayDrain = true;
    else if (isSure) drain.mayDrain = false;
    if (isOn && isSure) drain.surelyFromMs ??= this.nowMs;
    if (!isOn) drain.surelyFromMs = null;
  }

  /** Motion must not outlive this without a fresh request. */
  interrupt(what: string): void {
    this.interruption = { what, atMs: this.nowMs };
  }
}
