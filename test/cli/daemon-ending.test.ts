import { describe, expect, it } from 'vitest';
import { DaemonEnding } from '../../src/cli/daemon-process.js';
import type { Daemon } from '../../src/daemon.js';
import { FakeProcess } from '../support/command-line.js';
import { silentLog } from '../support/silent-log.js';

/** A daemon that is ended; what happened, in order. */
function endingDaemon() {
  const order: string[] = [];
  const stopped = Promise.resolve({ connected: 1, unseen: 0, isVerified: true });
  const daemon: Daemon = {
    stop: () => {
      order.push('stop');
      return stopped;
    },
    halt: () => void order.push('halt'),
    drain: () => void order.push('drain'),
  };
  const say = (): void => void order.push('word');
  const log = { ...silentLog, info: say, warn: say, error: say };
  const edge = { ...new FakeProcess().edge, stderr: { write: say } };
  let exitCode: number | null = null;
  const ending = new DaemonEnding(edge, log, say, (code) => {
    exitCode = code;
  });
  const settled = async (): Promise<number | null> => {
    await new Promise((resolve) => setImmediate(resolve));
    return exitCode;
  };
  return { ending, daemon, order, settled };
}

type Ending = DaemonEnding;

const waysOut: Readonly<Record<string, (ending: Ending) => void>> = {
  SIGINT: (ending) => ending.signal('SIGINT'),
  SIGTERM: (ending) => ending.signal('SIGTERM'),
  SIGHUP: (ending) => ending.signal('SIGHUP'),
  'the end of standard input': (ending) => ending.stdinClosed(),
};

describe('every way out of a daemon [S15]', () => {
  it.each(Object.entries(waysOut))('%s: stops the chairs before it says a word', async (_name, way) => {
    const { ending, daemon, order, settled } = endingDaemon();
    ending.took(daemon);
    way(ending);
    expect(await settled()).toBe(0);
    expect(order.filter((each) => each !== 'word')).toEqual(['stop']);
    expect(order[0]).toBe('stop');
    expect(order).toContain('word');
  });

  it('a bug of ours: halts the chairs and stops them before it says a word', async () => {
    const { ending, daemon, order, settled } = endingDaemon();
    ending.took(daemon);
    ending.broke(new Error('a bug'));
    expect(await settled()).toBe(1);
    expect(order.slice(0, 2)).toEqual(['halt', 'stop']);
    expect(order.filter((each) => each !== 'word')).toEqual(['halt', 'stop']);
  });

  it('a bug of ours while it is ending: halts the chairs before a word, and does not begin the stop anew', async () => {
    const { ending, daemon, order } = endingDaemon();
    ending.took(daemon);
    ending.signal('SIGTERM');
    order.length = 0;
    ending.broke(new Error('a bug'));
    expect(order).toEqual(['halt', 'word']);
  });

  it('SIGUSR2: stops nobody; when the last session has ended the chairs are seen still before a word', async () => {
    const { ending, daemon, order, settled } = endingDaemon();
    ending.drain();
    ending.took(daemon);
    ending.drain();
    expect(await settled()).toBeNull();
    expect(order.filter((each) => each !== 'word')).toEqual(['drain']);
    order.length = 0;
    ending.drained();
    expect(await settled()).toBe(0);
    expect(order[0]).toBe('stop');
    ending.drain();
    expect(order).not.toContain('drain');
  });

  it('SIGTERM while it drains: stops the chairs', async () => {
    const { ending, daemon, order, settled } = endingDaemon();
    ending.took(daemon);
    ending.drain();
    order.length = 0;
    ending.signal('SIGTERM');
    expect(await settled()).toBe(0);
    expect(order[0]).toBe('stop');
  });

  it('a signal before there is a daemon: stops it as soon as it is there', async () => {
    const { ending, daemon, order, settled } = endingDaemon();
    ending.signal('SIGTERM');
    order.length = 0;
    ending.took(daemon);
    expect(await settled()).toBe(0);
    expect(order[0]).toBe('stop');
  });
});

it.each([
  [0, 0, 'Stopped; no chair was connected.'],
  [1, 0, 'Stopped; the stop was verified: the chair is still.'],
  [3, 0, 'Stopped; the stop was verified: all 3 chairs are still.'],
  [1, 1, 'Stopped; one chair was told to stop and cannot show it: look.'],
  [2, 1, 'Stopped; the stop was verified: one chair is still; one chair was told to stop and cannot show it: look.'],
  [5, 2, 'Stopped; the stop was verified: 3 chairs are still; 2 chairs were told to stop and cannot show it: look.'],
])('the last word of %i chairs, %i of them unseen, claims no more than was seen', async (connected, unseen, words) => {
  const said: string[] = [];
  const edge = { ...new FakeProcess().edge, stderr: { write: (text: string) => void said.push(text) } };
  const ending = new DaemonEnding(
    edge,
    silentLog,
    () => {},
    () => {},
  );
  ending.took({ stop: async () => ({ connected, unseen, isVerified: true }), halt: () => {}, drain: () => {} });
  ending.signal('SIGTERM');
  await new Promise((resolve) => setImmediate(resolve));
  expect(said.join('')).toContain(`${words}\n`);
});
