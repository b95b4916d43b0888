import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { StreamClient } from '../../../src/adapters/http/stream-client.js';
import type { RequestFacts } from '../../../src/core/access/request-facts.js';
import type { Access } from '../../../src/core/web/frames.js';
import { VirtualTime } from '../../support/virtual-time.js';

const megabyte = 1024 * 1024;

/** A socket whose reader a test holds back. */
class FakeSocket extends EventEmitter {
  bufferedAmount = 0;
  readonly sent: string[] = [];
  send(text: string): void {
    this.sent.push(text);
  }
  ping(): void {}
}

const facts = { peerAddress: '127.0.0.1' } as RequestFacts;
const access: Access = { rights: ['stop'], kind: 'loopback', until: null };

function setUp() {
  const clock = new VirtualTime();
  const socket = new FakeSocket();
  const own = { epoch: 'mine', clock };
  const admitted = { kind: 'admitted', access, mayRead: true } as const;
  const client = new StreamClient(socket as unknown as WebSocket, facts, admitted, own);
  const seconds = (count: number): boolean[] =>
    Array.from({ length: count }, () => {
      clock.advance(1000);
      return client.keepUp(clock.nowMs());
    });
  return { socket, client, seconds };
}

describe('a page that reads slower than chairs tell', () => {
  it('is spared what is under way; `seq` counts what was really queued', () => {
    const { socket, client } = setUp();
    client.tell('beat', {});
    socket.bufferedAmount = 100_000;
    for (let count = 0; count < 5; count += 1) client.tell('beat', {});
    socket.bufferedAmount = 0;
    client.tell('beat', {});
    expect([socket.sent.length, client.isBehind, client.hasCaughtUp]).toEqual([1, true, true]);
    client.isBehind = false;
    client.tell('beat', {});
    expect(socket.sent.map((text) => JSON.parse(text).seq)).toEqual([1, 2]);
  });

  it('gets the answer to its stop all the same [S7]', () => {
    const { socket, client } = setUp();
    socket.bufferedAmount = megabyte;
    client.queue('taken', { stop: 'stop', at: '2026-01-01T12:00:00Z', chairs: [] });
    expect(socket.sent).toHaveLength(1);
  });

  it('is cut off over 4 MB', () => {
    const { socket, seconds } = setUp();
    socket.bufferedAmount = 4 * megabyte;
    expect(seconds(1)).toEqual([true]);
    socket.bufferedAmount += 1;
    expect(seconds(1)).toEqual([false]);
  });

  it('is cut off after 10 s in which it has read nothing and answered nothing', () => {
    const { socket, seconds } = setUp();
    socket.bufferedAmount = 1000;
    expect(seconds(10).lastIndexOf(true)).toBe(8);
  });

  it('stays as long as it reads something, or answers', () => {
    const { socket, seconds } = setUp();
    socket.bufferedAmount = 1000;
    expect(seconds(9)).not.toContain(false);
    socket.bufferedAmount = 900;
    expect(seconds(9)).not.toContain(false);
    socket.emit('pong');
    expect(seconds(9)).not.toContain(false);
  });
});
