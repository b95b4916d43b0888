import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { setupEnglish } from '../../src/page/setup/setup-english.js';
import { english } from '../../src/page/words/english.js';
import { launchBrowser, Visitor } from '../support/page-house.js';
import { Program, temporaryFolder } from '../support/program.js';

const folder = temporaryFolder();
let browser: Browser;
let demo: Program;
let visitor: Visitor;

beforeAll(async () => {
  demo = new Program(['demo'], { env: { TMPDIR: folder.path } });
  browser = await launchBrowser();
  visitor = await Visitor.come(browser, { permissions: ['clipboard-write'] });
  const address = (await demo.line(/^page http:/)).split(' ')[1] ?? '';
  await visitor.page.goto(address);
});

afterAll(async () => {
  await browser.close();
  await demo.end();
  folder.remove();
});

const stop = () => visitor.page.locator('.stop-button.stop').click();
const cards = () => visitor.page.locator('.step-card h3').allTextContents();

it('a newcomer sees the tour move, presses Stop, reads that the chair is still, and is told what comes next', async () => {
  await visitor.page.locator('.course .cursor').waitFor();
  expect(await cards()).toEqual([]);
  await visitor.page.getByText('knead').first().waitFor();
  await stop();
  await visitor.reads(/^Still\. Checked/);
  await visitor.reads(english.whatNext);
  expect(await cards()).toEqual(Object.values(english.firstSteps));
  expect(await visitor.violations()).toEqual([]);
  await demo.line(/^What next/);
  for (const title of Object.values(english.firstSteps)) expect(demo.text).toContain(title);
});

it('the first card starts a massage by one press', async () => {
  const button = visitor.page.locator('.step-card').first().getByRole('button', { name: 'Start Quick break' });
  // Within a second of a stop a start is refused, and says so.
  while (!(await visitor.page.locator('.course .cursor').isVisible())) {
    await button.click({ timeout: 1000 }).catch(() => undefined);
  }
  expect(await cards()).toEqual([]);
  await stop();
  await visitor.reads(english.whatNext);
});

it('the second card gives the address of the broker away', async () => {
  await visitor.page.getByRole('button', { name: /^Copy mqtt:/ }).click();
  await visitor.reads('Copied.');
});

it('the third card leads to the set-up, which greets a simulated chair and gives the file to take away', async () => {
  const { page } = visitor;
  await page.getByRole('link', { name: english.setup }).click();
  await visitor.reads(setupEnglish.simulated);
  const go = async (title: string) => {
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await visitor.reads(setupEnglish.passed);
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await page.locator('.setup-step.now h2', { hasText: title }).waitFor();
  };
  // Nobody has logged in: no port of this machine is offered, nor opened where one is typed.
  await page.locator('.setup-pick', { hasText: 'ttySPARE' }).click();
  expect(await page.locator('.setup-pick').count()).toBe(1);
  for (const step of ['chair', 'handshake', 'broker', 'people', 'file'] as const) await go(setupEnglish.steps[step]);
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: setupEnglish.download }).click(),
  ]);
  expect(readFileSync(await download.path(), 'utf8')).toContain('chairs:');
  await page.getByRole('link', { name: 'Chair' }).click();
});

it('a card that was put away, by keyboard, is gone for good', async () => {
  await visitor.tabTo(/^Put away: Connect your hub$/);
  await visitor.page.keyboard.press('Enter');
  expect(await visitor.page.evaluate('document.activeElement?.id')).toBe('first-steps-title');
  await visitor.page.reload();
  await visitor.reads(english.whatNext);
  expect(await cards()).toEqual([english.firstSteps.start, english.firstSteps.setup]);
  for (const title of await cards()) await visitor.page.getByRole('button', { name: `Put away: ${title}` }).click();
  await visitor.page.reload();
  await visitor.reads('Programs');
  expect(await visitor.page.getByText(english.whatNext).count()).toBe(0);
});

it('whoever has no program of their own yet makes one in the studio, and starts it', async () => {
  const { page } = visitor;
  await page.goto(`${new URL(page.url()).origin}/#/studio/quick-break`);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await visitor.reads(/^Saved\.$/);
  await page.locator('nav a').first().click();
  const start = page.getByRole('button', { name: 'Start Quick break (copy)' });
  await start.waitFor();
  while (!(await page.locator('.course .cursor').isVisible())) {
    await start.click({ timeout: 1000 }).catch(() => undefined);
  }
  await stop();
  await visitor.reads(/^Still\. Checked/);
});
