import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { launchBrowser, PageHouse, Visitor } from '../support/page-house.js';

const stall = new URL('../fixtures/flights/stall.jsonl', import.meta.url);

let browser: Browser;
let house: PageHouse;

const dayMs = 86_400_000;

/** A book in which the hose of the legs has shown for two weeks that it is worn. */
async function keepWear(data: string): Promise<void> {
  const today = Math.floor(Date.now() / dayMs);
  const recent = Array.from({ length: 14 }, (_, at) => ({ day: today - 14 + at, times: 1.4, sessions: 1 }));
  const worn = { sinceDay: today - 100, bins: {}, recent, isTold: true };
  const legs = { servedAtH: 0, servedAt: null, note: '', tracks: { 'filling compress': worn } };
  mkdirSync(data, { recursive: true });
  const book = { version: 1, serial: 'SIM0001', movedWallMs: null, zones: { legs } };
  writeFileSync(join(data, 'living-room.wear.json'), JSON.stringify(book));
}

beforeAll(async () => {
  [browser, house] = await Promise.all([
    launchBrowser(),
    PageHouse.open({
      people: { anna: { goal: { minutes: 60, days: 3 } }, guest: {} },
      config: { cost: { chair: 2400, appointment: 60, currency: 'EUR' } },
      prepare: keepWear,
    }),
  ]);
  await house.start('quick-break', 'living-room');
  await pause(3000);
  await house.command('living-room', { command: 'stop' });
  await eventually(() => !house.isMoving, 'the chair is still');
});

afterAll(async () => {
  await browser.close();
  await house.close();
});

async function arrive(width: number): Promise<Visitor> {
  const visitor = await Visitor.come(browser, { viewport: { width, height: 800 }, reducedMotion: 'reduce' });
  await visitor.logIn(house);
  await visitor.visit(house, '#/history');
  await visitor.page.locator('.past-session').first().waitFor();
  return visitor;
}

const levelsOf = (visitor: Visitor): Promise<string | null> =>
  visitor.page.locator('.film .drawing').getAttribute('aria-label');

async function leave(visitor: Visitor): Promise<void> {
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
}

