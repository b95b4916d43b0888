import { beforeEach, describe, expect, it } from 'vitest';
import { PageApp } from '../../src/page/logic/page-app.js';
import { houseFrame, owner, pageStatus, shortChair, wholeChair } from '../support/page-chairs.js';
import { TestNetwork } from '../support/page-network.js';
import { VirtualTime } from '../support/virtual-time.js';

let clock: VirtualTime;
let network: TestNetwork;

beforeEach(() => {
  clock = new VirtualTime();
  network = new TestNetwork(() => clock.wallMs());
});

const opened = (hash = '') => new PageApp(clock, network, hash);
const whole = (id: string, news = {}) => wholeChair(id, pageStatus('idle', news));

describe('what is asked for beside the stream', () => {
  it('is at first load nothing but what the stream cannot tell', async () => {
    opened();
    network.stream.say(houseFrame(whole('hall')));
    await clock.advanceAsync(300);
    expect(network.requests.map(({ path }) => path)).toEqual(['chairs/hall/startable']);
    network.requests[0]?.answer([]);
    await clock.advanceAsync(300);
    expect(network.requests.map(({ path }) => path)).toEqual(['chairs/hall/startable', 'chairs/hall/programs']);
  });

  it('is what a start would answer, at each change that matters and now and then', async () => {
    const app = opened();
    network.stream.say(houseFrame(whole('hall')));
    await clock.advanceAsync(250);
    expect(network.to('chairs/hall/startable')).toHaveLength(1);
    network.to('chairs/hall/startable')[0]?.answer([{ program: 'p', ok: true }]);
    await clock.advanceAsync(250);
    expect(app.startable.value.get('hall')?.get('p')).toMatchObject({ ok: true });
    const status = pageStatus('resting', { seq: 2, rest_s: 60 });
    network.stream.say({ t: 'state', chair: 'hall', available: true, course: null, status });
    await clock.advanceAsync(250);
    expect(network.to('chairs/hall/startable')).toHaveLength(2);
  });

  it('is what was asked for last, whichever is answered first', async () => {
    const app = opened();
    const card = (id: string) => ({ id, name: id, duration_s: 60, zones: [], description: '' });
    network.stream.say(houseFrame(whole('hall')));
    await clock.advanceAsync(250);
    const [first] = network.to('chairs/hall/startable');
    network.stream.say({
      t: 'state',
      chair: 'hall',
      available: true,
      course: null,
      status: pageStatus('resting', { seq: 2, rest_s: 60 }),
    });
    await clock.advanceAsync(250);
    network.to('chairs/hall/startable')[1]?.answer([{ program: 'p', ok: true }]);
    first?.answer([{ program: 'p', ok: false }]);
    await clock.advanceAsync(250);
    expect(app.startable.value.get('hall')?.get('p')).toMatchObject({ ok: true });
    const [before] = network.to('chairs/hall/programs');
    network.stream.say({ t: 'programs', chair: 'hall', programs: [card('new')] });
    await clock.advanceAsync(250);
    network.to('chairs/hall/programs')[1]?.answer([{ id: 'new' }]);
    await clock.advanceAsync(0);
    before?.answer([{ id: 'old' }]);
    await clock.advanceAsync(250);
    expect(app.programs.value.get('hall')).toEqual([{ id: 'new' }]);
  });

  it('is the whole of the chairs where who sits in them is chosen', async () => {
    const app = opened('#/people');
    network.stream.say(houseFrame(shortChair('hall'), shortChair('spa')));
    await clock.advanceAsync(250);
    expect(network.stream.sent.at(-1)).toBe('{"watch":["hall","spa"]}');
    app.route.value = { screen: 'about' };
    await clock.advanceAsync(250);
    expect(network.stream.sent.at(-1)).toBe('{"watch":[]}');
  });

  it('is what a start would answer again when it may have changed: after a stop, and when a wait is over', async () => {
    opened();
    network.stream.say(houseFrame(whole('hall')));
    await clock.advanceAsync(250);
    const status = {
      ...pageStatus('idle', { seq: 2 }),
      stop: { asked: 'stop', at: '2026-01-01T12:00:09Z', still: true, after_ms: 300 },
    };
    network.stream.say({ t: 'state', chair: 'hall', available: true, course: null, status });
    await clock.advanceAsync(250);
    expect(network.to('chairs/hall/startable')).toHaveLength(2);
    network.to('chairs/hall/startable')[1]?.answer([{ program: 'p', ok: false, code: 'stale', retry_after_s: 1 }]);
    await clock.advanceAsync(1500);
    expect(network.to('chairs/hall/startable')).toHaveLength(3);
    network.to('chairs/hall/startable')[2]?.answer([{ program: 'p', ok: true, retry_after_s: null }]);
    await clock.advanceAsync(5000);
    expect(network.to('chairs/hall/startable')).toHaveLength(3);
  });

  it('is nothing of what only an owner may see, for others', async () => {
    opened();
    const access = { ...owner, kind: 'loopback', rights: ['stop'] };
    network.stream.say({ ...houseFrame(whole('hall')), access });
    await clock.advanceAsync(5000);
    expect(network.to('chairs/hall/startable')).toEqual([]);
    expect(network.to('people')).toEqual([]);
  });

  it('ends where another daemon answers', async () => {
    opened();
    network.stream.say(houseFrame(whole('hall')));
    network.stream.say({ ...houseFrame(whole('hall')), house: 'h2' });
    const asked = network.requests.length;
    await clock.advanceAsync(30_000);
    expect(network.requests).toHaveLength(asked);
  });
});
