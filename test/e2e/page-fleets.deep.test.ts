import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtPageFolder } from '../../src/adapters/files/package-folder.js';
import { systemClock } from '../../src/adapters/system-clock.js';
import { FakeFleet, intakeOver } from '../adapters/mqtt/fake-fleet.js';
import { eventually } from '../support/eventually.js';
import { closeHttpBenches, serveHttp } from '../support/http-bench.js';
import { MemoryStore } from '../support/memory-store.js';
import { launchBrowser, Visitor } from '../support/page-house.js';
import { silentLog } from '../support/silent-log.js';
import { StreamPage } from '../support/stream-client.js';

let browser: Browser;
let visitor: Visitor;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser.close());

afterEach(async () => {
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
  await closeHttpBenches();
});

/** The face of a daemon with so many chairs, which only write down what they are told. */
async function serve(count: number) {
  const fleet = new FakeFleet(Object.fromEntries(Array.from({ length: count }, (_, at) => [`chair-${at}`, []])));
  const clock = systemClock();
  const intake = intakeOver(fleet, { store: new MemoryStore(), clock, log: silentLog });
  const { port } = await serveHttp({ fleet, intake, clock, pageFolder: builtPageFolder() });
  return { fleet, port, address: `http://127.0.0.1:${port}/` };
}

describe('a thousand chairs', () => {
  it('are shown by the stream, and a stop reaches all of them', async () => {
    const { fleet, address } = await serve(1000);
    for (const id of ['chair-998', 'chair-999']) fleet.chair(id).state = 'running';
    visitor = await Visitor.come(browser, { viewport: { width: 1280, height: 800 } });
    await visitor.visit({ address });
    await visitor.page.locator('.chair-card').nth(999).waitFor();
    expect(await visitor.page.getByText('The live stream does not get through').count()).toBe(0);
    // What moves comes first.
    await visitor.page.locator('.chair-card').nth(1).getByText('chair-999').waitFor();
    await visitor.page.getByRole('button', { name: 'Stop all 1000' }).click();
    await visitor.reads(/^Stop taken\. Waiting until chair-998, chair-999, .* and 994 more are still …$/);
    expect(new Set(fleet.calls.filter((call) => call.endsWith('lane stop http')))).toHaveProperty('size', 1000);
    const box = await visitor.page.locator('.outcome').boundingBox();
    expect(box?.height ?? Number.NaN).toBeLessThan(400);
  });
});

describe('where sixteen pages of one address listen already', () => {
  it('the next one polls, says so, and stops', async () => {
    const { fleet, port, address } = await serve(2);
    const others = await Promise.all(Array.from({ length: 16 }, () => StreamPage.open(port)));
    visitor = await Visitor.come(browser);
    await visitor.visit({ address });
    await visitor.reads('The live stream does not get through. Values are fetched once a second.');
    fleet.chair('chair-1').state = 'resting';
    await visitor.page.locator('.chair-card.is-resting').waitFor();
    await visitor.page.getByRole('button', { name: 'Stop all 2' }).click();
    await eventually(() => fleet.calls.filter((call) => call.endsWith('lane stop http')).length >= 2, 'both are told');
    await visitor.reads(/^Stop taken/);
    for (const other of others) if (typeof other !== 'number') other.socket.terminate();
    await visitor.page.getByText('The live stream does not get through').waitFor({ state: 'detached' });
  });
});
