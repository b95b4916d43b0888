import { beforeEach, describe, expect, it } from 'vitest';
import { type PagePoint, type StopPointer, StopPresses, type StopVerb } from '../../src/page/logic/stop-presses.js';
import { VirtualTime } from '../support/virtual-time.js';

let clock: VirtualTime;
let pressed: StopVerb[];
let presses: StopPresses;

beforeEach(() => {
  clock = new VirtualTime();
  pressed = [];
  presses = new StopPresses(clock, (kind) => pressed.push(kind));
});

/** A button of 100 by 64 at the origin. */
const contains = ({ x, y }: PagePoint): boolean => x >= 0 && x <= 100 && y >= 0 && y <= 64;
const pointer = (pointerType: string, news: Partial<StopPointer> = {}): StopPointer => ({
  pointerId: 1,
  pointerType,
  isPrimaryButton: true,
  x: 50,
  y: 30,
  contains,
  ...news,
});
const touch = pointer('touch');
const key = { key: ' ', repeat: false };

describe('one press', () => {
  it('stops when the pointer goes down, and the click that follows is the same press', () => {
    presses.pointerDown('stop', touch);
    expect(pressed).toEqual(['stop']);
    clock.advance(120);
    presses.pointerUp(1, touch);
    presses.click('stop');
    expect(pressed).toEqual(['stop']);
  });

  it('stops by a click alone, as assistive technology sends it', () => {
    presses.click('stop');
    presses.click('estop');
    expect(pressed).toEqual(['stop', 'estop']);
  });

  it.each([' ', 'Enter'])('stops by the key "%s" on the button, once however long it is held', (name) => {
    expect(presses.keyDown('stop', { key: name, repeat: false })).toBe(true);
    for (let repeat = 0; repeat < 30; repeat += 1) {
      clock.advance(30);
      presses.keyDown('stop', { key: name, repeat: true });
    }
    expect(pressed).toEqual(['stop']);
  });

  it('is none with another key or another button of the mouse', () => {
    expect(presses.keyDown('stop', { key: 'Tab', repeat: false })).toBe(false);
    presses.pointerDown('stop', pointer('mouse', { isPrimaryButton: false }));
    expect(pressed).toEqual([]);
  });

  it('is a new one after 500 ms', () => {
    presses.click('stop');
    clock.advance(499);
    presses.click('stop');
    expect(pressed).toEqual(['stop']);
    clock.advance(500);
    presses.click('stop');
    expect(pressed).toEqual(['stop', 'stop']);
  });
});

describe('the emergency stop', () => {
  it.each(['mouse'])('comes at once by a %s', (type) => {
    presses.pointerDown('estop', pointer(type));
    expect(pressed).toEqual(['estop']);
  });

  it('comes at once by a key', () => {
    presses.keyDown('estop', key);
    expect(pressed).toEqual(['estop']);
  });

  it('by touch stops at once, and latches when the finger is lifted on the button', () => {
    presses.pointerDown('estop', touch);
    expect(pressed).toEqual(['stop']);
    clock.advance(90);
    presses.pointerUp(1, touch);
    presses.click('estop');
    expect(pressed).toEqual(['stop', 'estop']);
  });

  it('by touch latches after 250 ms of holding still', () => {
    presses.pointerDown('estop', touch);
    clock.advance(249);
    expect(pressed).toEqual(['stop']);
    presses.pointerMove(1, { x: 57, y: 33 });
    clock.advance(1);
    expect(pressed).toEqual(['stop', 'estop']);
  });

  it.each([
    ['upward off the button', { x: 50, y: -40 }],
    ['sideways off the button', { x: 140, y: 30 }],
  ])('is not latched by a swipe %s, which stops all the same', (_name, end) => {
    presses.pointerDown('estop', touch);
    clock.advance(60);
    presses.pointerMove(1, { x: 50, y: 10 });
    presses.pointerMove(1, end);
    clock.advance(300);
    presses.pointerUp(1, end);
    presses.click('estop');
    expect(pressed).toEqual(['stop']);
  });

  it('is not latched by holding a finger that has slipped, but by lifting it there', () => {
    presses.pointerDown('estop', touch);
    presses.pointerMove(1, { x: 75, y: 30 });
    clock.advance(1000);
    expect(pressed).toEqual(['stop']);
    presses.pointerUp(1, { x: 75, y: 30 });
    expect(pressed).toEqual(['stop', 'estop']);
  });

  it('is not latched by a touch that the browser takes for itself', () => {
    presses.pointerDown('estop', touch);
    presses.pointerGone(1);
    clock.advance(1000);
    expect(pressed).toEqual(['stop']);
  });

  it('follows the finger that went down on it, and no other', () => {
    presses.pointerDown('estop', touch);
    presses.pointerUp(2, touch);
    expect(pressed).toEqual(['stop']);
  });
});

describe('Escape', () => {
  const down = { repeat: false, isComposing: false };
  const pressEscape = (count: number, everyMs: number) => {
    for (let at = 0; at < count; at += 1) {
      presses.escape(down);
      clock.advance(everyMs);
    }
  };

  it('does nothing once', () => {
    pressEscape(1, 0);
    expect(pressed).toEqual([]);
  });

  it('stops when pressed twice within a second', () => {
    pressEscape(2, 900);
    expect(pressed).toEqual(['stop']);
  });

  it('does nothing when pressed twice in more than a second', () => {
    pressEscape(2, 1001);
    expect(pressed).toEqual([]);
  });

  it('is an emergency stop when pressed four times within two seconds', () => {
    pressEscape(4, 200);
    expect(pressed.at(-1)).toBe('estop');
    expect(pressed.filter((kind) => kind === 'estop')).toHaveLength(1);
  });

  it('is not counted while it is held down, or while a word is being composed', () => {
    presses.escape(down);
    presses.escape({ repeat: true, isComposing: false });
    presses.escape({ repeat: false, isComposing: true });
    expect(pressed).toEqual([]);
  });
});
