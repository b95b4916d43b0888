import { FullScreen } from '../adapters/terminal/full-screen.js';
import { type Intent, intentOf, KeyReader } from '../core/watch/keys.js';
import { isChairShown, pageOn, type ShownWatch, screenLines } from '../core/watch/screen-lines.js';
import { isArmed, newView, settledView, viewAfter, type WatchView } from '../core/watch/view.js';
import type { Clock, Timer } from '../ports.js';
import { type CliIo, hasColour } from './process-edge.js';
import type { WatchDesk } from './watch-desk.js';

const frameMs = 100;
/** A silence is counted in seconds, and the place in a session too. */
const lookEveryMs = 250;
/** A key that is held down asks once. */
const heldKeyMs = 700;

/** The watch of somebody at a terminal. */
export class WatchScreen {
  private readonly screen: FullScreen;
  private readonly keys = new KeyReader();
  private readonly clock: Clock;
  private view: WatchView;
  private isDue = false;
  private drawnAtMs = Number.NEGATIVE_INFINITY;
  private lookTimer: Timer | null = null;
  private lastKey = { key: '', atMs: Number.NEGATIVE_INFINITY };

  constructor(
    io: CliIo,
    private readonly desk: WatchDesk,
    only: string | null,
    private readonly onQuit: () => void,
  ) {
    this.clock = io.clock;
    this.view = newView(only);
    this.screen = new FullScreen({
      stdin: io.stdin,
      output: io.stdout,
      hasColour: hasColour(io),
      clock: io.clock,
      onText: (text) => this.type(text),
      onRedraw: () => this.draw(),
    });
  }

  open(): void {
    this.screen.open();
    this.lookTimer = this.clock.every(lookEveryMs, () => this.changed());
  }

  close(): void {
    if (this.lookTimer !== null) this.clock.clear(this.lookTimer);
    this.lookTimer = null;
    this.screen.close();
  }

  /** Draws what has changed, at most ten times a second. */
  changed(): void {
    if (this.isDue || this.lookTimer === null) return;
    this.isDue = true;
    this.clock.after(Math.max(0, this.drawnAtMs + frameMs - this.clock.nowMs()), () => {
      this.isDue = false;
      if (this.lookTimer !== null) this.draw();
    });
  }

  private draw(): void {
    if (!this.screen.isReady) return;
    this.drawnAtMs = this.clock.nowMs();
    this.settle();
    this.screen.draw(screenLines(this.watch(), this.screen.size));
  }

  /** What is marked and shown follows the chairs that are there. */
  private settle(): void {
    const { ids } = this.desk.house;
    this.view = settledView(this.view, ids);
    this.desk.shownId = isChairShown({ view: this.view, ids }) ? this.view.marked : null;
  }

  private watch(): ShownWatch {
    const { desk, view, clock } = this;
    return {
      ids: desk.house.ids,
      view,
      isArmed: isArmed(view, clock.nowMs()),
      shown: (id) => desk.shown(id),
      outcome: desk.outcome,
      brokerAway: desk.brokerAway,
      troubles: desk.troubles,
      isFull: desk.house.isFull,
    };
  }

  private type(text: string): void {
    for (const key of this.keys.take(text)) this.press(key);
  }

  private press(key: string): void {
    const { desk, clock } = this;
    const nowMs = clock.nowMs();
    const isHeld = key === this.lastKey.key && nowMs - this.lastKey.atMs < heldKeyMs;
    this.lastKey = { key, atMs: nowMs };
    if (isHeld && (key === 'p' || key === 'n')) return;
    this.settle();
    const chair = this.view.marked === null ? null : desk.house.chair(this.view.marked);
    const intent = intentOf(key, chair?.status?.state ?? null, isArmed(this.view, nowMs));
    const page = pageOn(this.watch(), this.screen.size);
    this.view = viewAfter(this.view, intent, { ids: desk.house.ids, page, nowMs });
    this.act(intent);
    this.changed();
  }

  private act(intent: Intent): void {
    const { marked } = this.view;
    if (intent.kind === 'ask' && marked !== null) {
      this.view = { ...this.view, note: this.desk.ask(marked, intent.command) };
    } else if (intent.kind === 'quit') this.onQuit();
    else if (intent.kind === 'suspend') this.screen.suspend('group');
    else if (intent.kind === 'redraw') this.screen.redraw();
  }
}
