import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { launchBrowser, moves, PageHouse, Visitor } from '../support/page-house.js';

const longName = 'W'.repeat(60);
const program = {
  id: 'own',
  name: '<i>Own</i><img src=x onerror="window.isHacked=1">',
  summary: '</p><script>window.isHacked=1</script>',
  goal: 'break',
  phases: [{ name: '<svg onload="window.isHacked=1">', for: '5m', back: { roll: 30, rate: 15 } }],
};
const markup = '<img src=x onerror="window.isHacked=1"><b>Hall</b>';
const chairs = [
  { id: 'hall', name: markup, emergency_switch: '<script>window.isHacked=1</script>' },
  { id: 'spa', name: 'Spa', emergency_switch: 'knob at the left' },
  { id: 'attic', name: 'Attic', emergency_switch: 'red cord' },
  { id: 'cellar', name: longName },
  { id: 'porch', name: 'Porch' },
] as const;
type ChairId = (typeof chairs)[number]['id'];

let browser: Browser;
let house: PageHouse;
let visitor: Visitor;

beforeAll(async () => {
  [browser, house] = await Promise.all([
    launchBrowser(),
    PageHouse.open({ chairs, people: {}, programs: { 'own.yaml': program } }),
  ]);
});

afterAll(async () => {
  await browser.close();
  await house.close();
});

beforeEach(async () => {
  visitor = await Visitor.come(browser, { viewport: { width: 1000, height: 800 } });
  await visitor.logIn(house);
});

afterEach(async () => {
  expect(visitor.complaints).toEqual([]);
  expect(await visitor.page.evaluate('window.isHacked')).toBeUndefined();
  await visitor.leave();
});

const chairOf = (id: ChairId) => house.chairOf(id);
const start = (...ids: readonly ChairId[]) => house.start('own', ...ids);

/** Before the screen of a chair that moves. */
async function arrive(id: ChairId): Promise<void> {
  await visitor.visit(house, `#/chair/${id}`);
  await eventually(async () => {
    await start(id);
    return await visitor.page.locator('.state-chip.is-running').isVisible();
  }, 'it runs');
}

/** Keeps every word that the page says of a stop from now on. */
const listen = () =>
  visitor.page.evaluate(`{
    const place = document.querySelector('.outcomes');
    window.said = [];
    new MutationObserver(() => {
      const text = place.querySelector('.outcome-text')?.textContent ?? '';
      if (text !== window.said.at(-1)) window.said.push(text);
    }).observe(place, { childList: true, subtree: true, characterData: true });
  }`);

const everStill = async () => (await visitor.page.evaluate<string[]>('window.said')).some((text) => /Still/.test(text));

describe('a stop that the chair does not obey', () => {
  it('never reads "Still" where only the emergency stop has ended it', async () => {
    await arrive('spa');
    await listen();
    chairOf('spa').inject('runaway:back');
    await visitor.page.locator('.stop-button.stop').click();
    await visitor.reads('Spa: only the emergency stop ended it. Look at the chair.');
    await visitor.reads('Spa: knob at the left');
    await eventually(() => !moves(chairOf('spa')), 'it is still');
    expect(await everStill()).toBe(false);
  });

  it('never reads "Still" where its cable is pulled meanwhile', async () => {
    await arrive('porch');
    await listen();
    chairOf('porch').inject('unplug');
    await visitor.page.locator('.stop-button.stop').click();
    await visitor.reads('Stop sent. Porch cannot say that it is still: look.');
    expect(await everStill()).toBe(false);
  });

  it('is told of several chairs by the worst of them, with its name and its switch', async () => {
    await visitor.visit(house, '#/');
    await visitor.page.locator('.chair-card').nth(4).waitFor();
    await start('hall', 'attic', 'cellar');
    await listen();
    chairOf('attic').inject('runaway:back:hard');
    chairOf('cellar').inject('unplug');
    await visitor.page.getByRole('button', { name: 'Stop all 5' }).click();
    await visitor.reads('Attic: not still. Press the switch on the chair.');
    await visitor.reads('Attic: red cord');
    expect(moves(chairOf('attic'))).toBe(true);
    expect(moves(chairOf('hall'))).toBe(false);
    await eventually(
      async () => (await visitor.page.locator('.chair-card').first().textContent())?.startsWith('Attic') === true,
      'trouble comes first',
    );
    expect(await everStill()).toBe(false);
  });
});

describe('what people have written', () => {
  it('stands there as it is written, wherever it is shown', async () => {
    for (const hash of ['#/', '#/chair/hall', '#/people', '#/about']) {
      await visitor.visit(house, hash);
      await visitor.page.reload();
      await visitor.page.getByRole('heading', { level: 1 }).waitFor();
      expect(await visitor.page.locator('main img, main b, #stop img, #stop b, main script').count()).toBe(0);
    }
    await visitor.reads(markup);
    await visitor.visit(house, '#/chair/hall');
    await visitor.page.getByRole('heading', { level: 1, name: markup }).waitFor();
    await visitor.page.getByRole('button', { name: `Emergency stop ${markup}` }).waitFor();
    await start('hall');
    for (const text of [program.name, program.phases[0]?.name ?? '']) await visitor.reads(text);
    expect(await visitor.page.locator('main i, main img, main script').count()).toBe(0);
    await fetch(`${house.address}api/stop`, { method: 'POST' });
    for (const text of [program.name, program.summary]) await visitor.reads(text);
    expect(await visitor.page.locator('main i, main img, main script').count()).toBe(0);
  });

  it('pushes nothing out of a narrow window, however long it is', async () => {
    await visitor.page.setViewportSize({ width: 320, height: 640 });
    for (const hash of ['#/', '#/chair/cellar', '#/people', '#/about']) {
      await visitor.visit(house, hash);
      await visitor.page.getByRole('heading', { level: 1 }).waitFor();
      const { scroll, seen } = await visitor.page.evaluate<{ scroll: number; seen: number }>(
        '({ scroll: document.documentElement.scrollWidth, seen: document.documentElement.clientWidth })',
      );
      expect(scroll, hash).toBeLessThanOrEqual(seen);
      for (const name of ['.stop', '.estop']) {
        const box = await visitor.page.locator(`.stop-button${name}`).boundingBox();
        expect((box?.x ?? 999) + (box?.width ?? 999), `${hash} ${name}`).toBeLessThanOrEqual(320);
        expect(box?.height, `${hash} ${name}`).toBe(64);
      }
    }
  });
});
