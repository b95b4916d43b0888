import { describe, expect, it } from 'vitest';
import { LineQueue, waitingLinesMax } from '../../../src/core/ledger/line-queue.js';
import { closedLine, faultLine, openedLine, refusedLine } from '../../support/ledger-lines.js';

const kindsOf = (queue: LineQueue): readonly string[] => queue.take().map(({ kind }) => kind);

describe('lines that wait for the disk', () => {
  it('are at most so many', () => {
    const queue = new LineQueue();
    for (let count = 0; count < waitingLinesMax + 10; count++) queue.push(faultLine());
    expect(queue.length).toBe(waitingLinesMax);
    expect(queue.droppedLines).toBe(10);
  });

  it('lose refusals first, then what schedules did', () => {
    const queue = new LineQueue(4);
    const at = '2026-11-22T21:04:00Z';
    queue.push({ kind: 'schedule', schedule: 'evening', chair: 'hall', outcome: 'offered', code: null, at });
    queue.push(refusedLine());
    queue.push(openedLine());
    queue.push(refusedLine());
    for (const line of [closedLine(), faultLine(), faultLine()]) queue.push(line);
    expect(kindsOf(queue)).toEqual(['opened', 'closed', 'fault', 'fault']);
    expect(queue.droppedLines).toBe(3);
  });

  it('then lose whole sessions, and what comes of them later', () => {
    const queue = new LineQueue(2);
    queue.push(openedLine({ id: 'first' }));
    queue.push(openedLine({ id: 'second' }));
    queue.push(openedLine({ id: 'third' }));
    queue.push(closedLine({ id: 'first' }));
    expect(queue.take().map((line) => (line.kind === 'opened' ? line.id : ''))).toEqual(['second', 'third']);
    expect(queue.droppedLines).toBe(2);
  });

  it('keep their order when a write has failed', () => {
    const queue = new LineQueue();
    queue.push(openedLine());
    queue.take();
    queue.push(closedLine());
    queue.failed();
    const lines = queue.take();
    expect(lines.map(({ kind }) => kind)).toEqual(['opened', 'closed']);
    queue.wrote(lines.slice(0, 1));
    queue.failed();
    expect(queue.unwritten).toEqual(lines.slice(1));
  });

  it('never lose what is being written: a session on the disk would be without its end', () => {
    const queue = new LineQueue(1);
    queue.push(openedLine());
    const writing = queue.take();
    queue.push(closedLine());
    queue.push(faultLine());
    queue.wrote(writing);
    expect(queue.take()).toHaveLength(1);
  });
});
