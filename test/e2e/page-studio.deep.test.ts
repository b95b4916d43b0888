import { readFileSync } from 'node:fs';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { eventually } from '../support/eventually.js';
import { launchBrowser, PageHouse, Visitor } from '../support/page-house.js';
import { ProgramShelf } from '../support/page-shelf.js';

let browser: Browser;
let house: PageHouse;

beforeAll(async () => {
  [browser, house] = await Promise.all([launchBrowser(), PageHouse.open()]);
});

afterAll(async () => {
  await browser.close();
  await house.close();
});

interface Arrival {
  readonly visitor: Visitor;
  readonly shelf: ProgramShelf;
}

async function arrive(id = 'quick-break', options: object = {}, maySave = true): Promise<Arrival> {
  const viewport = { width: 1280, height: 900 };
  const visitor = await Visitor.come(browser, { viewport, reducedMotion: 'reduce', ...options });
  const shelf = new ProgramShelf();
  await visitor.logIn(house);
  await shelf.stand(visitor, maySave);
  await visitor.visit(house, `#/studio/${id}`);
  await visitor.page.locator('.studio-text pre').waitFor();
  return { visitor, shelf };
}

async function leave(visitor: Visitor): Promise<void> {
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
}

const textOf = ({ page }: Visitor): Promise<unknown> =>
  page
    .locator('.studio-text pre')
    .textContent()
    .then((text) => parse(text ?? ''));

const phasesIn = async (visitor: Visitor): Promise<readonly string[]> =>
  ((await textOf(visitor)) as { phases: readonly { name: string }[] }).phases.map(({ name }) => name);

const becomes = async (read: () => Promise<unknown>, wanted: unknown, what: string): Promise<void> =>
  eventually(async () => JSON.stringify(await read()) === JSON.stringify(wanted), what);

/** Types over what stands in a field, and leaves it. */
async function fill(field: Locator, text: string): Promise<void> {
  await field.fill(text);
  await field.press('Tab');
}

const waitText = (visitor: Visitor, pattern: RegExp) =>
  eventually(
    async () => pattern.test((await visitor.page.locator('.studio-text pre').textContent()) ?? ''),
    `the text says ${pattern}`,
  );

