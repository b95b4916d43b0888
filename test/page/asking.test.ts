import { signal } from '@preact/signals';
import { beforeEach, describe, expect, it } from 'vitest';
import { Asking } from '../../src/page/logic/asking.js';
import type { LinkCondition } from '../../src/page/logic/house-link.js';
import { everyKnownChair } from '../../src/page/logic/stop-sender.js';
import { TestNetwork } from '../support/page-network.js';
import { VirtualTime } from '../support/virtual-time.js';

let clock: VirtualTime;
let network: TestNetwork;
let asking: Asking;
const condition = signal<LinkCondition>({ way: 'stream', isStale: false, silentS: 0, seenAt: null });

beforeEach(() => {
  clock = new VirtualTime();
  network = new TestNetwork(() => clock.wallMs());
  condition.value = { way: 'stream', isStale: false, silentS: 0, seenAt: null };
  asking = new Asking(clock, network, { condition, daemonWallMs: () => 1_700_000_000_250 });
});

describe('a command', () => {
  it('has a number of its own and the time of the daemon', () => {
    void asking.command('hall', { command: 'start', program: 'relaxation' });
    void asking.command('hall', { command: 'start', program: 'relaxation' });
    const bodies = network.requests.map(({ options }) => options.body as { id: string; ts: number });
    expect(bodies[0]).toMatchObject({ command: 'start', program: 'relaxation', ts: 1_700_000_000.2 });
    expect(bodies[0]?.id).not.toBe(bodies[1]?.id);
    expect(network.requests[0]?.path).toBe('chairs/hall/commands');
  });

  it.each([
    ['without a connection', { way: 'none', isStale: false }],
    ['while what is shown is old', { way: 'stream', isStale: true }],
  ] as const)('is not sent %s, and never later', async (_name, news) => {
    condition.value = { ...condition.value, ...news };
    expect(await asking.command('hall', { command: 'skip' })).toEqual({ kind: 'offline' });
    condition.value = { ...condition.value, way: 'stream', isStale: false };
    await clock.advanceAsync(60_000);
    expect(network.requests).toEqual([]);
  });

  it('that gets no answer is given up, and said to be so', async () => {
    const outcome = asking.command('hall', { command: 'pause' });
    expect(asking.pending.value.has('hall pause')).toBe(true);
    await clock.advanceAsync(6000);
    expect(await outcome).toEqual({ kind: 'unanswered' });
    expect(network.requests[0]?.isAborted).toBe(true);
    expect(asking.pending.value.size).toBe(0);
    await clock.advanceAsync(60_000);
    expect(network.requests).toHaveLength(1);
  });

  it('that has no answer yet is given up when its chair is stopped, or all are', async () => {
    const outcomes = ['hall', 'spa', 'attic'].map((chair) => asking.command(chair, { command: 'skip' }));
    network.requests[2]?.answer({ ok: true, code: 'ok', message: '' });
    await outcomes[2];
    asking.withdraw('hall');
    expect(network.requests.map(({ isAborted }) => isAborted)).toEqual([true, false, false]);
    asking.withdraw(everyKnownChair);
    expect(network.requests.map(({ isAborted }) => isAborted)).toEqual([true, true, false]);
    expect(await Promise.all(outcomes)).toEqual([{ kind: 'unanswered' }, { kind: 'unanswered' }, { kind: 'done' }]);
  });

  it('is done where its result says so', async () => {
    const outcome = asking.command('hall', { command: 'pause' });
    network.requests[0]?.answer({ ok: true, code: 'ok', message: 'accepted' });
    expect(await outcome).toEqual({ kind: 'done' });
  });

  it('that is refused says why, by code and values', async () => {
    const outcome = asking.command('hall', { command: 'reset' });
    const body = { ok: false, code: 'fault', message: 'no', values: { a: 1 }, missing: 'not still', retry_after_s: 3 };
    network.requests[0]?.answer(body, 409);
    expect(await outcome).toMatchObject({
      kind: 'refused',
      why: { code: 'fault', values: { a: 1 }, missing: 'not still', retryAfterS: 3 },
    });
  });

  it('is not done by a page of something on the way', async () => {
    const outcome = asking.command('hall', { command: 'reset' });
    network.requests[0]?.answer(undefined, 502);
    expect(await outcome).toMatchObject({ kind: 'refused', why: { code: 'unavailable' } });
  });
});

describe('a login', () => {
  it('answers what may be done, or why not', async () => {
    const access = { rights: ['control'], kind: 'session', until: null };
    const good = asking.login({ code: 'abc' });
    network.requests[0]?.answer(access);
    expect(await good).toEqual(access);
    const bad = asking.login({ token: 'abc' });
    network.requests[1]?.answer({ code: 'rate_limited', message: '', values: { retry_after_s: 30 } }, 429);
    expect(await bad).toMatchObject({ code: 'rate_limited', retryAfterS: 30 });
  });
});
