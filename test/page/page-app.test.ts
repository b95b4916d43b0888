import { describe, expect, it } from 'vitest';
import { idleChair, PageBench } from '../support/page-bench.js';
import { houseFrame, owner, shortChair, stopAt } from '../support/page-chairs.js';

const bench = new PageBench();

describe('the stop', () => {
  it('is for the one chair where there is one', () => {
    const app = bench.open();
    bench.network.stream.say(houseFrame(shortChair('hall')));
    expect(app.target).toBe('hall');
  });

  it('is for all chairs on every screen but that of one', () => {
    const app = bench.open();
    bench.network.stream.say(houseFrame(shortChair('hall'), shortChair('spa')));
    expect(app.target).toBe('all');
    app.route.value = { screen: 'about' };
    expect(app.target).toBe('all');
    app.route.value = { screen: 'chair', id: 'spa' };
    expect(app.target).toBe('spa');
  });

  it('is for all chairs where the address names one that there is not', () => {
    const app = bench.open('#/chair/attic');
    bench.network.stream.say(houseFrame(shortChair('hall'), shortChair('spa')));
    expect(app.target).toBe('all');
  });

  it('that another daemon took says so, and nothing of the chairs that were meant', async () => {
    const app = bench.open();
    bench.network.stream.say(houseFrame(idleChair('hall')));
    bench.network.stream.say({ ...houseFrame(idleChair('hall')), house: 'another' });
    expect(app.house.isOther.value).toBe(true);
    app.presses.click('stop');
    const at = new Date(bench.clock.wallMs()).toISOString();
    const body = { stop: 'stop', at, chairs: [{ id: 'hall', ok: true, code: 'ok', message: '' }] };
    bench.network.to('chairs/hall/stop')[0]?.answer(body);
    await bench.clock.advanceAsync(10);
    expect(app.stop.value).toEqual({ kind: 'elsewhere' });
  });

  it('is not confirmed where another daemon may have been the one that answered', async () => {
    const app = bench.open();
    bench.network.stream.say(houseFrame(idleChair('hall')));
    app.presses.click('stop');
    const at = new Date(bench.clock.wallMs()).toISOString();
    const body = { stop: 'stop', at, chairs: [{ id: 'hall', ok: true, code: 'ok', message: '' }] };
    bench.network.to('chairs/hall/stop')[0]?.answer(body);
    await bench.clock.advanceAsync(10);
    bench.network.stream.say({ ...houseFrame(idleChair('hall')), house: 'another' });
    expect(app.stop.value?.kind).toBe('unconfirmed');
  });

  it('works before anything has come, and is not confirmed after a second', () => {
    const app = bench.open();
    app.presses.click('stop');
    expect(bench.network.to('stop')).toHaveLength(1);
    bench.clock.advance(1000);
    expect(app.stop.value?.kind).toBe('unconfirmed');
  });

  it('goes from stopping over taken to still, and is shown for a while', async () => {
    const app = bench.open();
    bench.network.stream.say(houseFrame(idleChair('hall')));
    app.presses.click('stop');
    expect(app.stop.value?.kind).toBe('stopping');
    const at = new Date(bench.clock.wallMs()).toISOString();
    const n = new URLSearchParams(bench.network.to('chairs/hall/stop')[0]?.path.split('?')[1]).get('n');
    bench.network.stream.say({
      t: 'taken',
      n,
      stop: 'stop',
      at,
      chairs: [{ id: 'hall', ok: true, code: 'ok', message: '' }],
    });
    expect(app.stop.value?.kind).toBe('taken');
    const stop = stopAt(bench.clock.wallMs(), true, 640);
    bench.network.stream.say({ t: 'chairs', chairs: [shortChair('hall', { stop })] });
    expect(app.stop.value).toEqual({ kind: 'still', afterMs: 640 });
    const moves = shortChair('hall', { state: 'running', stop: { ...stop, still: false, after_ms: null } });
    bench.network.stream.say({ t: 'chairs', chairs: [moves] });
    expect(app.stop.value?.kind).toBe('again');
    bench.network.stream.say({ t: 'chairs', chairs: [shortChair('hall', { stop: { ...stop, still: null } })] });
    expect(app.stop.value).toEqual({ kind: 'still', afterMs: 640 });
    for (let second = 0; second < 13; second += 1) {
      bench.network.stream.say({ t: 'beat' });
      await bench.clock.advanceAsync(1000);
    }
    expect(app.stop.value).toBeNull();
  });
});

describe('a press that comes twice', () => {
  it.each([
    ['pause', 'paused', 'done'],
    ['resume', 'running', 'done'],
    ['pause', 'idle', 'refused'],
    ['skip', 'paused', 'refused'],
  ] as const)('of %s while the chair is %s is %s', async (command, state, kind) => {
    const app = bench.open();
    bench.network.stream.say(houseFrame(idleChair('hall')));
    const outcome = app.command('hall', { command });
    const body = { ok: false, code: 'not_in_state', message: '', values: { command, state } };
    bench.network.to('chairs/hall/commands')[0]?.answer(body, 409);
    expect((await outcome).kind).toBe(kind);
  });
});

