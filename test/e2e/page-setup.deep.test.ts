import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Download } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { setupEnglish } from '../../src/page/setup/setup-english.js';
import { english } from '../../src/page/words/english.js';
import { eventually } from '../support/eventually.js';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { launchBrowser, PageHouse, Visitor } from '../support/page-house.js';
import { Program, temporaryFolder } from '../support/program.js';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser.close());

describeWithMosquitto('a set-up in the page', () => {
  const folder = temporaryFolder();
  const port = join(folder.path, 'ttyCHAIR');
  const file = join(folder.path, 'chair2mqtt.yaml');
  let broker: Mosquitto;
  let chair: SimulatedChair;
  let setup: Program;
  let visitor: Visitor;

  beforeAll(async () => {
    broker = await startMosquitto();
    chair = await SimulatedChair.listen({ pty: port });
    setup = new Program(['setup', '--page', '--config', file], { cwd: folder.path });
    visitor = await Visitor.come(browser, { viewport: { width: 390, height: 844 } });
    await visitor.page.goto((await setup.line(/#code=/)).trim());
  });

  afterAll(async () => {
    await setup.end();
    await chair.close();
    await broker.stop();
    folder.remove();
  });

  const button = (name: string) => visitor.page.getByRole('button', { name, exact: true });
  const field = (label: string) => visitor.page.getByLabel(label, { exact: true });
  const heading = () => visitor.page.locator('.setup-step.now h2').textContent();
  const isAt = (title: string) =>
    eventually(async () => (await heading())?.includes(title) ?? false, `it is at ${title}`);

  /** Tests the step, and looks at it as somebody who cannot see or has a small window. */
  async function test(outcome: string = setupEnglish.passed): Promise<void> {
    await button('Test').click();
    await visitor.reads(outcome);
    expect(await visitor.violations()).toEqual([]);
    expect(await visitor.overflow()).toBeLessThanOrEqual(0);
  }

  /** The keyboard goes on at the step that has come, by no other way: each stop on it would be read out. */
  async function next(title: string): Promise<void> {
    await visitor.page.evaluate(
      'window.visited = []; addEventListener("focusin", ({ target }) => visited.push(target.tagName))',
    );
    await button('Next').click();
    await isAt(title);
    expect(await visitor.page.evaluate('document.activeElement?.tagName')).toBe('H2');
    expect(await visitor.page.evaluate('visited')).not.toContain('H1');
  }

  it('begins with the port; Next opens by a test alone, and is closed by another answer', async () => {
    await isAt('The port');
    expect(await button('Next').isDisabled()).toBe(true);
    await field('Another port').fill(join(folder.path, 'ttyNONE'));
    await test('Problem:');
    expect(await button('Next').isDisabled()).toBe(true);
    await field('Another port').fill(port);
    await test();
    expect(await button('Next').isEnabled()).toBe(true);
    await field('Another port').fill('/dev/null');
    expect(await button('Next').isDisabled()).toBe(true);
    await field('Another port').fill(port);
    expect(await button('Next').isEnabled()).toBe(true);
  });

  it('says of a plug that it was pulled out, and which it was when it is back', async () => {
    await button(setupEnglish.watch).click();
    await visitor.reads(setupEnglish.watching);
    await chair.close();
    await visitor.reads(setupEnglish.watchGone(port));
    chair = await SimulatedChair.listen({ pty: port });
    await visitor.reads(setupEnglish.watchFound(port));
    await test();
    await next('The chair');
  });

  it('names the chair', async () => {
    await field('Id').fill('Our Chair');
    await test('Problem:');
    await field('Id').fill('hall');
    await field('Name').fill('Hall');
    await test();
    await next('Handshake');
  });

  it('greets the chair without moving it, and draws what it is', async () => {
    await test();
    await visitor.page.getByRole('img', { name: setupEnglish.metDrawing(['Back', 'Seat', 'Legs']) }).waitFor();
    expect(Object.values(chair.zones).every(({ duty }) => duty === 0)).toBe(true);
    await next('The broker');
  });

  it('reads and writes at the broker, and says where there is none', async () => {
    await field(setupEnglish.brokerUrl).fill('mqtt://127.0.0.1:1');
    await test('Problem:');
    await field(setupEnglish.brokerUrl).fill(broker.url);
    await test();
    await next('People');
  });

  it('adds people', async () => {
    await button(setupEnglish.personAdd).click();
    await field('Id').fill('Oma Erna');
    await test('write oma-erna');
    await field('Id').fill('ben');
    await field(setupEnglish.personLevel).fill('60');
    await field('a pacemaker').check();
    await field(setupEnglish.personSits).selectOption('ben');
    await test();
    await next('The file');
  });

  it('can go back, and finds everything as it was', async () => {
    await button('Back').click();
    await isAt('People');
    expect(await field(setupEnglish.personLevel).inputValue()).toBe('60');
    await next('The file');
  });

  it('shows what would be written, writes it, and says what comes next', async () => {
    expect(await button(setupEnglish.write).isDisabled()).toBe(true);
    await test();
    await visitor.reads('  - id: hall');
    await button(setupEnglish.write).click();
    await visitor.reads(setupEnglish.written(file));
    await visitor.reads(/^npx chair2mqtt commission hall/);
    const { chairs, mqtt, people } = parse(readFileSync(file, 'utf8'));
    expect(chairs).toEqual([{ id: 'hall', name: 'Hall', port, person: 'ben' }]);
    expect(mqtt).toEqual({ url: broker.url });
    expect(people).toEqual({ ben: { avoid: ['pacemaker'], level_max: 60 } });
    expect(await visitor.violations()).toEqual([]);
  });

  it('has no people of a daemon, and says on About that it is the set-up alone', async () => {
    const doors = visitor.page.getByRole('navigation').getByRole('link');
    expect(await doors.allTextContents()).toEqual([setupEnglish.title, 'About']);
    await doors.last().click();
    await visitor.reads('This page is the set-up alone: it has no chairs and no broker.');
    expect(await visitor.page.getByText('not connected').count()).toBe(0);
    await doors.first().click();
    await visitor.reads(setupEnglish.title);
    await visitor.page.evaluate("location.hash = '#/people'");
    await visitor.page.getByRole('heading', { name: setupEnglish.title }).waitFor();
  });

  it('has no button that would stop nobody, and says when its process has ended', async () => {
    expect(await visitor.page.locator('.stop-button').count()).toBe(0);
    await visitor.reads(english.nothingToStop);
    for (let presses = 0; presses < 2; presses += 1) await visitor.page.keyboard.press('Escape');
    await visitor.reads(english.nothingStopped);
    await setup.end();
    await visitor.reads(setupEnglish.gone);
  });
});

describe('the set-up at a daemon that runs', () => {
  let house: PageHouse;
  let visitor: Visitor;

  beforeAll(async () => {
    house = await PageHouse.open();
    visitor = await Visitor.come(browser, { viewport: { width: 320, height: 700 }, colorScheme: 'dark' });
    await visitor.visit(house, '#/setup');
  });

  afterAll(() => house.close());

  it('is for the owner', async () => {
    await visitor.reads(setupEnglish.denied);
    expect(await visitor.violations()).toEqual([]);
    await visitor.logIn(house);
  });

  it('comes as a file of its own, when it is asked for', async () => {
    const asked: string[] = [];
    visitor.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await visitor.visit(house, '#/about');
    await visitor.page.reload();
    await visitor.reads('Firmware');
    expect(asked.filter((path) => path.startsWith('/setup-'))).toEqual([]);
    await visitor.page.getByRole('link', { name: setupEnglish.title }).click();
    await visitor.reads(setupEnglish.draftIntro);
    expect(
      asked
        .filter((path) => path.startsWith('/setup-'))
        .map((path) => path.slice(-3))
        .sort(),
    ).toEqual(['.js', 'css']);
  });

  it('tests nothing, shows the difference that the answers make, and gives the file to take away', async () => {
    const { page } = visitor;
    expect(await page.getByRole('button', { name: /^(Test|Next|Write)/ }).count()).toBe(0);
    await page.getByLabel('The port', { exact: true }).fill('tcp://10.0.0.7:4000');
    await page.getByLabel('Id', { exact: true }).fill('attic');
    const lines = page.locator('.difference .added');
    await eventually(
      async () => (await lines.allTextContents()).join().includes('id: attic'),
      'the difference is there',
    );
    expect(await visitor.violations()).toEqual([]);
    expect(await visitor.overflow()).toBeLessThanOrEqual(0);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: setupEnglish.download }).click(),
    ]);
    await visitor.reads('npx chair2mqtt commission attic');
    const text = await textOf(download);
    expect(parse(text).chairs.map(({ id }: { id: string }) => id)).toEqual(['living-room', 'attic']);
    expect(text).not.toContain('a-token-for-the-tests');
  });

  it('is whole in German', async () => {
    const german = await Visitor.come(browser, { locale: 'de-DE' });
    await german.logIn(house);
    await german.visit(house, '#/setup');
    await german.reads(/^Dieser Dienst läuft/);
    await german.reads('Der Broker');
    await german.reads('Datei herunterladen');
    await german.leave();
  });
});

async function textOf(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8');
}
