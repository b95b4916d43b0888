import type { Browser, WebSocketRoute } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { houseFrame, pageStatus, shortChair, telemetryOf } from '../support/page-chairs.js';
import { launchBrowser, PageHouse, Visitor } from '../support/page-house.js';
import { virtualPage } from '../support/virtual-page.js';

let browser: Browser;
let house: PageHouse;
let visitor: Visitor;

beforeAll(async () => {
  [browser, house] = await Promise.all([launchBrowser(), PageHouse.open()]);
});

afterAll(async () => {
  await browser.close();
  await house.close();
});

const stopButton = () => visitor.page.locator('.stop-button.stop');

describe('with a daemon', () => {
  beforeEach(async () => {
    visitor = await Visitor.come(browser);
    await visitor.logIn(house);
  });

  afterEach(async () => {
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  const arrive = async () => {
    await visitor.visit(house);
    await visitor.page.locator('.program-card').first().waitFor();
  };

  it('that hangs, a stop is not confirmed, says where the switch is, and leaves nothing behind', async () => {
    await arrive();
    let underWay = 0;
    visitor.page.on('request', (request) => {
      if (/\/stop\?/.test(request.url())) underWay += 1;
    });
    visitor.page.on('requestfailed', () => {
      underWay -= 1;
    });
    house.daemon.signal('SIGSTOP');
    await stopButton().click();
    await visitor.page.getByText('Not confirmed. Press the switch on the chair.').waitFor();
    await visitor.reads('Living room: red knob, left arm rest');
    await visitor.reads(/^Not connected for \d+ s\.$/);
    expect(await stopButton().isEnabled()).toBe(true);
    const start = visitor.page.getByRole('button', { name: 'Start Quick break' });
    expect(await start.isDisabled()).toBe(true);
    await eventually(() => underWay === 0, 'no request is under way');
    const posts: string[] = [];
    visitor.page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
    house.daemon.signal('SIGCONT');
    await visitor.page.getByText(/^Not connected for/).waitFor({ state: 'detached' });
    await eventually(() => start.isEnabled(), 'a start is possible again');
    expect(posts).toEqual([]);
    expect(house.isMoving).toBe(false);
  });

  it('whose stream does not get through, the page polls, says so, and stops', async () => {
    await visitor.page.routeWebSocket(/api\/stream/, (socket) => void socket.close());
    await visitor.visit(house);
    await visitor.reads('The live stream does not get through.');
    await visitor.page.getByRole('button', { name: 'Start Quick break' }).click();
    await visitor.reads('Running');
    await stopButton().click();
    await visitor.reads(/^Still\. Checked/);
  });

  it('and a proxy that keeps the stream to itself, the page polls as well', async () => {
    await visitor.page.routeWebSocket(/api\/stream/, () => undefined);
    await visitor.visit(house);
    await visitor.reads('The live stream does not get through.');
    await visitor.page.locator('.program-card').first().waitFor();
  });

  it('and a login that ran out, stop still works', async () => {
    await arrive();
    await visitor.context.clearCookies();
    await stopButton().click();
    await visitor.reads(/^Still\. Checked/);
  });

  it('and a tab that was frozen for ten minutes, the page is right again at once', async () => {
    await visitor.page.clock.install();
    await arrive();
    const devtools = await visitor.context.newCDPSession(visitor.page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    await house.start('quick-break', 'living-room');
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    // The page has not run meanwhile: to it ten minutes pass in one leap. Then its clock stands still: no wait is over before it is right.
    await visitor.page.clock.pauseAt(Date.now() + 600_000);
    await visitor.page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await visitor.page.getByText('Running', { exact: true }).first().waitFor();
    await visitor.page.getByText(/^Not connected for/).waitFor({ state: 'hidden' });
    await visitor.page.clock.resume();
    await stopButton().click();
    await visitor.reads(/^Still\. Checked/);
  });

  it('another behind the same address, the page says so and shows nothing of it', async () => {
    await arrive();
    await house.daemon.kill();
    house.daemon = house.startDaemon('other-data');
    await visitor.reads('Another service answers here');
    expect(await visitor.page.locator('.program-card, .drawing').count()).toBe(0);
    expect(await visitor.page.title()).toMatch(/^Another service/);
    expect(await visitor.page.locator('#page').textContent()).not.toContain('Living room');
    expect(await stopButton().isEnabled()).toBe(true);
  });
});

describe('with a stream that the test plays', () => {
  const ids = Array.from({ length: 50 }, (_, at) => `chair-${at}`);
  let socket: WebSocketRoute | null = null;
  let seq = 0;

  const say = (body: object, isNumbered = true) => {
    const header = { epoch: 'e1', at: new Date().toISOString(), ...(isNumbered ? { seq: ++seq } : {}) };
    socket?.send(JSON.stringify({ ...header, ...body }));
  };

  const visit = async () => {
    visitor = await Visitor.come(browser, { viewport: { width: 1280, height: 800 } });
    seq = 0;
    await visitor.page.routeWebSocket(/api\/stream/, (route) => {
      socket = route;
      route.onMessage(() => undefined);
      say(houseFrame(...ids.map((id) => shortChair(id, { state: 'running' }))));
    });
    await visitor.visit(house);
    await visitor.page.locator('.chair-card').first().waitFor();
  };

  const telemetry = (at: number, count = ids.length) => {
    for (const [index, id] of ids.slice(0, count).entries()) {
      const level = Math.round(50 + 40 * Math.sin(at + index));
      say({ t: 'telemetry', chair: id, telemetry: telemetryOf({ back: level, seat: level, legs: level }) }, false);
      say({ t: 'state', chair: id, available: true, course: null, status: pageStatus('running', { seq: at + 1 }) });
    }
  };

  afterEach(async () => {
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  it('draws news of 50 chairs twice a second in less than a third of its processor time', async () => {
    await visit();
    const devtools = await visitor.context.newCDPSession(visitor.page);
    // Of the thread itself: a busy machine makes it no longer.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const spentMs = async (): Promise<number> => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
    };
    const rounds = 20;
    const beforeMs = await spentMs();
    for (let at = 1; at <= rounds; at += 1) {
      telemetry(at);
      await visitor.page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
    }
    const perRoundMs = ((await spentMs()) - beforeMs) / rounds;
    expect(await visitor.page.locator('.chair-card').count()).toBe(50);
    expect(2 * perRoundMs).toBeLessThan(1000 / 3);
  });
});

describe('on a wall, in front of one chair', () => {
  afterEach(async () => {
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  it('the page needs no more memory after an hour than after its first massage', async () => {
    visitor = await Visitor.come(browser, { viewport: { width: 1280, height: 800 } });
    await visitor.logIn(house);
    await visitor.page.addInitScript(virtualPage);
    await visitor.visit(house);
    const id = 'living-room';
    const zones = { back: 0, seat: 0, legs: 0 };
    const [quiet, moving] = (['idle', 'running'] as const).map((state) =>
      pageStatus(state, {
        epoch: 'e1',
        selected: { program: 'quick-break', intensity: 100, duration_s: null, person: null },
      }),
    );
    const told = {
      quiet,
      moving,
      telemetry: telemetryOf(zones),
      first: houseFrame(shortChair(id)),
      short: shortChair(id),
    };
    await visitor.page.evaluate(`window.told = ${JSON.stringify(told)}`);
    const devtools = await visitor.context.newCDPSession(visitor.page);
    await devtools.send('Performance.enable');
    const held = async () => {
      await devtools.send('HeapProfiler.collectGarbage');
      const { usedSize } = await devtools.send('Runtime.getHeapUsage');
      const { metrics } = await devtools.send('Performance.getMetrics');
      const count = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
      return { bytes: usedSize, nodes: count('Nodes'), listeners: count('JSEventListeners') };
    };
    // Ten minutes of massage, two of rest, as the daemon tells them: four frames and two readings a second.
    const minutes = (count: number) =>
      visitor.page.evaluate(`(async () => {
        const { quiet, moving, telemetry, first, short } = told;
        window.seq ??= 0;
        window.second ??= 0;
        const say = (frame) => hear({ epoch: 'e1', at: new Date(Date.now()).toISOString(), ...frame });
        const tell = (frame) => say({ seq: ++seq, ...frame });
        if (second === 0) tell(first);
        for (const last = second + ${60 * count}; second < last; second += 1) {
          const at = second % 720;
          const isMoving = at < 600;
          if (second % 20 === 0) {
            const cards = [{ id: 'quick-break', name: 'Quick break', summary: '', goal: '', duration_s: 480, zones: [], avoid: [] }];
            tell({ t: 'programs', chair: 'living-room', programs: cards });
          }
          const session = { id: 's' + Math.floor(second / 720), person: null };
          const course = { position_s: at, total_s: 600 };
          const news = isMoving ? { session, program: 'quick-break', phase: 'Roll', remaining_s: 600 - at, elapsed_s: at } : {};
          const status = { ...(isMoving ? moving : quiet), ...news, seq: second + 1, ts: new Date(Date.now()).toISOString() };
          tell({ t: 'state', chair: 'living-room', available: true, course: isMoving ? course : null, status });
          tell({ t: 'chairs', chairs: [{ ...short, state: status.state, program: status.program }] });
          for (let half = 0; half < 2; half += 1) {
            const level = isMoving ? Math.round(50 + 40 * Math.sin(second + half / 2)) : 0;
            for (const zone of Object.values(telemetry.zones)) Object.assign(zone, { level, technique: isMoving ? 'roll' : 'off' });
            say({ t: 'telemetry', chair: 'living-room', telemetry });
            await null;
            advance(500);
            await answered();
          }
          tell({ t: 'beat' });
          await null;
          if (second % 60 === 0) await painted();
        }
        await painted();
      })()`);
    await minutes(5);
    expect(await visitor.page.locator('.course .cursor').count()).toBe(1);
    await minutes(7);
    const early = await held();
    await minutes(48);
    expect(await visitor.page.evaluate('Math.round(performance.now() / 1000)')).toBe(3600);
    const late = await held();
    expect(late.bytes - early.bytes).toBeLessThan(500_000);
    expect(late.nodes - early.nodes).toBeLessThan(20);
    expect(late.listeners - early.listeners).toBeLessThan(5);
  });
});
