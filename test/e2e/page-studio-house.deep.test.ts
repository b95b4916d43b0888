import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { launchBrowser, PageHouse, Visitor } from '../support/page-house.js';

let browser: Browser;
let house: PageHouse;

beforeAll(async () => {
  const open = PageHouse.open({ programs: {}, http: { may_edit_programs: true } });
  [browser, house] = await Promise.all([launchBrowser(), open]);
});

afterAll(async () => {
  await browser.close();
  await house.close();
});

async function arrive(): Promise<Visitor> {
  const visitor = await Visitor.come(browser, { viewport: { width: 1280, height: 900 } });
  await visitor.logIn(house);
  return visitor;
}

async function leave(visitor: Visitor): Promise<void> {
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
}

async function fill(field: Locator, text: string): Promise<void> {
  await field.fill(text);
  await field.press('Tab');
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.', { exact: true }).waitFor();
}

interface PastSession {
  readonly program: string;
  readonly trial: boolean;
  readonly source: string;
  readonly end: { readonly by: string; readonly elapsed_s: number } | null;
}

async function sessions(visitor: Visitor): Promise<readonly PastSession[]> {
  const reply = await visitor.context.request.get(`${house.address}api/history`);
  return ((await reply.json()) as { readonly sessions: readonly PastSession[] }).sessions;
}

describe('the studio of a daemon, with a chair', () => {
  it('makes a program of one that ships without a line of YAML, and the chair plays it to its end', async () => {
    const visitor = await arrive();
    const { page } = visitor;
    await visitor.visit(house, '#/studio/demo');
    await visitor.reads(/^A copy: it gets a file of its own, demo-2\.yaml/);
    await page.getByText('The program', { exact: true }).click();
    await fill(page.getByLabel('Name', { exact: true }).first(), 'Short one');
    for (const name of ['Phase 4: Press', 'Phase 3: Roll', 'Phase 2: Tap']) {
      await page.getByRole('button', { name: `Remove: ${name}` }).click();
    }
    await save(page);
    await visitor.visit(house, '#/');
    const start = page.getByRole('button', { name: 'Start Short one' });
    await start.waitFor();
    await visitor.press(start, house);
    await eventually(async () => (await sessions(visitor))[0]?.end?.by === 'completed', 'it has come to its end');
    const [played] = await sessions(visitor);
    expect(played).toMatchObject({ program: 'demo-2', trial: false, source: 'http' });
    expect(house.isMoving).toBe(false);
    await leave(visitor);
  });

  it('tries ten seconds of what is not saved, gently, and keeps them as a trial', async () => {
    const visitor = await arrive();
    const { page } = visitor;
    await visitor.visit(house, '#/studio/quick-break');
    await page.getByLabel('Place in the program').fill('60000');
    const tried = page.getByRole('button', { name: 'Try 10 s from here' });
    await eventually(() => tried.isEnabled(), 'it can be tried');
    await tried.click();
    await eventually(() => house.isMoving, 'it moves');
    let highest = 0;
    await eventually(async () => {
      const levels = Object.values(house.chair.zones).map(({ level }) => level);
      highest = Math.max(highest, ...levels);
      return (await sessions(visitor)).some(({ trial, end }) => trial && end !== null);
    }, 'the trial is over');
    const trial = (await sessions(visitor)).find((each) => each.trial);
    expect(trial).toMatchObject({ program: 'quick-break-2', source: 'trial', end: { by: 'completed' } });
    expect(trial?.end?.elapsed_s).toBeLessThanOrEqual(10);
    expect(highest).toBeGreaterThan(0);
    expect(highest).toBeLessThanOrEqual(30);
    await leave(visitor);
  });

  it('tells two editors of one program apart, and the second one goes on under another id', async () => {
    const [one, other] = [await arrive(), await arrive()];
    for (const { page } of [one, other]) {
      await page.goto(`${house.address}#/studio/demo-2`);
      await page.getByText('The program', { exact: true }).click();
    }
    await fill(one.page.getByLabel('Name', { exact: true }).first(), 'Of one');
    await save(one.page);
    await fill(other.page.getByLabel('Name', { exact: true }).first(), 'Of the other');
    await other.page.getByRole('button', { name: 'Save', exact: true }).click();
    await other.reads('Somebody else has saved this program meanwhile. Nothing was written.');
    await other.page.getByRole('button', { name: 'Keep mine under another id' }).click();
    await save(other.page);
    await one.visit(house, '#/');
    for (const name of ['Of one', 'Of the other', 'Demo', 'Relaxation']) {
      await one.page.getByRole('button', { name: `Start ${name}`, exact: true }).waitFor();
    }
    await leave(one);
    await leave(other);
  });
});
