import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { launchBrowser, PageHouse, Visitor } from '../support/page-house.js';

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
const emergencyButton = () => visitor.page.locator('.stop-button.estop');
const startButton = (program: string) => visitor.page.getByRole('button', { name: `Start ${program}` });

/** Opens the page as the owner, with a chair that stands still. */
async function arrive(options: Parameters<typeof Visitor.come>[1] = {}): Promise<void> {
  visitor = await Visitor.come(browser, options);
  await visitor.logIn(house);
  await visitor.visit(house);
  await visitor.page.locator('.program-card').first().waitFor();
}

const start = (program: string): Promise<void> => visitor.press(startButton(program), house);

describe('the page in a browser', () => {
  beforeEach(() => {
    return async () => {
      await visitor.page.request.post(`${house.address}api/stop`);
      await eventually(() => !house.isMoving, 'the chair is still');
      expect(visitor.complaints).toEqual([]);
      await visitor.leave();
    };
  });

  it('comes with at most six requests and 45 KB until the chair is shown, and then nothing moves about', async () => {
    visitor = await Visitor.come(browser);
    await visitor.logIn(house);
    const sizes: Promise<number>[] = [];
    const asked: string[] = [];
    visitor.page.on('request', (request) => asked.push(request.url()));
    visitor.page.on('websocket', (socket) => asked.push(socket.url()));
    visitor.page.on('requestfinished', (request) => sizes.push(request.sizes().then((each) => each.responseBodySize)));
    await visitor.page.addInitScript(
      `new PerformanceObserver((list) => { for (const entry of list.getEntries()) (window.shifts ??= []).push(entry.value); })
        .observe({ type: 'layout-shift', buffered: true });`,
    );
    await visitor.visit(house);
    await visitor.reads('Programs');
    await visitor.page.waitForLoadState('networkidle');
    // The pictures of the cards come when the chair is shown.
    const places = new Set(asked.map((url) => new URL(url).pathname).filter((path) => !path.endsWith('/programs')));
    expect(places.size).toBeLessThanOrEqual(6);
    expect(
      asked.filter((url) => !url.startsWith(house.address) && !url.startsWith(`ws://127.0.0.1:${house.port}/`)),
    ).toEqual([]);
    const bytes = (await Promise.all(sizes)).reduce((sum, each) => sum + each, 0);
    // With what the chair itself has to say.
    expect(bytes).toBeLessThan(60_000);
    // The word on Stop gets its name with the first snapshot, and that is all.
    const shifts = await visitor.page.evaluate<readonly number[]>('window.shifts ?? []');
    expect(shifts.filter((share) => share > 0.001)).toEqual([]);
  });

  it('says beforehand what can be started, starts it, and reads "Still. Checked" after Stop', async () => {
    await arrive();
    await start('Quick break');
    await visitor.reads('Running');
    await stopButton().click();
    await visitor.reads(/^Still\. Checked \d\.\d s after\.$/);
    expect(house.isMoving).toBe(false);
  });

  it('does a whole session by keyboard alone', async () => {
    await arrive();
    const { keyboard } = visitor.page;
    await visitor.ready('Start Quick break');
    await visitor.tabTo(/^Start Quick break$/);
    await eventually(async () => {
      if (!house.isMoving) await keyboard.press('Enter');
      return house.isMoving;
    }, 'the chair moves');
    await visitor.reads('Running');
    await visitor.tabTo(/^Softer$/);
    await keyboard.press('Space');
    await visitor.reads('90 %');
    await visitor.tabTo(/^Pause$/);
    await keyboard.press('Enter');
    await visitor.reads('Paused');
    await visitor.tabTo(/^Go on$/);
    await keyboard.press('Space');
    await visitor.reads('Running');
    await visitor.tabTo(/^Next part$/);
    await keyboard.press('Enter');
    await visitor.reads('Knead and tap');
    await visitor.tabTo(/^Stop Living room$/);
    await keyboard.press('Space');
    await visitor.reads(/^Still\. Checked/);
  });

  it('stops when Escape is pressed twice', async () => {
    await arrive();
    await start('Quick break');
    await visitor.page.keyboard.press('Escape');
    await visitor.page.keyboard.press('Escape');
    await visitor.reads(/^Still\. Checked/);
    expect(house.chair.mode).not.toBe('estop');
  });

  it('stops by a click alone, as a screen reader sends it', async () => {
    await arrive();
    await start('Quick break');
    await visitor.page.evaluate('document.querySelector(".stop-button.stop").click()');
    await visitor.reads(/^Still\. Checked/);
  });

  it('latches nothing by a swipe that begins on the bar, and stops all the same', async () => {
    await arrive({ hasTouch: true, viewport: { width: 390, height: 844 } });
    await start('Quick break');
    const box = await emergencyButton().boundingBox();
    if (box === null) throw new Error('no button');
    const devtools = await visitor.context.newCDPSession(visitor.page);
    const touch = (type: string, dy: number) =>
      devtools.send('Input.dispatchTouchEvent', {
        type: type as 'touchStart',
        touchPoints: type === 'touchEnd' ? [] : [{ x: box.x + 30, y: box.y + 30 - dy }],
      });
    await touch('touchStart', 0);
    for (let dy = 20; dy <= 300; dy += 40) await touch('touchMove', dy);
    await touch('touchEnd', 0);
    await eventually(() => !house.isMoving, 'the chair is still');
    await visitor.reads(/^Still\. Checked/);
    expect(house.chair.mode).not.toBe('estop');
  });

  it('latches by a tap on Emergency stop, and a reset says what it checks', async () => {
    await arrive({ hasTouch: true });
    await start('Quick break');
    await emergencyButton().tap();
    await eventually(() => house.chair.mode === 'estop', 'the chair has latched');
    await visitor.reads('The emergency stop was triggered.');
    await visitor.page.getByRole('button', { name: 'Reset …' }).click();
    await visitor.reads('all motors stand still');
    const dialog = visitor.page.getByRole('dialog');
    expect(await dialog.getAttribute('aria-modal')).toBeNull();
    await visitor.page.keyboard.press('Tab');
    await visitor.page.keyboard.press('Tab');
    expect(await visitor.page.evaluate('document.activeElement?.className')).toBe('stop-button stop');
    await visitor.page.getByRole('button', { name: 'Reset now' }).click();
    await dialog.waitFor({ state: 'detached' });
    await visitor.reads('Ready');
  });

  it('shows the same place in the session after it was loaded again, and sends no command', async () => {
    await arrive();
    await start('Quick break');
    const left = async () => {
      const [minutes = '0', seconds = '0'] = ((await visitor.page.locator('.time-number').textContent()) ?? '').split(
        ':',
      );
      return Number(minutes) * 60 + Number(seconds);
    };
    await visitor.page.locator('.course .cursor').waitFor();
    const before = await left();
    const from = performance.now();
    const posts: string[] = [];
    visitor.page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
    await visitor.page.reload();
    await visitor.page.locator('.course .cursor').waitFor();
    const passed = (performance.now() - from) / 1000;
    expect(Math.abs(before - passed - (await left()))).toBeLessThan(1.5);
    expect(posts).toEqual([]);
  });

  it('chooses who sits here', async () => {
    await arrive();
    await visitor.page.getByRole('link', { name: 'People' }).click();
    await visitor.page.getByLabel('guest').click();
    await eventually(() => visitor.page.getByLabel('guest').isChecked(), 'the mark goes with the choice');
    await visitor.page.getByRole('link', { name: 'Chair' }).click();
    await visitor.reads('Not with risk of blood clots.');
    await visitor.page.getByRole('link', { name: 'People' }).click();
    await eventually(() => visitor.page.getByLabel('guest').isChecked(), 'it is there on coming back');
    await visitor.page.getByLabel('anna').click();
    await eventually(() => visitor.page.getByLabel('anna').isChecked(), 'the mark goes with the choice');
    await visitor.page.getByRole('link', { name: 'Chair' }).click();
    await visitor.page.getByText('Not with').first().waitFor({ state: 'detached' });
  });

  it('says of a link that lets nobody in that it does not, where it lands', async () => {
    visitor = await Visitor.come(browser);
    await visitor.visit(house, '#code=AAAAAAAAAAAAAAAAAAAAAA');
    await visitor.reads(/^That link has been used or is too old/);
    await stopButton().waitFor();
  });

  it('has its stops while a login was taken and nothing else has come, and they stop', async () => {
    await arrive();
    await start('Quick break');
    const { page } = visitor;
    const made = await page.request.post(`${house.address}api/session/codes`, {
      headers: { 'X-Chair2mqtt': '1' },
      data: {},
    });
    const code = /#code=([\w-]+)/.exec(await made.text())?.[1];
    await page.routeWebSocket(/stream/, () => undefined);
    await page.route('**/api/snapshot*', () => undefined);
    await page.goto('about:blank');
    const loggedIn = page.waitForResponse(
      (response) => response.request().method() === 'POST' && /session$/.test(response.url()),
    );
    await visitor.visit(house, `#code=${code}`);
    expect((await loggedIn).status()).toBe(200);
    await page.waitForTimeout(500);
    await stopButton().click();
    await eventually(() => !house.isMoving, 'the chair is still');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  it('shows what is there and stops, without a login on this machine, and starts nothing', async () => {
    visitor = await Visitor.come(browser);
    await visitor.visit(house);
    await visitor.reads('To start a massage, log in.');
    expect(await visitor.page.getByRole('button', { name: /^Start / }).count()).toBe(0);
    await stopButton().click();
    await visitor.reads(/^Still\. Checked/);
  });

  it('is whole in German', async () => {
    await arrive({ locale: 'de-DE' });
    await visitor.reads('Programme');
    expect(await visitor.page.evaluate('document.documentElement.lang')).toBe('de');
    await visitor.press(visitor.page.getByRole('button', { name: 'Kurze Pause starten' }), house);
    await visitor.reads('Läuft');
    await stopButton().click();
    await visitor.reads(/^Still\. Geprüft nach \d,\d s\.$/);
  });
});
