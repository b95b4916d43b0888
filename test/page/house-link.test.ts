import { beforeEach, describe, expect, it } from 'vitest';
import { KnownHouse } from '../../src/page/logic/house.js';
import { HouseLink } from '../../src/page/logic/house-link.js';
import { houseFrame, owner, shortChair } from '../support/page-chairs.js';
import { TestNetwork } from '../support/page-network.js';
import { VirtualTime } from '../support/virtual-time.js';

let clock: VirtualTime;
let network: TestNetwork;
let house: KnownHouse;
let link: HouseLink;

beforeEach(() => {
  clock = new VirtualTime();
  network = new TestNetwork(() => clock.wallMs());
  house = new KnownHouse(clock);
  link = new HouseLink(clock, network, house);
  link.start();
});

const hall = shortChair('hall');
const beat = { t: 'beat' };

/** Says a beat a second, as the daemon does. */
function live(seconds: number): void {
  for (let second = 0; second < seconds; second += 1) {
    network.stream.say(beat);
    clock.advance(1000);
  }
}

/** A snapshot as `GET snapshot` tells it. */
const snapshot = (...chairs: readonly object[]) => ({
  ...houseFrame(...chairs),
  seq: 0,
  epoch: 'e1',
  at: new Date(clock.wallMs()).toISOString(),
});

describe('what is shown', () => {
  it('is live while frames come, and says so', () => {
    network.stream.say(houseFrame(hall));
    live(10);
    expect(link.condition.value).toMatchObject({ way: 'stream', isStale: false });
  });

  it('is stale 3 s after the last frame, with the time from which it is', () => {
    network.stream.say(houseFrame(hall));
    const seenAt = new Date(clock.wallMs()).toISOString();
    clock.advance(3000);
    expect(link.condition.value.isStale).toBe(false);
    clock.advance(1250);
    expect(link.condition.value).toMatchObject({ isStale: true, silentS: 4, seenAt });
  });

  it('is stale at once when a tab wakes up after ten minutes, and right with the first frame', async () => {
    network.stream.say(houseFrame(hall));
    clock.stall(600_000);
    link.wake();
    expect(link.condition.value).toMatchObject({ isStale: true, silentS: 600 });
    network.stream.say(houseFrame(shortChair('hall', { state: 'running' })));
    expect(link.condition.value.isStale).toBe(false);
    expect(house.cell('hall')?.chair.value.state).toBe('running');
  });
});

describe('a stream', () => {
  it('is replaced after sleep only where its last frame is over 1.5 s old', () => {
    network.stream.say(houseFrame(hall));
    clock.advance(1400);
    link.wake();
    expect(network.streams).toHaveLength(1);
    clock.advance(200);
    link.wake();
    expect(network.streams).toHaveLength(2);
    expect(network.streams[0]?.isClosed).toBe(true);
  });

  it('is opened again after 0.3 to 5 s, for ever, never at the same moment for all', () => {
    const waits = new Set<number>();
    for (let attempt = 0; attempt < 40; attempt += 1) {
      const before = network.streams.length;
      network.stream.breakOff();
      const from = clock.nowMs();
      while (network.streams.length === before) clock.advance(10);
      const waited = clock.nowMs() - from;
      expect(waited).toBeGreaterThanOrEqual(300);
      expect(waited).toBeLessThanOrEqual(5010);
      waits.add(waited);
    }
    expect(waits.size).toBeGreaterThan(10);
  });

  it('that falls silent is thrown away and opened anew', () => {
    network.stream.say(houseFrame(hall));
    clock.advance(5000);
    expect(network.streams[0]?.isClosed).toBe(true);
    expect(network.streams.length).toBeGreaterThan(1);
  });

  it('of before says nothing any more', () => {
    const [first] = network.streams;
    first?.say(houseFrame(hall));
    clock.advance(2000);
    link.wake();
    network.stream.say(houseFrame(shortChair('hall', { state: 'paused' })));
    first?.say({ t: 'chairs', chairs: [shortChair('hall', { state: 'running' })] });
    expect(house.cell('hall')?.chair.value.state).toBe('paused');
  });

  it('is told again what is watched after it was opened anew', () => {
    network.stream.say(houseFrame(hall));
    link.watch(['hall']);
    expect(network.stream.sent).toContain('{"watch":["hall"]}');
    network.stream.breakOff();
    clock.advance(6000);
    network.stream.say(houseFrame(hall));
    expect(network.stream.sent).toEqual(['{"watch":["hall"]}']);
  });

  it('that is no JSON is no frame', () => {
    network.stream.say(houseFrame(hall));
    clock.advance(2900);
    network.stream.mention({ noise: true });
    clock.advance(500);
    expect(link.condition.value.isStale).toBe(true);
  });
});