it.each(['skip', 'reset', 'pause'] as const)(
  'a refusal of %s that names no state stays one: what was not done is never told as done',
  async (command) => {
    const app = bench.open();
    bench.network.stream.say(houseFrame(idleChair('hall')));
    const outcome = app.command('hall', { command });
    const body = { ok: false, code: 'not_in_state', message: 'a reset is under way', values: {} };
    bench.network.to('chairs/hall/commands')[0]?.answer(body, 409);
    expect((await outcome).kind).toBe('refused');
  },
);

describe('a set-up by itself', () => {
  it('is only what a snapshot without chairs has shown: a login alone tells nothing of chairs, and takes no stop away', async () => {
    const app = bench.open('#code=abcdefgh1234');
    bench.network.to('session')[0]?.answer(owner);
    await bench.clock.advanceAsync(10);
    expect([app.mayOwn, app.isSetupAlone]).toEqual([true, false]);
    bench.network.stream.say(houseFrame());
    expect(app.isSetupAlone).toBe(true);
    bench.network.stream.say(houseFrame(idleChair('hall')));
    expect(app.isSetupAlone).toBe(false);
  });
});

describe('a command that still waits', () => {
  it('never comes after the stop that was pressed next [S6]', async () => {
    const app = bench.open();
    bench.network.stream.say(houseFrame(idleChair('hall')));
    void app.command('hall', { command: 'start', program: 'p' });
    app.presses.click('stop');
    const order = bench.network.requests
      .filter(({ method }) => method === 'POST')
      .map(({ path }) => path.split('?')[0]);
    expect(order).toEqual(['chairs/hall/commands', 'chairs/hall/stop']);
    expect(bench.network.to('chairs/hall/commands')[0]?.isAborted).toBe(true);
    expect(bench.network.to('chairs/hall/stop')[0]?.isAborted).toBe(false);
  });
});

describe('a page that is not connected', () => {
  it('sends no start, no adjust and no skip later', async () => {
    const app = bench.open();
    bench.network.stream.say(houseFrame(idleChair('hall')));
    bench.network.stream.breakOff();
    await bench.clock.advanceAsync(4000);
    for (const command of [
      { command: 'start', program: 'p' },
      { command: 'adjust', intensity: 50 },
      { command: 'skip' },
    ] as const)
      expect(await app.command('hall', command)).toEqual({ kind: 'offline' });
    bench.network.stream.say(houseFrame(idleChair('hall')));
    await bench.clock.advanceAsync(30_000);
    expect(bench.network.to('chairs/hall/commands')).toEqual([]);
    expect(bench.network.stream.sent.filter((text) => !text.includes('watch'))).toEqual([]);
  });
});

describe('what is shown of a session', () => {
  it('stands still while the page does not know how it goes on', async () => {
    const app = bench.open();
    bench.network.stream.say(houseFrame(idleChair('hall')));
    await bench.clock.advanceAsync(3000);
    const knownMs = app.playing.value;
    bench.network.stream.breakOff();
    await bench.clock.advanceAsync(20_000);
    expect(app.now.value - knownMs).toBeGreaterThan(19_000);
    expect(app.playing.value - knownMs).toBeLessThanOrEqual(250);
  });
});

describe('a link with a code', () => {
  it('logs in with it before anything else', async () => {
    const app = bench.open('#code=abcdefgh1234');
    expect(bench.network.streams).toEqual([]);
    expect(bench.network.to('session')[0]?.options.body).toEqual({ code: 'abcdefgh1234' });
    bench.network.to('session')[0]?.answer(owner);
    await bench.clock.advanceAsync(0);
    expect(app.login.value.kind).toBe('none');
    expect(bench.network.streams).toHaveLength(1);
  });

  it('that was used already says so, and the page goes on', async () => {
    const app = bench.open('#code=abcdefgh1234');
    bench.network.to('session')[0]?.answer({ code: 'unauthenticated', message: '', values: {} }, 401);
    await bench.clock.advanceAsync(0);
    expect(app.login.value).toMatchObject({ kind: 'failed', isLink: true });
    expect(bench.network.streams).toHaveLength(1);
  });

  it('is also understood where it is pasted', async () => {
    const app = bench.open();
    void app.logInWith('http://chair.local:8470/#code=abcdefgh1234');
    void app.logInWith('a-token-of-16-signs');
    expect(bench.network.to('session').map(({ options }) => options.body)).toEqual([
      { code: 'abcdefgh1234' },
      { token: 'a-token-of-16-signs' },
    ]);
  });
});
