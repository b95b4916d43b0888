import { describe, expect, it } from 'vitest';
import {
  isProvenAfter,
  type LaneState,
  laneOffline,
  laneOnline,
  laneReturned,
  laneSent,
  laneTick,
  latenessOf,
  newLane,
  verdictOf,
} from '../../../src/core/lane/lane.js';

/** A lane, a broker that answers after `delayMs` or holds everything, and a time that is moved by hand. */
class Way {
  state: LaneState = newLane;
  nowMs = 100_000;
  delayMs = 20;
  isHeld = false;
  readonly givenUpAtMs: number[] = [];
  private nonces = 0;
  private underWay: { readonly nonce: string; readonly dueMs: number }[] = [];

  online(): this {
    this.state = laneOnline(this.state, this.nowMs);
    this.underWay = [];
    this.send();
    return this;
  }

  offline(): void {
    this.state = laneOffline(this.state, this.nowMs);
  }

  send(): void {
    this.nonces += 1;
    this.state = laneSent(this.state, `${this.nonces}`, this.nowMs);
    this.underWay.push({ nonce: `${this.nonces}`, dueMs: this.nowMs + this.delayMs });
  }

  /** With ticks of 100 ms and answers as they fall due. */
  advance(durationMs: number): this {
    for (const endMs = this.nowMs + durationMs; this.nowMs < endMs; ) {
      this.nowMs += 10;
      this.deliver();
      if (this.nowMs % 100 === 0) this.tick();
    }
    return this;
  }

  tick(): void {
    const [state, effects] = laneTick(this.state, this.nowMs);
    this.state = state;
    if (effects.includes('send')) this.send();
    if (effects.includes('give-up')) this.givenUpAtMs.push(this.nowMs);
  }

  deliver(): void {
    if (this.isHeld) return;
    const due = this.underWay.filter(({ dueMs }) => dueMs <= this.nowMs);
    this.underWay = this.underWay.filter(({ dueMs }) => dueMs > this.nowMs);
    for (const { nonce } of due) this.state = laneReturned(this.state, nonce, this.nowMs);
  }

  get verdict() {
    return verdictOf(this.state, this.nowMs);
  }
  get lateness() {
    return latenessOf(this.state, this.nowMs);
  }
}

