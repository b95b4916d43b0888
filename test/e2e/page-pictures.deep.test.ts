import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { launchBrowser, PageHouse, Visitor } from '../support/page-house.js';
import { pictureBytesMax, pictureFolder } from '../support/pictures.js';

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
const tablet = { viewport: { width: 1280, height: 800 } };
/** Of back, seat and legs: so much of each is well seen. */
const strongEnough = [30, 20, 12];
/** They seldom are all of them at once. */
const strongWithinMs = 150_000;

let browser: Browser;
let house: PageHouse;

beforeAll(async () => {
  [browser, house] = await Promise.all([launchBrowser(), PageHouse.open()]);
});

afterAll(async () => {
  await browser.close();
  await house.close();
});

async function visitorWith(options: BrowserContextOptions): Promise<Visitor> {
  const visitor = await Visitor.come(browser, options);
  await visitor.logIn(house);
  await visitor.visit(house);
  return visitor;
}

/** Takes the picture, and keeps it where that was asked for: `npm run pictures`. */
async function take(name: string, { context, page }: Visitor): Promise<void> {
  const devtools = await context.newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 80 });
  const bytes = Buffer.from(data, 'base64');
  expect(bytes.length, name).toBeLessThan(pictureBytesMax);
  if (process.env['UPDATE_PICTURES'] !== '1') return;
  mkdirSync(pictureFolder, { recursive: true });
  writeFileSync(join(pictureFolder, `${name}.webp`), bytes);
}

const levelsOn = ({ page }: Visitor): Promise<readonly number[]> =>
  page.evaluate('[...document.querySelectorAll(".zone-number")].map((each) => Number(each.textContent))');

it('the pictures of the README are taken from a real session', async () => {
  const wall = await visitorWith(tablet);
  const bed = await visitorWith({ ...phone, colorScheme: 'dark' });
  await wall.press(wall.page.getByRole('button', { name: 'Start Posture' }), house);
  await eventually(
    async () => (await levelsOn(wall)).every((level, index) => level >= (strongEnough[index] ?? 0)),
    'every zone is at work',
    strongWithinMs,
  );
  await take('session', wall);
  await take('session-at-night', bed);
  await bed.leave();
  await wall.leave();
  // Without motion: nothing is on its way down where the chair is still.
  const hand = await visitorWith({ ...phone, reducedMotion: 'reduce' });
  await hand.page.locator('.course .cursor').waitFor();
  await hand.page.locator('.stop-button.stop').click();
  await hand.reads(/^Still\. Checked/);
  expect(await levelsOn(hand), 'what stands beside it').toEqual([0, 0, 0]);
  await take('stopped', hand);
  await hand.leave();
});
