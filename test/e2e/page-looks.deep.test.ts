import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { launchBrowser, PageHouse, Visitor } from '../support/page-house.js';

let browser: Browser;
let house: PageHouse;

beforeAll(async () => {
  [browser, house] = await Promise.all([launchBrowser(), PageHouse.open()]);
});

afterAll(async () => {
  await browser.close();
  await house.close();
});

async function look(visitor: Visitor, what: string): Promise<void> {
  expect(await visitor.violations(), what).toEqual([]);
  expect(await visitor.overflow(), what).toBeLessThanOrEqual(0);
}

const looks = [
  { colorScheme: 'light', width: 320 },
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 320 },
  { colorScheme: 'dark', width: 1280 },
] as const;

describe.each(looks)('in $colorScheme at $width px', ({ colorScheme, width }) => {
  const options = { colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' } as const;
  let visitor: Visitor;

  beforeAll(async () => {
    visitor = await Visitor.come(browser, options);
  });

  afterAll(async () => {
    await visitor.page.request.post(`${house.address}api/stop`);
    await visitor.leave();
  });

  it('has nothing that a person cannot use, on any screen', async () => {
    await visitor.visit(house);
    await visitor.reads('To start a massage, log in.');
    await look(visitor, 'without a login');
    await visitor.logIn(house);
    for (const [hash, text] of [
      ['#/', 'Programs'],
      ['#/people', 'anna'],
      ['#/history', 'Twelve weeks'],
      ['#/about', 'Firmware'],
    ] as const) {
      await visitor.visit(house, hash);
      await visitor.page.reload();
      await visitor.reads(text);
      await look(visitor, hash);
    }
  });

  it('has nothing of it in a session, after a stop, in a fault and its dialog, and while it is old', async () => {
    await visitor.visit(house, '#/');
    await visitor.page.getByRole('button', { name: 'Start Quick break' }).click();
    await visitor.page.locator('.course .cursor').waitFor();
    await look(visitor, 'session');
    await visitor.page.locator('.stop-button.estop').click();
    await visitor.page.locator('.outcome').waitFor();
    await look(visitor, 'outcome');
    await visitor.reads('The emergency stop was triggered.');
    await look(visitor, 'fault');
    await visitor.page.getByRole('button', { name: 'Reset …' }).click();
    await visitor.reads('all motors stand still');
    await look(visitor, 'dialog');
    await visitor.page.getByRole('button', { name: 'Reset now' }).click();
    await visitor.page.getByRole('dialog').waitFor({ state: 'detached' });
    await eventually(async () => (await visitor.page.locator('.fault').count()) === 0, 'no fault any more');
    house.daemon.signal('SIGSTOP');
    await visitor.reads(/^Not connected for/);
    await look(visitor, 'stale');
    house.daemon.signal('SIGCONT');
    await visitor.page.getByText(/^Not connected for/).waitFor({ state: 'detached' });
  });
});

describe('at four times the size', () => {
  it('has the stops in sight and nothing to scroll sideways', async () => {
    const visitor = await Visitor.come(browser, { viewport: { width: 320, height: 256 } });
    await visitor.logIn(house);
    await visitor.visit(house);
    await visitor.page.locator('.program-card').first().waitFor();
    expect(await visitor.overflow()).toBeLessThanOrEqual(0);
    for (const name of ['.stop', '.estop']) {
      const box = await visitor.page.locator(`.stop-button${name}`).boundingBox();
      expect(box?.height).toBe(64);
      expect((box?.y ?? 999) + 64).toBeLessThanOrEqual(256);
    }
    await visitor.leave();
  });
});

describe('in the colours that a system forces', () => {
  it('covers nothing of the timeline, and tells the two stops apart by their frames', async () => {
    const visitor = await Visitor.come(browser, { forcedColors: 'active' });
    await visitor.logIn(house);
    await visitor.visit(house);
    await visitor.press(visitor.page.getByRole('button', { name: 'Start Quick break' }), house);
    const styleOf = (selector: string, name: string): Promise<string> =>
      visitor.page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${name}`);
    expect(await styleOf('.cursor', 'backgroundColor')).toMatch(/, 0\)$/);
    expect(await styleOf('.stop-button.stop', 'borderTopStyle')).toBe('solid');
    expect(await styleOf('.stop-button.estop', 'borderTopStyle')).toBe('double');
    await visitor.page.request.post(`${house.address}api/stop`);
    await visitor.leave();
  });
});