describe('the studio in a browser', () => {
  it('opens from a program’s card as a copy, whose file follows each edit and each step back', async () => {
    const { visitor } = await arrive();
    const { page } = visitor;
    await visitor.visit(house);
    await page.getByRole('link', { name: 'Studio: Quick break' }).click();
    await visitor.reads(/^A copy: it gets a file of its own, quick-break-2\.yaml/);
    await page.getByText('The program', { exact: true }).click();
    await fill(page.getByLabel('Name', { exact: true }).first(), 'My break');
    await waitText(visitor, /^name: My break$/m);
    await fill(
      page
        .getByLabel('Level to')
        .or(page.getByLabel('to', { exact: true }))
        .first(),
      '44',
    );
    await waitText(visitor, /\.\.44/);
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await waitText(visitor, /^name: Quick break \(copy\)$/m);
    await page.keyboard.press('Control+Shift+Z');
    await waitText(visitor, /^name: My break$/m);
    await leave(visitor);
  });

  it('moves phases by the pointer, by Alt and an arrow, and by buttons, and the keyboard goes with them', async () => {
    const { visitor } = await arrive();
    const { page } = visitor;
    const first = await phasesIn(visitor);
    const [one = '', two = '', ...rest] = first;
    await page.getByRole('button', { name: `Move down: Phase 1: ${one}` }).click();
    await becomes(() => phasesIn(visitor), [two, one, ...rest], 'it is the second');
    expect(await visitor.focused()).toMatch(new RegExp(`^Phase 2: ${one}`));
    await page.keyboard.press('Alt+ArrowUp');
    await becomes(() => phasesIn(visitor), first, 'it is the first again');
    expect(await visitor.focused()).toMatch(new RegExp(`^Phase 1: ${one}`));
    await page.locator(`#phase-0`).click();
    const handle = await page.locator('.studio-handle').first().boundingBox();
    const last = await page.locator('.studio-phase').last().boundingBox();
    await page.mouse.move((handle?.x ?? 0) + 10, (handle?.y ?? 0) + 10);
    await page.mouse.down();
    await page.mouse.move((handle?.x ?? 0) + 10, (last?.y ?? 0) + (last?.height ?? 0) / 2, { steps: 5 });
    await page.mouse.up();
    await becomes(() => phasesIn(visitor), [two, ...rest, one], 'it is the last');
    await leave(visitor);
  });

  it('adds a phase with steps that repeat, and says what a field may not hold', async () => {
    const { visitor } = await arrive();
    const { page } = visitor;
    await page.getByRole('button', { name: 'Add a phase' }).click();
    await page.getByRole('button', { name: 'Add a step: Legs' }).click();
    expect(await visitor.focused()).toBe('Legs, step 1');
    await page.getByRole('button', { name: 'Repeat: Legs, step 1' }).click();
    await fill(page.getByLabel('Times'), '3');
    await page.getByRole('button', { name: 'Add a step: Legs, step 1' }).click();
    await page.getByLabel('Does').last().selectOption('rest');
    const wanted = {
      repeat: 3,
      do: [{ compress: 20, rate: 6, for: '10s' }, { rest: '10s' }],
    };
    const legs = async () => ((await textOf(visitor)) as { phases: readonly { legs?: unknown }[] }).phases.at(-1)?.legs;
    await becomes(legs, wanted, 'they repeat');
    const level = page.getByLabel('Level from');
    await fill(level, '300');
    await page.getByRole('alert').getByText('A level is a whole number from 0 to 100.').waitFor();
    expect(await level.inputValue()).toBe('300');
    await fill(level, '25');
    expect(await page.locator('.studio-wrong').count()).toBe(0);
    await leave(visitor);
  });

  it('lints as somebody types, leads to what is wrong, and neither tries nor saves it', async () => {
    const { visitor, shelf } = await arrive('leg-circulation');
    const { page } = visitor;
    await visitor.reads('Nothing to complain about.');
    await page.locator('#phase-1').click();
    const squeeze = page.locator('#step-1-legs-0');
    await fill(squeeze.getByLabel('Length'), '40s');
    await page.locator('#phase-0').click();
    const finding = page.getByRole('button', { name: /^Error compress holds legs for 40s/ });
    await finding.click();
    await eventually(async () => (await visitor.focused()) === 'Legs, step 1', 'the step has the keyboard');
    await visitor.reads('The program has an error: it is among what to look at.');
    expect(await page.getByRole('button', { name: 'Try 10 s from here' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Save', exact: true }).click({ force: true });
    expect(shelf.saved).toEqual([]);
    await leave(visitor);
  });

  it('shows what the chair would do at the cursor, and tries ten seconds from there', async () => {
    const { visitor, shelf } = await arrive('leg-circulation');
    const { page } = visitor;
    const place = page.getByLabel('Place in the program');
    const drawing = page.locator('.studio-course .drawing');
    const before = await drawing.getAttribute('aria-label');
    await place.fill('125000');
    await eventually(async () => (await drawing.getAttribute('aria-label')) !== before, 'the chair is drawn anew');
    expect(await drawing.getAttribute('aria-label')).toContain('Legs squeeze at 60');
    await page.getByRole('button', { name: 'Try 10 s from here' }).click();
    await visitor.reads('It runs for 10 s.');
    expect(shelf.trials).toMatchObject([{ atS: '125', program: { id: 'leg-circulation-2' } }]);
    await leave(visitor);
  });

  it('saves a copy as new, then over itself, and never over what somebody else has saved meanwhile', async () => {
    const { visitor, shelf } = await arrive();
    const { page } = visitor;
    const save = page.getByRole('button', { name: 'Save', exact: true });
    await save.click();
    await visitor.reads(/^Saved\.$/);
    await page.getByText('The program', { exact: true }).click();
    const name = page.getByLabel('Name', { exact: true }).first();
    await fill(name, 'Mine');
    await visitor.reads(/^Not saved\. What you have changed stays in this tab/);
    await save.click();
    await visitor.reads(/^Saved\.$/);
    expect(shelf.saved.map(({ id, condition }) => `${id} ${condition}`)).toEqual([
      'quick-break-2 new',
      'quick-break-2 "1"',
    ]);
    const theirs = shelf.own.get('quick-break-2');
    if (theirs !== undefined) {
      theirs.text = theirs.text.replace('name: Mine', 'name: Theirs');
      theirs.number = 7;
    }
    await fill(name, 'Mine again');
    await save.click();
    await visitor.reads('Somebody else has saved this program meanwhile. Nothing was written.');
    await page.getByRole('button', { name: 'Load theirs' }).click();
    await page.getByRole('heading', { name: 'Studio: Theirs' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: 'Studio: Mine again' }).waitFor();
    await save.click();
    await eventually(
      async () => shelf.own.get('quick-break-2')?.number === 8,
      'mine is written over theirs, knowingly',
    );
    await leave(visitor);
  });

  it('keeps what is not saved while somebody looks at something else, and over a reload', async () => {
    const { visitor } = await arrive();
    const { page } = visitor;
    await page.getByText('The program', { exact: true }).click();
    await fill(page.getByLabel('Name', { exact: true }).first(), 'Half done');
    await waitText(visitor, /Half done/);
    await page.getByRole('link', { name: 'About' }).click();
    await page.goBack();
    await page.getByRole('heading', { name: 'Studio: Half done' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Redo' }).click();
    await page.reload();
    await page.getByRole('heading', { name: 'Studio: Half done' }).waitFor();
    await visitor.reads(/^This is what you had changed before, and not saved\./);
    await page.getByRole('button', { name: 'Back to the file' }).click();
    await page.getByRole('heading', { name: 'Studio: Quick break (copy)' }).waitFor();
    await leave(visitor);
  });

  it('says when the text is not of the newest edit, and downloads the program all the same, without the right to save', async () => {
    const { visitor, shelf } = await arrive('quick-break', {}, false);
    const { page } = visitor;
    await visitor.reads(/^Programs cannot be saved from here/);
    expect(await page.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0);
    shelf.writtenStatus = 503;
    await page.getByText('The program', { exact: true }).click();
    await fill(page.getByLabel('Name', { exact: true }).first(), 'Far away');
    await visitor.reads(/^This is not yet what you see/);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('quick-break-2.yaml');
    expect(parse(readFileSync(await file.path(), 'utf8'))).toMatchObject({ name: 'Far away' });
    shelf.writtenStatus = 200;
    await waitText(visitor, /Far away/);
    await leave(visitor);
  });

  it('speaks German', async () => {
    const { visitor } = await arrive('leg-circulation', { locale: 'de-DE' });
    await visitor.reads('Nichts zu beanstanden.');
    await visitor.page.locator('#phase-1').click();
    await fill(visitor.page.locator('#step-1-legs-0').getByLabel('Dauer'), '40s');
    await visitor.reads(/Beine: drückt 40 s lang, höchstens 20 s sind erlaubt\./);
    await leave(visitor);
  });

  it('is not shown to who may only look', async () => {
    const visitor = await Visitor.come(browser);
    await visitor.visit(house, '#/studio/quick-break');
    await visitor.reads(/^Programs are changed by those who are logged in/);
    await leave(visitor);
  });

  it.each([
    { colorScheme: 'light', width: 320 },
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 320 },
    { colorScheme: 'dark', width: 1280 },
  ] as const)('has nothing that a person cannot use, $colorScheme at $width px', async ({ colorScheme, width }) => {
    const { visitor } = await arrive('leg-circulation', { colorScheme, viewport: { width, height: 800 } });
    const { page } = visitor;
    const look = async (what: string) => {
      expect(await visitor.violations(), what).toEqual([]);
      expect(await visitor.overflow(), what).toBeLessThanOrEqual(0);
    };
    await look('opened');
    await page.getByText('The program', { exact: true }).click();
    await page.locator('#phase-1').click();
    await page.getByRole('button', { name: 'Repeat: Legs, step 1' }).click();
    await fill(page.getByLabel('Level from').first(), '300');
    await fill(page.getByLabel('Length').nth(1), '45s');
    await look('with a repeat, a wrong field and findings');
    await leave(visitor);
  });

  it('leaves the stops where they are, and a stop by the keyboard is two keys away', async () => {
    const { visitor } = await arrive();
    const { page } = visitor;
    expect(await page.locator('.stop-button.stop').isVisible()).toBe(true);
    await page.getByLabel('Place in the program').focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.locator('.outcome').waitFor();
    await leave(visitor);
  });
});
