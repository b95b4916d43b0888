import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { LittleProxy } from '../support/little-proxy.js';
import { freePort } from '../support/mosquitto.js';
import { launchBrowser, PageHouse, pageToken, Visitor } from '../support/page-house.js';

let browser: Browser;
let house: PageHouse;
/** nginx or the like: it is trusted, so whoever comes through it is not of this machine. */
let proxy: LittleProxy;
let hub: LittleProxy;
let visitor: Visitor;

const ingressPath = '/api/hassio_ingress/q1W2-e3_R4';
const hubPage = `<!doctype html><title>Hub</title><iframe src="${ingressPath}/" style="width:900px;height:700px"></iframe>`;
const fromTheHub = pathToFileURL(join(import.meta.dirname, '../support/from-the-hub.mjs')).href;

beforeAll(async () => {
  const ingressPort = await freePort();
  [browser, house] = await Promise.all([
    launchBrowser(),
    PageHouse.open({
      http: { ingress: `127.0.0.1:${ingressPort}`, host_names: ['chair.test'], trusted_proxies: ['127.0.0.1'] },
      env: { NODE_OPTIONS: `--import ${fromTheHub}`, TEST_INGRESS_PORT: String(ingressPort) },
    }),
  ]);
  proxy = await LittleProxy.open({
    to: house.port,
    prefix: '/house/chairs',
    headers: (host) => ({
      'X-Forwarded-For': '192.168.1.20',
      'X-Forwarded-Proto': 'http',
      'X-Forwarded-Host': host,
      'X-Forwarded-Prefix': '/house/chairs',
    }),
  });
  hub = await LittleProxy.open({
    to: ingressPort,
    prefix: ingressPath,
    headers: (host) => ({
      'X-Ingress-Path': ingressPath,
      'X-Forwarded-For': '192.168.1.20',
      'X-Forwarded-Proto': 'http',
      'X-Forwarded-Host': host,
    }),
    pages: { '/panel': hubPage },
  });
});

afterAll(async () => {
  await browser.close();
  await Promise.all([proxy.close(), hub.close()]);
  await house.close();
});

