import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextQueue } from '../../src/core/text-queue.js';

const decoder = new TextDecoder();

const lost = (lines: number): string => `<${lines}>\n`;

/** Takes at most so many bytes; what went. */
function take(queue: TextQueue, bytesMost: number): string {
  const taken: number[] = [];
  for (let { head } = queue; head !== null && taken.length < bytesMost; { head } = queue) {
    const piece = head.subarray(0, bytesMost - taken.length);
    taken.push(...piece);
    queue.took(piece.length);
  }
  return decoder.decode(Uint8Array.from(taken));
}

describe('text that waits for a reader [S7]', () => {
  it('goes out in order, in pieces of any size, also within a letter', () => {
    const queue = new TextQueue(1000, lost);
    const whole: number[] = [];
    for (const text of ['one\n', 'zwei äöü\n', '三\n']) queue.push(text);
    for (let { head } = queue; head !== null; { head } = queue) {
      whole.push(...head.subarray(0, 1));
      queue.took(1);
    }
    expect(decoder.decode(Uint8Array.from(whole))).toBe('one\nzwei äöü\n三\n');
  });

  it('is dropped beyond its bound, and the count stands where the lines are missing', () => {
    const queue = new TextQueue(40, lost);
    for (let line = 10; line < 30; line += 1) queue.push(`line ${line}\n`);
    expect(take(queue, 1000)).toBe('line 10\nline 11\nline 12\nline 13\nline 14\n<15>\n');
    queue.push('after\n');
    expect(take(queue, 1000)).toBe('after\n');
    expect(queue.droppedLines).toBe(15);
  });

  it('makes one gap for a slow reader, not one at every line', () => {
    const queue = new TextQueue(40, lost);
    for (let line = 10; line < 20; line += 1) queue.push(`line ${line}\n`);
    const first = take(queue, 8);
    queue.push('line 20\n');
    const second = take(queue, 24);
    queue.push('line 21\n');
    expect(first + second + take(queue, 1000)).toBe('line 10\nline 11\nline 12\nline 13\nline 14\n<6>\nline 21\n');
  });

  it('takes a single long text where nothing waits', () => {
    const queue = new TextQueue(10, lost);
    queue.push('x'.repeat(100));
    queue.push('y\n');
    expect(take(queue, 1000)).toBe(`${'x'.repeat(100)}<1>\n`);
  });

  it('never holds more than its bound and a notice, and accounts for every line, whatever the reader does', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(30), fc.constant('line\n')), { maxLength: 300 }), (steps) => {
        const queue = new TextQueue(50, lost);
        let out = '';
        let pushed = 0;
        for (const step of steps) {
          if (typeof step === 'number') out += take(queue, step);
          else {
            queue.push(step);
            pushed += 1;
          }
        }
        const rest = take(queue, 10_000);
        expect(rest.length).toBeLessThanOrEqual(60);
        out += rest;
        const told = [...out.matchAll(/<(\d+)>/g)].reduce((sum, [, count]) => sum + Number(count), 0);
        expect(out.split('line\n').length - 1 + told).toBe(pushed);
      }),
    );
  });
});
