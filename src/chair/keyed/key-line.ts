import type { LineMoment } from '../../core/profile/chair-moment.js';
import { plainCommand, valueWriter } from '../../core/profile/commands.js';
import { cutFrames, type HeldBytes, noBytesHeld } from '../../core/profile/cut-frames.js';
import type { Profile } from '../../core/profile/schema.js';
import {
  forgetBlinking,
  noSight,
  type SeenFrame,
  type Sight,
  takeFrame,
  takeTextLine,
} from '../../core/profile/sight.js';
import { darkView, type ProfileView, profileView, statusFrame } from '../../core/profile/view.js';
import type { LinkStatus } from '../../core/status.js';
import type { WireEvents } from '../../ports.js';
import { Connection } from '../connection.js';
import type { ChairParts } from '../driver.js';
import { KeySender } from './key-sender.js';
import { ChairQuestions } from './questions.js';

export interface KeyLineEvents {
  /** A status came; the first of them after an opening or a silence finds the line not up. */
  onStatus(): void;
  /** A line that was up has gone silent and is about to be given up. */
  onSilent(): void;
  onDown(reason: string): void;
}

/** The line of a chair by profile: status in, keys out. It knows nothing of what either means for a session. */
export class KeyLine {
  /** A status was seen on this wire, and none is overdue. */
  isUp = false;
  /** The chair took its power key and went dark: it is off, and silence means nothing until it shows a status again. */
  isDark = false;
  /** When the status that shows the power last came, ms. */
  statusAtMs = Number.NEGATIVE_INFINITY;
  answeredAtMs = Number.NEGATIVE_INFINITY;
  /** What a chair that shows nothing is told with every question while it is to be at rest: it may have been left on, or lost its
   *  power and come back. */
  restCommands: readonly string[] = [];
  readonly keys: KeySender;
  readonly questions: ChairQuestions;
  private readonly connection: Connection;
  private sight: Sight = noSight;
  private held: HeldBytes = noBytesHeld;
  private openedAtMs = 0;
  private awaitedSinceMs: number | null = null;
  private presses = new Map<string, number>();
  private readonly statusFrame: string | null;
  private noise = 0;
  private unanswered = 0;
  private rttMs: number | null = null;

  constructor(
    private readonly profile: Profile,
    private readonly options: Pick<ChairParts, 'openWire' | 'clock' | 'log'>,
    private readonly events: KeyLineEvents,
  ) {
    const { openWire, clock, log } = options;
    this.statusFrame = statusFrame(profile);
    this.connection = new Connection(openWire, this.wireEvents(), clock, log, () => false);
    this.keys = new KeySender(profile, (text) => this.connection.write(text));
    this.questions = new ChairQuestions(profile);
  }

  private wireEvents(): WireEvents {
    const { frame } = this.profile;
    return {
      onOpened: () => this.opened(),
      onLine: (line) => this.take((nowMs) => takeTextLine(this.profile, this.sight, line, nowMs)),
      onNoise: () => {
        this.noise += 1;
      },
      ...(frame.kind === 'binary' && { onBytes: (bytes: Uint8Array) => this.takeBytes(bytes) }),
      onClosed: (reason) => this.down(reason),
    };
  }

  get moment(): LineMoment {
    const { isUp, isDark, statusAtMs, answeredAtMs, openedAtMs, awaitedSinceMs, sight, held } = this;
    return {
      ...{ isUp, isDark, statusAtMs, answeredAtMs, openedAtMs, awaitedSinceMs, sight, held },
      presses: [...this.presses],
      keys: this.keys.moment,
      questions: this.questions.moment,
    };
  }

  /** Goes on from a moment that was written down; the wire is as open as it was then. */
  takeUp(moment: LineMoment): void {
    this.isUp = moment.isUp;
    this.isDark = moment.isDark;
    this.statusAtMs = moment.statusAtMs;
    this.answeredAtMs = moment.answeredAtMs;
    this.openedAtMs = moment.openedAtMs;
    this.awaitedSinceMs = moment.awaitedSinceMs;
    this.sight = moment.sight;
    this.held = moment.held;
    this.presses = new Map(moment.presses);
    this.keys.takeUp(moment.keys);
    this.questions.takeUp(moment.questions);
  }

  /** Opens the wire, lets keys go, asks what has to be asked, and gives up a line that has gone silent. */
  poll(nowMs: number): void {
    this.connection.poll(nowMs);
    if (!this.connection.isWritable) return;
    this.keys.poll(nowMs);
    if (this.held.bytes.length > 0) this.takeBytes(new Uint8Array());
    if (this.keys.isClear(nowMs) && this.questions.isDue(nowMs)) this.ask(nowMs);
    if (this.isDark || this.isDeafAndDumb) return;
    const silentMs = nowMs - Math.max(this.statusAtMs, this.openedAtMs);
    // A port that was unplugged may say nothing at all, so a silent one is opened anew now and then.
    if (silentMs > (this.isUp ? this.profile.silence : reopenMs)) {
      if (this.isUp) this.events.onSilent();
      this.drop('no status came from the chair: is it switched on, and the cable in?');
    }
  }

