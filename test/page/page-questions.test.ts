import { describe, expect, it } from 'vitest';
import { idleChair, PageBench } from '../support/page-bench.js';
import { houseFrame, owner, pageStatus, shortChair } from '../support/page-chairs.js';

const bench = new PageBench();

describe('what is asked for beside the stream', () => {
  it('is at first load nothing but what the stream cannot tell', async () => {
    bench.open();
    bench.network.stream.say(houseFrame(idleChair('hall')));
    await bench.clock.advanceAsync(300);
    expect(bench.network.requests.map(({ path }) => path)).toEqual(['chairs/hall/startable']);
    bench.network.requests[0]?.answer([]);
    await bench.clock.advanceAsync(300);
    expect(bench.network.requests.map(({ path }) => path)).toEqual(['chairs/hall/startable', 'chairs/hall/programs']);
  });

  it('is what a start would answer, at each change that matters and now and then', async () => {
    const app = bench.open();
    bench.network.stream.say(houseFrame(idleChair('hall')));
    await bench.clock.advanceAsync(250);
    expect(bench.network.to('chairs/hall/startable')).toHaveLength(1);
    bench.network.to('chairs/hall/startable')[0]?.answer([{ program: 'p', ok: true }]);
    await bench.clock.advanceAsync(250);
    expect(app.startable.value.get('hall')?.get('p')).toMatchObject({ ok: true });
    const status = pageStatus('resting', { seq: 2, rest_s: 60 });
    bench.network.stream.say({ t: 'state', chair: 'hall', available: true, course: null, status });
    await bench.clock.advanceAsync(250);
    expect(bench.network.to('chairs/hall/startable')).toHaveLength(2);
  });

  it('is what was asked for last, whichever is answered first', async () => {
    const app = bench.open();
    const card = (id: string) => ({ id, name: id, duration_s: 60, zones: [], description: '' });
    bench.network.stream.say(houseFrame(idleChair('hall')));
    await bench.clock.advanceAsync(250);
    const [first] = bench.network.to('chairs/hall/startable');
    bench.network.stream.say({
      t: 'state',
      chair: 'hall',
      available: true,
      course: null,
      status: pageStatus('resting', { seq: 2, rest_s: 60 }),
    });
    await bench.clock.advanceAsync(250);
    bench.network.to('chairs/hall/startable')[1]?.answer([{ program: 'p', ok: true }]);
    first?.answer([{ program: 'p', ok: false }]);
    await bench.clock.advanceAsync(250);
    expect(app.startable.value.get('hall')?.get('p')).toMatchObject({ ok: true });
    const [before] = bench.network.to('chairs/hall/programs');
    bench.network.stream.say({ t: 'programs', chair: 'hall', programs: [card('new')] });
    await bench.clock.advanceAsync(250);
    bench.network.to('chairs/hall/programs')[1]?.answer([{ id: 'new' }]);
    await bench.clock.advanceAsync(0);
    before?.answer([{ id: 'old' }]);
    await bench.clock.advanceAsync(250);
    expect(app.programs.value.get('hall')).toEqual([{ id: 'new' }]);
  });

  it('is the whole of the chairs where who sits in them is chosen', async () => {
    const app = bench.open('#/people');
    bench.network.stream.say(houseFrame(shortChair('hall'), shortChair('spa')));
    await bench.clock.advanceAsync(250);
    expect(bench.network.stream.sent.at(-1)).toBe('{"watch":["hall","spa"]}');
    app.route.value = { screen: 'about' };
    await bench.clock.advanceAsync(250);
    expect(bench.network.stream.sent.at(-1)).toBe('{"watch":[]}');
  });

  it('is what a start would answer again when it may have changed: after a stop, and when a wait is over', async () => {
    bench.open();
    bench.network.stream.say(houseFrame(idleChair('hall')));
    await bench.clock.advanceAsync(250);
    const status = {
      ...pageStatus('idle', { seq: 2 }),
      stop: { asked: 'stop', at: '2026-01-01T12:00:09Z', still: true, after_ms: 300 },
    };
    bench.network.stream.say({ t: 'state', chair: 'hall', available: true, course: null, status });
    await bench.clock.advanceAsync(250);
    expect(bench.network.to('chairs/hall/startable')).toHaveLength(2);
    bench.network
      .to('chairs/hall/startable')[1]
      ?.answer([{ program: 'p', ok: false, code: 'stale', retry_after_s: 1 }]);
    await bench.clock.advanceAsync(1500);
    expect(bench.network.to('chairs/hall/startable')).toHaveLength(3);
    bench.network.to('chairs/hall/startable')[2]?.answer([{ program: 'p', ok: true, retry_after_s: null }]);
    await bench.clock.advanceAsync(5000);
    expect(bench.network.to('chairs/hall/startable')).toHaveLength(3);
  });

  it('is nothing of what only an owner may see, for others', async () => {
    bench.open();
    const access = { ...owner, kind: 'loopback', rights: ['stop'] };
    bench.network.stream.say({ ...houseFrame(idleChair('hall')), access });
    await bench.clock.advanceAsync(5000);
    expect(bench.network.to('chairs/hall/startable')).toEqual([]);
    expect(bench.network.to('people')).toEqual([]);
  });

  it('ends where another daemon answers', async () => {
    bench.open();
    bench.network.stream.say(houseFrame(idleChair('hall')));
    bench.network.stream.say({ ...houseFrame(idleChair('hall')), house: 'h2' });
    const asked = bench.network.requests.length;
    await bench.clock.advanceAsync(30_000);
    expect(bench.network.requests).toHaveLength(asked);
  });
});