describe('a lane [S7]', () => {
  it('is open when something has come back, not when its socket is', () => {
    const way = new Way();
    expect(way.verdict).toBe('offline');
    expect(way.online().verdict).toBe('opening');
    expect(way.advance(50).verdict).toBe('proven');
    expect(way.advance(3_600_000).verdict).toBe('proven');
    expect(way.givenUpAtMs).toEqual([]);
  });

  it('that never answered lacks a right, and its connection stays', () => {
    const way = new Way().online();
    way.isHeld = true;
    expect(way.advance(3000).verdict).toBe('opening');
    expect(way.advance(10).verdict).toBe('unheard');
    expect(way.advance(600_000).givenUpAtMs).toEqual([]);
    way.isHeld = false;
    expect(way.advance(1100).verdict).toBe('proven');
  });

  it('that answered once and is silent for 3 s is down, and given up', () => {
    const way = new Way().online().advance(10_000);
    way.isHeld = true;
    expect(way.advance(2000).verdict).toBe('proven');
    expect(way.advance(2000).verdict).toBe('silent');
    expect(way.givenUpAtMs[0]).toBeLessThanOrEqual(114_100);
  });

  it.each([
    ['answers of 2.5 s', 2500, 'proven'],
    ['answers of 3.5 s', 3500, 'silent'],
    ['answers of 30 s', 30_000, 'silent'],
  ])('with %s is judged by when its answer was sent', (_name, delayMs, verdict) => {
    const way = new Way();
    way.delayMs = delayMs;
    way.online().advance(60_000);
    expect(way.verdict).toBe(verdict);
  });

  it('is not given up for our own delay, but is not believed after it either', () => {
    const way = new Way().online().advance(10_000);
    way.nowMs += 20_000;
    way.tick();
    expect([way.verdict, way.givenUpAtMs]).toEqual(['silent', []]);
    way.deliver();
    expect([way.verdict, way.lateness]).toEqual(['silent', 'silent']);
    way.advance(200);
    expect([way.verdict, way.givenUpAtMs]).toEqual(['proven', []]);
    way.isHeld = true;
    expect(way.advance(4200).givenUpAtMs).not.toEqual([]);
  });

  it('counts only what this connection has sent, and each once', () => {
    const way = new Way();
    way.isHeld = true;
    way.online();
    for (const nonce of ['0', '2', 'x', '']) way.state = laneReturned(way.state, nonce, way.nowMs);
    expect(way.verdict).toBe('opening');
    way.offline();
    way.state = laneReturned(way.state, '1', way.nowMs);
    expect(way.verdict).toBe('offline');
    way.online();
    way.state = laneReturned(way.state, '1', way.nowMs);
    expect(way.verdict).toBe('opening');
    way.state = laneReturned(way.state, '2', way.nowMs);
    way.nowMs += 3001;
    way.state = laneReturned(way.state, '2', way.nowMs);
    expect(way.verdict).toBe('silent');
  });

  it('answers a start only by what was sent since', () => {
    const way = new Way().online().advance(1000);
    way.send();
    const { sentCount } = way.state;
    way.send();
    expect(isProvenAfter(way.state, sentCount)).toBe(false);
    way.state = laneReturned(way.state, `${sentCount}`, way.nowMs);
    expect(isProvenAfter(way.state, sentCount)).toBe(false);
    way.advance(20);
    expect(isProvenAfter(way.state, sentCount)).toBe(true);
    way.offline();
    expect(isProvenAfter(way.state, sentCount)).toBe(false);
    way.online();
    expect(isProvenAfter(way.state, sentCount)).toBe(false);
    expect(isProvenAfter(way.advance(20).state, sentCount)).toBe(true);
  });

  it('keeps no more of what never comes back than it needs', () => {
    const way = new Way().online();
    way.isHeld = true;
    way.advance(600_000);
    expect(way.state.sent.size).toBe(256);
  });
});

describe('what comes by a lane [S6]', () => {
  it('is not late while the lane answers, nor before anything was ever heard of it', () => {
    const way = new Way();
    expect(way.lateness).toBe(null);
    expect(way.online().lateness).toBe(null);
    expect(way.advance(60_000).lateness).toBe(null);
  });

  it('is late after a silence, also in the burst that ends it, and doubtful for 10 s more', () => {
    const way = new Way().online().advance(10_000);
    way.isHeld = true;
    expect(way.advance(1900).lateness).toBe(null);
    expect(way.advance(2500).lateness).toBe('silent');
    way.isHeld = false;
    // Everything that was held comes at once: none of it was sent after the silence.
    way.deliver();
    expect(way.lateness).toBe('silent');
    way.advance(150);
    expect(way.lateness).toBe('doubtful');
    expect(way.advance(9800).lateness).toBe('doubtful');
    expect(way.advance(300).lateness).toBe(null);
  });

  it('is late after a silence that another connection ends', () => {
    const way = new Way().online().advance(10_000);
    way.offline();
    way.advance(60_000);
    expect(way.online().lateness).toBe('silent');
    way.advance(20);
    expect([way.verdict, way.lateness]).toEqual(['proven', 'silent']);
    way.advance(150);
    expect(way.lateness).toBe('doubtful');
    expect(way.advance(10_000).lateness).toBe(null);
  });

  it('is not late after a short break', () => {
    const way = new Way().online().advance(10_000);
    way.offline();
    way.advance(1500);
    way.online().advance(50);
    expect(way.lateness).toBe(null);
  });

  it('is late again where the silence comes back', () => {
    const way = new Way().online().advance(10_000);
    for (let round = 0; round < 5; round += 1) {
      way.isHeld = true;
      expect(way.advance(4500).lateness).toBe('silent');
      way.isHeld = false;
      expect(way.advance(200).lateness).toBe('doubtful');
    }
  });
});
