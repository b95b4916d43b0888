import { readFileSync } from 'node:fs';
import type { Route } from 'playwright-core';
import { parse, stringify } from 'yaml';
import { readProgram } from '../../src/core/program/read-program.js';
import type { Visitor } from './page-house.js';

/** What the daemon keeps of programs, played by the test. */
export class ProgramShelf {
  readonly trials: { readonly atS: string | null; readonly program: unknown }[] = [];
  readonly saved: { readonly id: string; readonly text: string; readonly condition: string }[] = [];
  /** Programs of one's own, by id: their text and its number. */
  readonly own = new Map<string, { text: string; number: number }>();
  writtenStatus = 200;

  async stand(visitor: Visitor, maySave = true): Promise<void> {
    const json = (route: Route, body: unknown, status = 200) =>
      route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) });
    const { page } = visitor;
    // What the daemon says of one's rights comes by both ways.
    await page.routeWebSocket('**/api/stream', (socket) => {
      const daemon = socket.connectToServer();
      daemon.onMessage((frame) =>
        socket.send(maySave ? String(frame).replace('"own"]', '"own","edit"]') : String(frame)),
      );
    });
    await page.route('**/api/session', async (route) => {
      const reply = await route.fetch();
      const access = (await reply.json()) as { rights: string[] };
      await json(route, { ...access, rights: maySave ? [...access.rights, 'edit'] : access.rights });
    });
    await page.route('**/api/snapshot*', async (route) => {
      const reply = await route.fetch();
      const body = (await reply.json()) as { access: { rights: string[] } };
      if (maySave) body.access.rights.push('edit');
      await json(route, body);
    });
    await page.route('**/api/programs/*/file', async (route) => {
      const id = new URL(route.request().url()).pathname.split('/').at(-2) ?? '';
      const own = this.own.get(id);
      const text = own?.text ?? readFileSync(new URL(`../../programs/${id}.yaml`, import.meta.url), 'utf8');
      await json(route, { id, text, etag: `"${own?.number ?? 0}"`, own: own !== undefined, may_save: maySave });
    });
    await page.route('**/api/programs/written', async (route) => {
      const { program } = route.request().postDataJSON() as { program: unknown };
      if (this.writtenStatus !== 200) return json(route, { code: 'unavailable', message: 'no' }, this.writtenStatus);
      await json(route, { text: stringify(program), findings: [] });
    });
    await page.route('**/api/chairs/*/trial*', async (route) => {
      const { searchParams } = new URL(route.request().url());
      this.trials.push({ atS: searchParams.get('at_s'), program: parse(route.request().postData() ?? '') });
      await json(route, { ok: true, code: 'ok', message: 'it runs', id: 'x' });
    });
    await page.route(/\/api\/programs\/[a-z0-9-]+$/, async (route) => {
      const id = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
      if (route.request().method() === 'PUT') return json(route, ...this.put(route, id));
      const own = this.own.get(id);
      if (own === undefined) return route.fallback();
      const read = readProgram(parse(own.text));
      await json(route, read.kind === 'program' ? read.program : {}, read.kind === 'program' ? 200 : 404);
    });
  }

  private put(route: Route, id: string): [unknown, number] {
    const headers = route.request().headers();
    const own = this.own.get(id);
    const condition = headers['if-match'] ?? (headers['if-none-match'] === '*' ? 'new' : '');
    if (condition !== (own === undefined ? 'new' : `"${own.number}"`)) {
      return [{ code: 'conflict', message: 'somebody was quicker' }, 412];
    }
    const text = route.request().postData() ?? '';
    this.saved.push({ id, text, condition });
    this.own.set(id, { text, number: (own?.number ?? 0) + 1 });
    return [{ id, etag: `"${(own?.number ?? 0) + 1}"`, findings: [] }, 200];
  }
}