describe('what got lost', () => {
  it('is asked for whole after a hole in the numbers', async () => {
    network.stream.say(houseFrame(hall));
    link.watch(['hall']);
    network.stream.lose();
    network.stream.say(beat);
    await clock.advanceAsync(0);
    network.to('snapshot')[0]?.answer(snapshot(shortChair('hall', { state: 'resting' })));
    await clock.advanceAsync(0);
    expect(house.cell('hall')?.chair.value.state).toBe('resting');
    expect(network.to('snapshot').map(({ path }) => path)).toEqual(['snapshot', 'snapshot?chairs=hall']);
  });

  it('is asked for after another run of the daemon began', async () => {
    network.stream.say(houseFrame(hall));
    network.stream.say(beat, { epoch: 'e2' });
    await clock.advanceAsync(0);
    expect(network.to('snapshot')).toHaveLength(1);
  });

  it('is not asked for where telemetry comes without a number', async () => {
    network.stream.say(houseFrame(hall));
    network.stream.mention({ t: 'telemetry', chair: 'hall', telemetry: null });
    network.stream.say(beat);
    await clock.advanceAsync(0);
    expect(network.requests).toEqual([]);
  });
});

describe('where no stream gets through', () => {
  it('polls each second after two upgrades that failed, and says so', async () => {
    network.stream.breakOff();
    await clock.advanceAsync(1000);
    expect(network.to('snapshot')).toHaveLength(0);
    network.stream.breakOff();
    for (let second = 0; second < 5; second += 1) {
      network.to('snapshot').at(-1)?.answer(snapshot(hall));
      await clock.advanceAsync(1000);
      if (!network.stream.isClosed && second < 3) network.stream.breakOff();
    }
    expect(network.to('snapshot').length).toBeGreaterThanOrEqual(4);
    expect(link.condition.value).toMatchObject({ way: 'polling', isStale: false });
  });

  it('takes a stream that opens and says nothing for none', async () => {
    await clock.advanceAsync(9500);
    expect(network.to('snapshot').length).toBeGreaterThan(0);
  });

  it('goes back to a stream that works', async () => {
    network.stream.breakOff();
    await clock.advanceAsync(1000);
    network.stream.breakOff();
    await clock.advanceAsync(0);
    network.to('snapshot')[0]?.answer(snapshot(hall));
    await clock.advanceAsync(1000);
    expect(link.condition.value.way).toBe('polling');
    network.stream.say(houseFrame(hall));
    const asked = network.to('snapshot').length;
    live(5);
    expect(link.condition.value.way).toBe('stream');
    expect(network.to('snapshot')).toHaveLength(asked);
  });

  it('claims nothing while snapshots fail, too', async () => {
    network.stream.breakOff();
    await clock.advanceAsync(1000);
    network.stream.breakOff();
    for (let second = 0; second < 6; second += 1) {
      network.to('snapshot').at(-1)?.fail();
      await clock.advanceAsync(1000);
    }
    expect(link.condition.value).toMatchObject({ way: 'none', isStale: true });
  });

  it('learns from the session why it is not let in', async () => {
    network.stream.breakOff();
    network.to('session')[0]?.answer({ ...owner, kind: 'nobody', rights: [] });
    await clock.advanceAsync(0);
    expect(house.access.value?.kind).toBe('nobody');
  });
});

describe('a login', () => {
  it('is not undone by what was asked for before it', async () => {
    network.stream.breakOff();
    await clock.advanceAsync(1000);
    network.stream.breakOff();
    const [before] = network.to('session');
    const [poll] = network.to('snapshot');
    house.setAccess(owner);
    link.renew();
    network.stream.say(houseFrame(hall));
    before?.answer({ ...owner, kind: 'nobody', rights: [] });
    poll?.answer({ ...snapshot(hall), access: { ...owner, kind: 'nobody', rights: [] } });
    await clock.advanceAsync(0);
    expect(house.access.value).toEqual(owner);
  });
});

describe('a page that stays open', () => {
  it('is a visit twice a day, so that its login goes on', () => {
    live(12 * 3600 - 1);
    expect(network.to('session')).toHaveLength(0);
    live(2);
    expect(network.to('session')).toHaveLength(1);
  });
});

describe('another daemon behind the same address', () => {
  it('is never shown under the name of the first', () => {
    network.stream.say(houseFrame(hall));
    network.stream.say({ ...houseFrame(shortChair('spa')), house: 'h2' });
    expect(house.isOther.value).toBe(true);
    expect(house.chairIds.value).toEqual(['hall']);
    network.stream.say({ t: 'chairs', chairs: [shortChair('hall', { state: 'running' })] });
    expect(house.cell('hall')?.chair.value.state).toBe('idle');
  });

  it('is known by its bridge as well', () => {
    network.stream.say(houseFrame(hall));
    network.stream.say({ ...houseFrame(hall), bridge_id: 'bridge-2' });
    expect(house.isOther.value).toBe(true);
  });

  it('gets no more of the page once the link has ended', () => {
    network.stream.say(houseFrame(hall));
    link.end();
    clock.advance(60_000);
    expect(network.streams).toHaveLength(1);
  });
});
