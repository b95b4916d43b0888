import type { Profile } from '../../core/profile/schema.js';
import {
  darkView,
  forgetBlinking,
  noSight,
  type ProfileView,
  profileView,
  type Sight,
  takeFrame,
} from '../../core/profile/sight.js';
import type { LinkStatus } from '../../core/status.js';
import { Connection } from '../connection.js';
import type { ChairParts } from '../driver.js';
import { KeySender } from './key-sender.js';

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
  readonly keys: KeySender;
  private readonly connection: Connection;
  private sight: Sight = noSight;
  private openedAtMs = 0;
  private awaitedSinceMs: number | null = null;
  private readonly presses = new Map<string, number>();
  private noise = 0;
  private unanswered = 0;
  private rttMs: number | null = null;

  constructor(
    private readonly profile: Profile,
    private readonly options: Pick<ChairParts, 'openWire' | 'clock' | 'log'>,
    private readonly events: KeyLineEvents,
  ) {
    const { openWire, clock, log } = options;
    const wireEvents = {
      onOpened: () => this.opened(),
      onLine: (line: string) => this.takeLine(line),
      onNoise: () => {
        this.noise += 1;
      },
      onClosed: (reason: string) => this.down(reason),
    };
    this.connection = new Connection(openWire, wireEvents, clock, log, () => false);
    this.keys = new KeySender(profile, (text) => this.connection.write(text));
  }

  /** Opens the wire, lets keys go, and gives up a line that has gone silent. */
  poll(nowMs: number): void {
    this.connection.poll(nowMs);
    if (!this.connection.isWritable) return;
    this.keys.poll(nowMs);
    if (this.isDark) return;
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

  private opened(): void {
    this.openedAtMs = this.options.clock.nowMs();
    this.sight = noSight;
  }

  private down(reason: string): void {
    this.events.onDown(reason);
    this.isUp = false;
    this.isDark = false;
    this.sight = noSight;
    this.awaitedSinceMs = null;
    this.keys.forget();
  }

  private takeLine(line: string): void {
    const nowMs = this.options.clock.nowMs();
    const frame = takeFrame(this.profile, this.sight, line, nowMs);
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
        if (frame.name !== this.profile.fields[this.profile.power.field]?.frame) return;
        this.statusAtMs = nowMs;
        this.connection.settle();
        this.events.onStatus();
        this.isUp = true;
    }
  }

  private answered(nowMs: number): void {
    this.answeredAtMs = nowMs;
    if (this.awaitedSinceMs !== null) this.rttMs = nowMs - this.awaitedSinceMs;
    this.awaitedSinceMs = null;
  }
}

/** A line on which nothing is heard is opened anew after this time. */
const reopenMs = 10_000;