  view(nowMs: number): ProfileView {
    return this.isDark ? darkView : profileView(this.profile, this.sight, nowMs);
  }

  /** Presses a key; what blinked before it no longer counts. Only while free. */
  press(key: string, nowMs: number): void {
    if (!this.keys.isFree(nowMs)) return;
    this.keys.press(key, nowMs);
    this.sight = forgetBlinking(this.sight, nowMs);
    this.presses.set(key, nowMs);
    if (this.awaitedSinceMs !== null) this.unanswered += 1;
    this.awaitedSinceMs = this.profile.keys[key]?.answer === 'expected' ? nowMs : null;
  }

  /** Sends commands that may be sent at any time, and asks behind them where answers prove that they were read. False: not now,
   *  the wire is not open, or something else is under way. */
  command(texts: readonly string[], nowMs: number): boolean {
    if (!this.connection.isWritable || !this.keys.isClear(nowMs)) return false;
    const asked = this.profile.sight === 'answers' ? [this.questions.next(nowMs)] : [];
    this.keys.command([...texts.map((text) => plainCommand(this.profile, text)), ...asked], nowMs);
    return true;
  }

  /** Sets a control whose value is in its commands. Only while free. */
  setValue(name: string, value: number, nowMs: number): void {
    const control = this.profile.controls[name];
    if (control?.kind === 'value') this.keys.command(valueWriter(this.profile, control)(value), nowMs);
  }

  /** When a key was pressed last, ms. */
  pressedAtMs(key: string): number {
    return this.presses.get(key) ?? Number.NEGATIVE_INFINITY;
  }

  /** Presses a key on a line that is about to be given up. */
  lastWord(key: string): void {
    const nowMs = this.options.clock.nowMs();
    this.keys.release(nowMs);
    this.keys.forget();
    this.press(key, nowMs);
    this.keys.release(nowMs);
  }

  /** Sends commands on a line that is about to be given up. */
  lastCommands(texts: readonly string[]): void {
    this.keys.forget();
    this.command(texts, this.options.clock.nowMs());
  }

  drop(reason: string): void {
    this.connection.drop(reason);
  }

  async end(): Promise<void> {
    this.keys.release(this.options.clock.nowMs());
    this.isUp = false;
    await this.connection.end();
  }

  status(nowMs: number): LinkStatus {
    return {
      crc_errors: this.noise,
      retries: this.unanswered,
      reconnects: Math.max(0, this.connection.reconnects),
      rtt_ms: this.rttMs === null ? null : Math.round(this.rttMs),
      age_ms: Number.isFinite(this.statusAtMs) ? Math.round(nowMs - this.statusAtMs) : null,
    };
  }

  /** A chair that never says anything is there while its port is. */
  private get isDeafAndDumb(): boolean {
    return this.profile.sight === 'none' && this.profile.ask === undefined;
  }

  private ask(nowMs: number): void {
    const rest = this.restCommands.map((text) => plainCommand(this.profile, text));
    this.keys.command([...rest, this.questions.next(nowMs)], nowMs);
  }

  private opened(): void {
    this.openedAtMs = this.options.clock.nowMs();
    this.sight = noSight;
    this.held = noBytesHeld;
    this.questions.forget();
    if (this.isDeafAndDumb) this.sawStatus(this.openedAtMs);
  }

  private down(reason: string): void {
    this.events.onDown(reason);
    this.isUp = false;
    this.isDark = false;
    this.sight = noSight;
    this.awaitedSinceMs = null;
    this.keys.forget();
  }

  private takeBytes(bytes: Uint8Array): void {
    const { frame } = this.profile;
    if (frame.kind !== 'binary') return;
    const cut = cutFrames(frame.framing, this.held, bytes, this.options.clock.nowMs());
    this.held = cut.held;
    this.noise += cut.noise;
    for (const each of cut.frames) this.take((nowMs) => takeFrame(this.profile, this.sight, each, nowMs));
  }

  private take(read: (nowMs: number) => SeenFrame): void {
    const nowMs = this.options.clock.nowMs();
    const frame = read(nowMs);
    switch (frame.kind) {
      case 'noise':
        this.noise += 1;
        return;
      case 'answer':
        this.answered(nowMs);
        return;
      case 'status':
        this.isDark = false;
        this.sight = frame.sight;
        this.questions.answered();
        if (this.statusFrame === null || frame.name === this.statusFrame) this.sawStatus(nowMs);
    }
  }

  private sawStatus(nowMs: number): void {
    this.statusAtMs = nowMs;
    this.connection.settle();
    this.events.onStatus();
    this.isUp = true;
  }

  private answered(nowMs: number): void {
    this.answeredAtMs = nowMs;
    if (this.awaitedSinceMs !== null) this.rttMs = nowMs - this.awaitedSinceMs;
    this.awaitedSinceMs = null;
  }
}

/** A line on which nothing is heard is opened anew after this time. */
const reopenMs = 10_000;
