import type { Timer } from '../../ports.js';
import type { PageClock } from './network.js';

export type StopVerb = 'stop' | 'estop';

/** Several signs of one press: a pointer, a key and a click come together. */
const onePressMs = 500;
const holdMs = 250;
const swipePx = 10;
const escapes = { stop: { count: 2, withinMs: 1000 }, estop: { count: 4, withinMs: 2000 } } as const;

export interface PagePoint {
  readonly x: number;
  readonly y: number;
}

/** A pointer that went down on a button. `contains` tells whether a point lies on it. */
export interface StopPointer extends PagePoint {
  readonly pointerId: number;
  readonly pointerType: string;
  readonly isPrimaryButton: boolean;
  contains(point: PagePoint): boolean;
}

interface Touch {
  readonly pointer: StopPointer;
  readonly hold: Timer;
  at: PagePoint;
  hasSwiped: boolean;
}

/** Turns pointers, keys and clicks into stops: at once, each press once, and nothing latched by a swipe. */
export class StopPresses {
  private readonly lastMs = new Map<StopVerb, number>();
  private touch: Touch | null = null;
  private ignoreClicksUntilMs = 0;
  private readonly escapedAtMs: number[] = [];

  constructor(
    private readonly clock: PageClock,
    private readonly press: (kind: StopVerb) => void,
  ) {}

  pointerDown(kind: StopVerb, pointer: StopPointer): void {
    if (!pointer.isPrimaryButton) return;
    if (kind === 'stop' || pointer.pointerType === 'mouse') this.once(kind);
    else this.touched(pointer);
  }

  pointerMove(pointerId: number, point: PagePoint): void {
    const { touch } = this;
    if (touch?.pointer.pointerId !== pointerId) return;
    touch.at = point;
    touch.hasSwiped ||= Math.hypot(point.x - touch.pointer.x, point.y - touch.pointer.y) >= swipePx;
  }

  pointerUp(pointerId: number, point: PagePoint): void {
    const { touch } = this;
    if (touch?.pointer.pointerId !== pointerId) return;
    this.pointerGone(pointerId);
    if (touch.pointer.contains(point)) this.once('estop');
    // Whatever click a browser makes of a swipe, it is none.
    else this.ignoreClicksUntilMs = this.clock.nowMs() + onePressMs;
  }

  /** The browser has taken the touch for something else, such as scrolling. */
  pointerGone(pointerId: number): void {
    if (this.touch?.pointer.pointerId !== pointerId) return;
    this.clock.clear(this.touch.hold);
    this.touch = null;
  }

  /** True for a key that presses a button. */
  keyDown(kind: StopVerb, key: { readonly key: string; readonly repeat: boolean }): boolean {
    if (key.key !== ' ' && key.key !== 'Enter') return false;
    if (!key.repeat) this.once(kind);
    return true;
  }

  /** What assistive technology sends, and what follows a pointer. */
  click(kind: StopVerb): void {
    if (kind === 'estop' && (this.touch !== null || this.clock.nowMs() < this.ignoreClicksUntilMs)) return;
    this.once(kind);
  }

  /** Escape anywhere on the page: twice stops, four times is an emergency stop. */
  escape(key: { readonly repeat: boolean; readonly isComposing: boolean }): void {
    if (key.repeat || key.isComposing) return;
    const nowMs = this.clock.nowMs();
    const { escapedAtMs } = this;
    escapedAtMs.push(nowMs);
    while (escapedAtMs.length > escapes.estop.count) escapedAtMs.shift();
    const count = (withinMs: number) => escapedAtMs.filter((atMs) => nowMs - atMs <= withinMs).length;
    if (count(escapes.estop.withinMs) >= escapes.estop.count) {
      escapedAtMs.length = 0;
      this.press('estop');
    } else if (count(escapes.stop.withinMs) === escapes.stop.count) this.press('stop');
  }

  private touched(pointer: StopPointer): void {
    if (this.touch !== null) this.clock.clear(this.touch.hold);
    const touch: Touch = {
      pointer,
      at: pointer,
      hasSwiped: false,
      hold: this.clock.after(holdMs, () => {
        if (this.touch === touch && !touch.hasSwiped && pointer.contains(touch.at)) this.once('estop');
      }),
    };
    this.touch = touch;
    this.once('stop');
  }

  private once(kind: StopVerb): void {
    const nowMs = this.clock.nowMs();
    const isSame = nowMs - (this.lastMs.get(kind) ?? Number.NEGATIVE_INFINITY) < onePressMs;
    this.lastMs.set(kind, nowMs);
    if (!isSame) this.press(kind);
  }
}