afterEach(async () => {
  proxy.release();
  proxy.isSwallowing = false;
  await fetch(`${house.address}api/stop`, { method: 'POST' });
  await eventually(() => !house.isMoving, 'the chair is still');
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

const stopOf = (page: Page | FrameLocator) => page.locator('.stop-button.stop');

/** As a program of this machine starts it, whatever the page can do. */
const start = () => house.start('quick-break', 'living-room');

/** Logged in through the proxy, before a chair that moves. */
async function arrive(): Promise<Page> {
  visitor = await Visitor.come(browser);
  const { page } = visitor;
  await page.clock.install();
  await visitor.visit(proxy);
  const token = page.getByLabel('Link or token');
  await token.fill(pageToken);
  await token.press('Enter');
  await page.locator('.program-card').first().waitFor();
  return page;
}

describe('in the ingress of a hub', () => {
  it('the page loads in the frame of its panel, its stream runs, and a stop stops', async () => {
    visitor = await Visitor.come(browser);
    const { page } = visitor;
    await page.goto(hub.address.replace(`${ingressPath}/`, '/panel'));
    const frame = page.frameLocator('iframe');
    await frame.getByRole('button', { name: 'Start Quick break' }).click();
    await frame.locator('.course .cursor').waitFor();
    await frame
      .locator('.zone-number')
      .filter({ hasText: /^[1-9]/ })
      .first()
      .waitFor();
    expect(await frame.getByText('The live stream does not get through').count()).toBe(0);
    expect(hub.passed).toContain('UPGRADE /api/stream');
    await stopOf(frame).click();
    await frame.getByText(/^Still\. Checked \d\.\d s after\.$/).waitFor();
    expect(house.isMoving).toBe(false);
    expect(await visitor.context.cookies()).toEqual([]);
  });
});

describe('behind a proxy, below a path of it', () => {
  it('somebody logs in, starts and stops, with cookies for that path alone', async () => {
    const page = await arrive();
    const cookies = await visitor.context.cookies(proxy.address);
    expect(cookies.map(({ path, httpOnly, sameSite }) => [path, httpOnly, sameSite])).toEqual([
      ['/house/chairs/', true, 'Strict'],
      ['/house/chairs/', true, 'Strict'],
    ]);
    await page.getByRole('button', { name: 'Start Quick break' }).click();
    await page.locator('.course .cursor').waitFor();
    expect(await page.getByText('The live stream does not get through').count()).toBe(0);
    await stopOf(page).click();
    await visitor.reads(/^Still\. Checked/);
  });
});

/** What the page says of a stop, word for word, and how long after the press, ms. */
async function pressAndListen(page: Page): Promise<() => Promise<readonly (readonly [string, number])[]>> {
  await page.evaluate(`{
    const place = document.querySelector('.outcomes');
    window.said = [];
    const begunMs = performance.now();
    new MutationObserver(() => {
      const text = place.querySelector('.outcome-text')?.textContent ?? '';
      if (text !== '' && text !== window.said.at(-1)?.[0]) window.said.push([text, performance.now() - begunMs]);
    }).observe(place, { childList: true, subtree: true, characterData: true });
  }`);
  await stopOf(page).click();
  return () => page.evaluate<readonly (readonly [string, number])[]>('window.said');
}

/** As a page does that asks for more than its browser sends at a time. */
async function fillPool(page: Page): Promise<void> {
  proxy.holds = /fills|\/stop|\/snapshot|\/session/;
  await page.evaluate(
    `void (window.freed = Promise.all(
      [1, 2, 3, 4, 5, 6].map((at) => fetch('api/info?fills=' + at, { cache: 'no-store' })),
    ))`,
  );
  await eventually(() => proxy.heldCount >= 6, 'six requests hang');
}

/** A stop without an answer is repeated for 5 s: these pass at once. */
async function givenUp(): Promise<void> {
  await visitor.page.clock.runFor(5500);
  await visitor.reads(/^Not connected for \d+ s\.$/);
}

const stopsIn = (passed: readonly string[]): readonly string[] => passed.filter((each) => /stop$/.test(each));

describe('with six requests that hang, the most that a browser sends at a time', () => {
  it('a stop comes through by the stream, and nothing arrives when they are freed', async () => {
    const page = await arrive();
    await start();
    await fillPool(page);
    const said = await pressAndListen(page);
    await visitor.reads(/^Still\. Checked/);
    expect(house.isMoving).toBe(false);
    const [first] = await said();
    expect(first?.[0]).toMatch(/^Stop(ping …| taken)/);
    const before = proxy.passed.length;
    proxy.release();
    await page.evaluate('window.freed.then(() => true)');
    expect(stopsIn(proxy.passed.slice(before))).toEqual([]);
  });

  it('a start that waits behind them never comes after the stop that is pressed next', async () => {
    const page = await arrive();
    const button = page.getByRole('button', { name: 'Start Quick break' });
    await eventually(() => button.isEnabled(), 'a start is possible');
    await fillPool(page);
    await button.click();
    await stopOf(page).click();
    await visitor.reads(/^Still\. Checked/);
    const before = proxy.passed.length;
    proxy.release();
    await page.evaluate('window.freed.then(() => true)');
    expect(proxy.passed.slice(before).filter((each) => each.startsWith('POST'))).toEqual([]);
    expect(house.isMoving).toBe(false);
  });

  it('and a dead stream, a stop is not confirmed after a second, and nothing arrives when they are freed', async () => {
    const page = await arrive();
    await start();
    await fillPool(page);
    proxy.isSwallowing = true;
    const said = await pressAndListen(page);
    await visitor.reads('Living room: red knob, left arm rest');
    const [text = '', afterMs = 0] = (await said()).find(([each]) => each.startsWith('Not confirmed')) ?? [];
    expect(text).toBe('Not confirmed. Press the switch on the chair.');
    expect(afterMs).toBeGreaterThan(990);
    await givenUp();
    const before = proxy.passed.length;
    proxy.isSwallowing = false;
    proxy.release();
    await page.evaluate('window.freed.then(() => true)');
    await page.getByText(/^Not connected for/).waitFor({ state: 'detached' });
    expect(stopsIn(proxy.passed.slice(before))).toEqual([]);
    // No stop has come: it moves on, and the page does not claim anything else.
    expect(house.isMoving).toBe(true);
    expect((await said()).map(([each]) => each)).not.toContainEqual(expect.stringMatching(/^Still/));
  });
});

describe('with nobody at the other end', () => {
  it('a stop is not confirmed, and what is pressed meanwhile never arrives', async () => {
    const page = await arrive();
    await start();
    await page.locator('.course .cursor').waitFor();
    proxy.isDown = true;
    proxy.cut();
    // The page does not know it yet: these can be pressed.
    for (const name of ['Softer', 'Next part', 'Pause']) await page.getByRole('button', { name }).click();
    await stopOf(page).click();
    await visitor.reads('Not confirmed. Press the switch on the chair.');
    await givenUp();
    for (const name of ['Softer', 'Next part', 'Pause'])
      expect(await page.getByRole('button', { name }).isDisabled()).toBe(true);
    const before = proxy.passed.length;
    proxy.isDown = false;
    await page.getByText(/^Not connected for/).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Pause' }).click();
    await visitor.reads('Paused');
    expect(proxy.passed.slice(before).filter((each) => each.startsWith('POST'))).toEqual([
      'POST /api/chairs/living-room/commands',
    ]);
  });
});

describe('a login that ends', () => {
  it('leaves the stop, says so, and takes everything else away', async () => {
    const page = await arrive();
    await start();
    // As another tab of this browser leaves: nothing but the stop pass is left, as after thirty days.
    await page.evaluate(`fetch('api/session', { method: 'DELETE', headers: { 'X-Chair2mqtt': '1' } })`);
    await visitor.reads('Your login has ended.');
    expect(await page.getByRole('button', { name: /^(Start|Pause|Softer|Reset)/ }).count()).toBe(0);
    const reply = await page.evaluate(
      `fetch('api/chairs/living-room/commands', { method: 'POST', headers: { 'X-Chair2mqtt': '1' }, body: '{"command":"skip"}' })
        .then(({ status }) => status)`,
    );
    expect(reply).toBe(401);
    expect(house.isMoving).toBe(true);
    await stopOf(page).click();
    await visitor.reads(/^Still\. Checked/);
    expect(house.isMoving).toBe(false);
  });
});

describe('a stop that arrives torn', () => {
  it('stops, as a request and as a frame', async () => {
    const page = await arrive();
    for (const send of [
      `fetch('api/chairs/living-room/stop', { method: 'POST', body: '{"n":' }).then(({ status }) => status)`,
      `fetch('api/stop', { method: 'POST', headers: { 'Content-Type': 'text/xml' }, body: 'x'.repeat(2_000_000) })
        .then(({ status }) => status)`,
      `new Promise((done) => {
        const socket = new WebSocket(new URL('api/stream', document.baseURI).href.replace('http', 'ws'));
        socket.onopen = () => socket.send('{"stop":"living-ro');
        socket.onmessage = ({ data }) => JSON.parse(data).t === 'taken' && done(200);
      })`,
    ]) {
      await start();
      expect(await page.evaluate(send)).toBe(200);
      await eventually(() => !house.isMoving, 'the chair is still');
    }
  });
});