describe('the history in a browser', () => {
  it('is not shown to who may only look', async () => {
    const visitor = await Visitor.come(browser);
    await visitor.visit(house, '#/history');
    await visitor.reads('The history is shown to those whose chair it is');
    expect(await visitor.page.locator('.past-session, .weeks').count()).toBe(0);
    await visitor.visit(house, '#/');
    await visitor.reads('To start a massage, log in.');
    expect(await visitor.page.getByText('Service').count()).toBe(0);
    await leave(visitor);
  });

  it('has the session that was, in its weeks, its favourites, its list and its table', async () => {
    const visitor = await arrive(1280);
    const { page } = visitor;
    await visitor.reads(/^\d+ minutes? in 1 session\.$/);
    await visitor.reads(/^\d of 60 minutes, on [01] of 3 days$/);
    await visitor.reads('The line is what anna wants of a week.');
    await page.getByRole('cell', { name: /^\d+ of 60 minutes/ }).waitFor();
    expect(await page.locator('.week-goal').count()).toBe(1);
    await visitor.reads('What a session costs is said after the first of at least five minutes.');
    await page.getByRole('button', { name: 'Pause the goal: anna' }).click();
    await page.getByRole('button', { name: 'Go on: anna' }).waitFor();
    await page.getByRole('cell', { name: /^\d+ minutes?, paused/ }).waitFor();
    expect(await page.locator('.week-goal').count()).toBe(0);
    expect(await page.getByRole('columnheader').count()).toBe(12);
    expect(await page.locator('.favourites').last().textContent()).toContain('Quick break');
    const row = page.locator('.past-session').filter({ hasText: 'Quick break' });
    await row.getByText('More').click();
    await row.getByText(/the page, or a program/).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'As a table (CSV)' }).click();
    expect(readFileSync(await (await download).path(), 'utf8')).toContain('"quick-break"');
    await page.getByLabel('Person').selectOption('guest');
    await visitor.reads('No session of these.');
    expect(await page.getByRole('heading', { name: 'Cost' }).count()).toBe(0);
    await leave(visitor);
  });

  it('plays a session again as it was planned, faster, and at any moment of it', async () => {
    const visitor = await arrive(1280);
    const { page } = visitor;
    await page.getByText('More').first().click();
    await page.getByRole('button', { name: /^Watch again: Quick break/ }).click();
    await visitor.reads('As it was planned, with what was changed in it.');
    expect(await visitor.focused()).toMatch(/^Quick break/);
    const place = page.getByLabel('Place in the film');
    await page.getByLabel('Speed').selectOption('16');
    await page.getByRole('button', { name: 'Play' }).click();
    await eventually(async () => Number(await place.inputValue()) > 0, 'the film plays');
    await page.getByRole('button', { name: 'Close' }).click();
    await page.locator('.film').waitFor({ state: 'detached' });
    await leave(visitor);
  });

  it('shows what a chair said in a record of elsewhere, with what it did at each moment', async () => {
    const visitor = await arrive(1280);
    const { page } = visitor;
    await page.getByLabel('Open a record …').setInputFiles({
      name: 'somebody-elses.jsonl',
      mimeType: 'application/x-ndjson',
      buffer: readFileSync(stall),
    });
    await visitor.reads('As the chair said it.');
    const place = page.getByLabel('Place in the film');
    const totalMs = Number(await place.getAttribute('max'));
    const seen = new Set<string | null>();
    for (const share of [0.2, 0.5, 0.95]) {
      await place.fill(String(Math.round((totalMs * share) / 100) * 100));
      seen.add(await levelsOf(visitor));
    }
    expect(seen.size).toBeGreaterThan(1);
    expect(await page.locator('.film-marks li').count()).toBeGreaterThan(0);
    await page.getByLabel('Open a record …').setInputFiles({
      name: 'shopping.jsonl',
      mimeType: 'application/x-ndjson',
      buffer: Buffer.from('milk, bread'),
    });
    await visitor.reads(/^Not shown\. The service says: this cannot be watched/);
    await leave(visitor);
  });

  it('takes a record that is dropped on it', async () => {
    const visitor = await arrive(1280);
    await visitor.page.evaluate(
      `{ const data = new DataTransfer();
        data.items.add(new File([${JSON.stringify(readFileSync(stall, 'utf8'))}], 'dropped.jsonl'));
        document.querySelector('.records').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })); }`,
    );
    await visitor.reads('As the chair said it.');
    await leave(visitor);
  });

  it('keeps a mark that is made in a session, and shows it over the timeline of the next one of that person', async () => {
    const visitor = await Visitor.come(browser, { viewport: { width: 1280, height: 800 } });
    const { page } = visitor;
    await visitor.logIn(house);
    await visitor.visit(house);
    await visitor.press(page.getByRole('button', { name: 'Start Quick break' }), house);
    await page.getByText('How is it here?').click();
    await page
      .getByRole('button', { name: /: nice$/ })
      .first()
      .click();
    await visitor.reads('Remembered.');
    expect(await visitor.violations()).toEqual([]);
    // A busy service may not answer at first.
    await page.route(/\/marks\?/, (route) => route.abort(), { times: 1 });
    await page.reload();
    await page.getByRole('img', { name: /^So far in this program: nice once/ }).waitFor();
    await page.locator('.stop-button.stop').click();
    await visitor.reads(/^Still\. Checked \d\.\d s after\.$/);
    await leave(visitor);
  });

  it('starts the same again, by the same way as any start, and stops beside it', async () => {
    const visitor = await arrive(1280);
    const { page } = visitor;
    const again = page.locator('.favourites').getByRole('button', { name: 'Same again: Quick break, in Living room' });
    await eventually(async () => {
      if (house.isMoving) return true;
      if (await again.isEnabled({ timeout: 500 }).catch(() => false))
        await again.click({ timeout: 500 }).catch(() => 0);
      return false;
    }, 'it moves');
    await page.locator('.stop-button.stop').click();
    await visitor.reads(/^Still\. Checked \d\.\d s after\.$/);
    expect(house.isMoving).toBe(false);
    await leave(visitor);
  });

  it.each([320, 1280])('has nothing that a person cannot use, at %d px, also with a film', async (width) => {
    const visitor = await arrive(width);
    const look = async (what: string) => {
      expect(await visitor.violations(), what).toEqual([]);
      expect(await visitor.overflow(), what).toBeLessThanOrEqual(0);
    };
    for (const more of await visitor.page.getByText('More').all()) await more.click();
    await look('list');
    await visitor.page
      .getByRole('button', { name: /^Watch again: Quick break/ })
      .first()
      .click();
    await visitor.page.locator('.film').waitFor();
    await look('film');
    await leave(visitor);
  });

  it('leads from the chair to what somebody should look after there, and takes by keyboard that it is done', async () => {
    const visitor = await Visitor.come(browser, { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    const { page } = visitor;
    await visitor.logIn(house);
    await visitor.visit(house);
    await page.getByRole('link', { name: 'Service: Legs' }).click();
    await eventually(async () => (await visitor.focused()) === 'Service', 'the part has the keyboard');
    await visitor.reads(
      /^Filling takes 40 % longer at “squeeze” than in \w+( \d{4})?\. Look at the hose and its joints\.$/,
    );
    expect(await page.getByText(/^Back: .* h of motion, no service so far, nothing to do\.$/).count()).toBe(1);
    await page.route('**/api/service/**', (route) => route.abort());
    await visitor.tabTo('Done: Legs, Living room');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('No answer: look whether it was noted').waitFor();
    await page.unroute('**/api/service/**');
    await page.getByLabel(/^What was done .*: Legs, Living room/).focus();
    await page.keyboard.type('new hose');
    await page.keyboard.press('Enter');
    await eventually(async () => (await visitor.focused()).startsWith('Noted.'), 'it is said that it is noted');
    await visitor.reads(/^Legs: .* h of motion, last service on .* \(new hose\), nothing to do\.$/);
    expect(await visitor.violations()).toEqual([]);
    await page.getByRole('link', { name: 'Chair', exact: true }).click();
    await visitor.reads('Programs');
    expect(await page.getByRole('link', { name: /^Service/ }).count()).toBe(0);
    await leave(visitor);
  });
});
