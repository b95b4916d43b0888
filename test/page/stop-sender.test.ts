import { beforeEach, describe, expect, it } from 'vitest';
import { everyKnownChair, StopSender } from '../../src/page/logic/stop-sender.js';
import { TestNetwork } from '../support/page-network.js';
import { VirtualTime } from '../support/virtual-time.js';

let clock: VirtualTime;
let network: TestNetwork;
let frames: string[];
let isStreamOpen: boolean;
let renewals: number;
let sender: StopSender;

beforeEach(() => {
  clock = new VirtualTime();
  network = new TestNetwork(() => clock.wallMs());
  frames = [];
  isStreamOpen = true;
  renewals = 0;
  const send = (text: string): boolean => {
    if (isStreamOpen) frames.push(text);
    return isStreamOpen;
  };
  const renew = () => {
    renewals += 1;
  };
  sender = new StopSender(clock, network, { send, renew });
});

const open = () => network.requests.filter(({ isOver }) => !isOver).length;
const numericValue = (frame: string | undefined): string => JSON.parse(frame ?? '{}').n;
const taken = (n: string) => ({ n, stop: 'stop', at: new Date(clock.wallMs()).toISOString(), chairs: [] });

describe('a stop', () => {
  it('goes at once over the stream and as a request that can be given up, with the same number', () => {
    sender.press('stop', 'hall');
    expect(frames).toHaveLength(1);
    expect(JSON.parse(frames[0] ?? '')).toMatchObject({ stop: 'hall' });
    const [post] = network.requests;
    expect(post).toMatchObject({ method: 'POST', path: `chairs/hall/stop?n=${numericValue(frames[0])}` });
    expect(post?.options).toEqual({ isStop: true });
  });

  it('without an answer goes once more when the page is left, as a request that outlives it', async () => {
    sender.press('stop', 'hall');
    sender.press('estop', 'spa');
    const [first] = frames.map(numericValue);
    network.requests[1]?.answer(taken(numericValue(frames[1])));
    await clock.advanceAsync(0);
    sender.leave();
    expect(network.requests.slice(2)).toMatchObject([
      { method: 'POST', path: `chairs/hall/stop?n=${first}`, options: { isKeptAlive: true } },
    ]);
    await clock.advanceAsync(5000);
    const before = network.requests.length;
    sender.leave();
    expect(network.requests).toHaveLength(before);
  });

  it('of everybody goes to all', () => {
    sender.press('estop', everyKnownChair);
    expect(JSON.parse(frames[0] ?? '')).toMatchObject({ estop: 'all' });
    expect(network.requests[0]?.path).toMatch(/^estop\?n=/);
  });

  it('is sent again every 300 ms until it is answered, and no more', async () => {
    sender.press('stop', 'hall');
    await clock.advanceAsync(299);
    expect(frames).toHaveLength(1);
    await clock.advanceAsync(1);
    expect(frames).toHaveLength(2);
    expect(numericValue(frames[1])).toBe(numericValue(frames[0]));
    network.requests[0]?.answer(taken(numericValue(frames[0])));
    await clock.advanceAsync(5000);
    expect(frames).toHaveLength(2);
    expect(sender.last.value?.answer?.stop).toBe('stop');
  });

  it('is answered by the stream as well', () => {
    sender.press('stop', 'hall');
    const frame = { t: 'taken', seq: 2, epoch: 'e1', ...taken(numericValue(frames[0])) } as const;
    sender.frame({ ...frame, stop: 'stop' });
    expect(sender.last.value?.answer).not.toBeNull();
    clock.advance(2000);
    expect(frames).toHaveLength(1);
  });

  it('that was answered leaves none of its requests under way, and those of another one alone', () => {
    sender.press('stop', 'hall');
    sender.press('stop', 'spa');
    sender.frame({ t: 'taken', seq: 1, epoch: 'e1', ...taken(numericValue(frames[0])), stop: 'stop' });
    expect(network.requests.map(({ isAborted }) => isAborted)).toEqual([true, false]);
  });

  it('is not answered by what was taken for another one', () => {
    sender.press('stop', 'hall');
    sender.frame({ t: 'taken', seq: 2, epoch: 'e1', ...taken('other-1'), stop: 'stop' });
    expect(sender.last.value?.answer).toBeNull();
  });

  it('goes as a request alone where the stream is dead', () => {
    isStreamOpen = false;
    sender.press('stop', 'hall');
    expect(open()).toBe(1);
  });

  it('never has more than two requests under way, gives each up after 1 s, and leaves none at 5 s', async () => {
    sender.press('stop', 'hall');
    const ages: number[] = [];
    for (let ms = 0; ms < 5000; ms += 50) {
      expect(open()).toBeLessThanOrEqual(2);
      expect(open()).toBeGreaterThan(0);
      await clock.advanceAsync(50);
      ages.push(open());
    }
    expect(open()).toBe(0);
    expect(Math.max(...ages)).toBe(2);
    await clock.advanceAsync(60_000);
    expect(open()).toBe(0);
    expect(network.requests.every(({ isAborted }) => isAborted)).toBe(true);
    expect(network.requests.length).toBeGreaterThan(6);
  });

  it('leaves nothing in a dead stream that could arrive later', async () => {
    sender.press('stop', 'hall');
    await clock.advanceAsync(5000);
    expect(renewals).toBe(1);
  });

  it('that is pressed anew is sent at once, although two requests hang', async () => {
    sender.press('stop', 'hall');
    await clock.advanceAsync(400);
    expect(open()).toBe(2);
    sender.press('estop', 'hall');
    expect(network.requests.at(-1)?.path).toMatch(/^chairs\/hall\/estop/);
    expect(open()).toBe(2);
  });

  it('goes on being sent for its chair when another one is stopped', async () => {
    sender.press('stop', 'hall');
    sender.press('stop', 'spa');
    await clock.advanceAsync(350);
    const targets = frames.map((frame) => JSON.parse(frame).stop);
    expect(targets).toEqual(['hall', 'spa', 'hall', 'spa']);
  });

  it('that is refused says so at once, with the words of the daemon', async () => {
    sender.press('stop', 'hall');
    network.requests[0]?.answer({ code: 'unauthenticated', message: 'log in', values: {} }, 401);
    await clock.advanceAsync(0);
    expect(sender.last.value?.refusal?.code).toBe('unauthenticated');
    await clock.advanceAsync(3000);
    expect(frames).toHaveLength(1);
  });

  it('that one way refuses is taken when the other way takes it', async () => {
    sender.press('stop', 'hall');
    network.requests[0]?.answer({ code: 'forbidden', message: 'no', values: {} }, 403);
    await clock.advanceAsync(0);
    const frame = { t: 'taken', seq: 2, epoch: 'e1', ...taken(numericValue(frames[0])) } as const;
    sender.frame({ ...frame, stop: 'stop' });
    expect(sender.last.value).toMatchObject({ refusal: null, answer: { stop: 'stop' } });
  });

  it.each([500, 502, 503, 429])('is not answered by a %i of something on the way', async (status) => {
    sender.press('stop', 'hall');
    network.requests[0]?.answer('<html>', status);
    await clock.advanceAsync(700);
    expect(frames.length).toBeGreaterThan(2);
    expect(sender.last.value).toMatchObject({ answer: null, refusal: null });
  });
});
