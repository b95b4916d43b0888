import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { launchBrowser, PageHouse, pageToken, Visitor } from '../support/page-house.js';

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

beforeEach(async () => {
  visitor = await Visitor.come(browser, { reducedMotion: 'reduce' });
});

afterEach(async () => {
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

interface Spoken {
  readonly role: string;
  readonly name: string;
  readonly description: string;
}

/** What a screen reader finds, in its order; words that stand alone have the role `StaticText`. */
async function spoken(): Promise<readonly Spoken[]> {
  const devtools = await visitor.context.newCDPSession(visitor.page);
  const { nodes } = await devtools.send('Accessibility.getFullAXTree');
  await devtools.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const walk = (id: string | undefined): readonly Spoken[] => {
    const node = byId.get(id ?? '');
    if (node === undefined) return [];
    const { ignored, role, name, description, childIds } = node;
    const text = (value: typeof role) => String(value?.value ?? '');
    const own = { role: text(role), name: text(name), description: text(description) };
    return [ignored ? [] : own, (childIds ?? []).map(walk)].flat(2);
  };
  return walk(nodes[0]?.nodeId);
}

const hears = (words: string | RegExp) =>
  eventually(async () => (await spoken()).some(({ name }) => new RegExp(words).test(name)), `${words} is heard`);

/** Everything that is read out by itself, without being looked for. */
const readOut = () =>
  visitor.page.evaluate<string>(
    `[...document.querySelectorAll('[role=status], [role=alert]')].map((place) => {
      const copy = place.cloneNode(true);
      for (const silent of copy.querySelectorAll('[aria-hidden=true], button')) silent.remove();
      return copy.textContent.trim();
    }).filter((text) => text !== '').join(' | ')`,
  );

const readsOut = (text: string | RegExp) =>
  eventually(async () => new RegExp(text).test(await readOut()), `${text} is read out`);

const press = (key: string) => visitor.page.keyboard.press(key);

describe('by keyboard alone', () => {
  it('one logs in, speaks another language, says who sits there, starts, latches, resets and leaves', async () => {
    await visitor.visit(house);
    await visitor.reads('To start a massage, log in.');
    await visitor.tabTo('^About$');
    await press('Enter');
    await visitor.page.getByRole('heading', { name: 'About' }).waitFor();
    await visitor.tabTo('^Link or token');
    await visitor.page.keyboard.type(pageToken);
    await press('Enter');
    await visitor.reads('Logged in.');
    await eventually(async () => (await visitor.focused()) === 'About', 'the keyboard goes on at the head');
    await visitor.tabTo('^English$');
    await press('ArrowDown');
    await visitor.reads('Sprache');
    await press('ArrowUp');
    await visitor.reads('Language');

    await visitor.page.keyboard.press('Shift+Tab');
    await visitor.tabTo('^Stop$');
    await press('Tab');
    await visitor.tabTo('^People$');
    await press('Enter');
    await visitor.tabTo('^Nobody in particular$');
    for (const name of ['guest', 'anna']) {
      await press('ArrowUp');
      await eventually(() => visitor.page.getByLabel(name).isChecked(), `${name} sits there`);
    }

    await visitor.tabTo('^Chair$');
    await press('Enter');
    await eventually(() => visitor.page.getByRole('button', { name: 'Start Quick break' }).isEnabled(), 'it can start');
    await visitor.ready('Start Quick break');
    await visitor.tabTo('^Start Quick break$');
    await eventually(async () => {
      if (!house.isMoving && (await visitor.focused()) === 'Start Quick break') await press('Enter');
      return house.isMoving;
    }, 'the chair moves');
    await readsOut('Living room: Running\\.');
    await eventually(async () => (await visitor.focused()) === 'Living room', 'the keyboard goes on at the head');

    await visitor.tabTo('^Emergency stop Living room$');
    await press('Enter');
    await readsOut('Living room: The emergency stop was triggered\\. See that nobody is caught');
    await readsOut('Still\\. Checked \\d\\.\\d s after\\.');
    await visitor.tabTo('^Reset …$');
    await press('Enter');
    await eventually(async () => (await visitor.focused()) === 'Reset now', 'the dialog has the keyboard');
    const dialog = (await spoken()).find(({ role }) => role === 'dialog');
    expect(dialog?.name).toBe('Reset Living room');
    expect(dialog?.description).toMatch(/Nothing moves by a reset.*all motors stand still.*look yourself/);
    await press('Escape');
    await eventually(async () => (await visitor.focused()) === 'Reset …', 'back where it came from');
    await press('Enter');
    await eventually(async () => (await visitor.focused()) === 'Reset now', 'the dialog has the keyboard');
    await press('Enter');
    await readsOut('Living room: Ready\\.');
    await eventually(async () => (await visitor.focused()) === 'Living room', 'the keyboard goes on at the head');

    await visitor.tabTo('^About$');
    await press('Enter');
    await visitor.tabTo('^Log out$');
    await press('Enter');
    await visitor.reads('On this computer, without a login: look and stop.');
  });
});

describe('a screen reader', () => {
  beforeEach(async () => {
    await visitor.logIn(house);
    await visitor.visit(house);
    await visitor.page.locator('.program-answer.ok').first().waitFor();
  });

  it('finds the chair in a sentence, each program with its answer, and both stops by name', async () => {
    const all = await spoken();
    const names = (role: string) => all.filter((each) => each.role === role).map(({ name }) => name);
    expect(names('RootWebArea')).toEqual(['Living room · chair2mqtt']);
    expect(names('image')).toEqual([
      expect.stringMatching(/^Living room: ready\. Back at rest, \d+ degrees\. .* Somebody sits in it\.$/),
    ]);
    expect(names('navigation')).toEqual(['Main']);
    expect(names('region')).toEqual(['Programs', 'Stop']);
    const cards = all.map(({ name }) => name).join('\n');
    expect(cards).toMatch(/\nQuick break\n[\s\S]*?\n8 min\n[\s\S]*?\nReady to start\.\n[\s\S]*?\nStart Quick break\n/);
    expect(names('button').slice(-2)).toEqual(['Stop Living room', 'Emergency stop Living room']);
  });

  it('is told once, and not every second, that the page is not connected', async () => {
    house.daemon.signal('SIGSTOP');
    try {
      await visitor.reads(/^Not connected for 3 s\.$/);
      await readsOut('^Not connected\\. What you see is from [\\d:]+\\. Stop is sent all the same\\.');
      const once = await readOut();
      await visitor.reads(/^Not connected for [5-9] s\.$/);
      expect(await readOut()).toBe(once);
      await hears('^Stop Living room\\. Stop is sent all the same\\.$');
    } finally {
      house.daemon.signal('SIGCONT');
    }
    await eventually(async () => !/Not connected/.test(await readOut()), 'it is connected');
  });
});
