import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { chromiumPath } from './chromium.js';
import { eventually } from './eventually.js';
import { freePort } from './mosquitto.js';
import { Program, temporaryFolder } from './program.js';

export const pageToken = 'a-token-for-the-tests';

/** It only ends what hangs: a busy machine is no error. */
const patienceMs = 60_000;

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP *.test 127.0.0.1',
    ],
  });

/** What a test wants otherwise than a house with one chair in the living room. */
interface HouseWishes {
  /** Keys of `http` beside `listen` and `token`. */
  readonly http?: object;
  /** Keys of each chair beside its port. */
  readonly chairs?: readonly { readonly id: string }[];
  readonly people?: object;
  /** Its own programs, by the name of their file; left out: those that ship. */
  readonly programs?: Readonly<Record<string, object>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Other keys of the configuration. */
  readonly config?: object;
  /** Puts into the data folder what a daemon before has kept. */
  readonly prepare?: (data: string) => Promise<void>;
}

const livingRoom = {
  id: 'living-room',
  name: 'Living room',
  emergency_switch: 'red knob, left arm rest',
  person: 'anna',
};

/** Simulated chairs on pseudo-terminals, a daemon that serves its page, and no broker: the page does not need one. */
export class PageHouse {
  daemon: Program;

  private constructor(
    private readonly folder: ReturnType<typeof temporaryFolder>,
    private readonly byId: ReadonlyMap<string, SimulatedChair>,
    readonly port: number,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.daemon = this.startDaemon();
  }

  static async open(wishes: HouseWishes = {}): Promise<PageHouse> {
    const { http = {}, chairs = [livingRoom], programs, env = {}, config: own = {}, prepare } = wishes;
    const { people = { anna: {}, guest: { avoid: ['clot-risk'] } } } = wishes;
    const folder = temporaryFolder();
    const ptys = chairs.map((_, at) => `ttyCHAIR${at}`);
    const there = await Promise.all(ptys.map((pty) => SimulatedChair.listen({ pty: join(folder.path, pty) })));
    const [port, broker] = await Promise.all([freePort(), freePort()]);
    const config = {
      mqtt: { url: `mqtt://127.0.0.1:${broker}` },
      http: { listen: `127.0.0.1:${port}`, token: pageToken, ...http },
      chairs: chairs.map((chair, at) => ({
        port: `./${ptys[at]}`,
        remote_start: true,
        limits: { rest: '0s', daily_max: '24h' },
        ...chair,
      })),
      people,
      ...(programs === undefined ? {} : { programs: './programs' }),
      ...own,
    };
    mkdirSync(join(folder.path, 'programs'));
    for (const [name, program] of Object.entries(programs ?? {})) {
      writeFileSync(join(folder.path, 'programs', name), JSON.stringify(program));
    }
    writeFileSync(join(folder.path, 'chair2mqtt.yaml'), JSON.stringify(config));
    await prepare?.(join(folder.path, 'data'));
    const byId = new Map(there.map((chair, at) => [chairs[at]?.id ?? '', chair]));
    const house = new PageHouse(folder, byId, port, env);
    await house.daemon.line(/http_listening|page/);
    return house;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  get chairs(): readonly SimulatedChair[] {
    return [...this.byId.values()];
  }

  chairOf(id: string): SimulatedChair {
    const chair = this.byId.get(id);
    if (chair === undefined) throw new Error(`no chair ${id}`);
    return chair;
  }

  /** The only one, or the first of several. */
  get chair(): SimulatedChair {
    return this.chairOf([...this.byId.keys()][0] ?? '');
  }

  /** The data folder of the first daemon. */
  get data(): string {
    return join(this.folder.path, 'data');
  }

  /** `data`: another folder is another house. */
  startDaemon(data = 'data'): Program {
    const env = { ...this.env, CHAIR2MQTT_DATA_DIR: join(this.folder.path, data) };
    return new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: this.folder.path, env });
  }

  /** What the chairs themselves say, whatever the daemon claims. */
  get isMoving(): boolean {
    return this.chairs.some(moves);
  }

  /** As a program with the token does it. */
  async command(chairId: string, body: object): Promise<number> {
    const reply = await fetch(`${this.address}api/chairs/${chairId}/commands`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${pageToken}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return reply.status;
  }

  /** Until they move: within a second of a stop a start is refused, and a busy machine may end a session. */
  async start(program: string, ...ids: readonly string[]): Promise<void> {
    const still = () => ids.filter((id) => !moves(this.chairOf(id)));
    const again = async (id: string) => {
      if ((await this.command(id, { command: 'start', program })) !== 200) await this.command(id, { command: 'reset' });
    };
    await eventually(async () => {
      for (const id of still()) await again(id);
      return still().length === 0;
    }, 'they move');
  }

  async close(): Promise<void> {
    await this.daemon.kill();
    await Promise.all(this.chairs.map((chair) => chair.close()));
    this.folder.remove();
  }
}

export const moves = ({ zones }: SimulatedChair): boolean =>
  Object.values(zones).some(({ duty, pump }) => duty > 0 || pump);

const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Somebody with a browser of their own. */
export class Visitor {
  readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && /security policy/i.test(message.text())) this.complaints.push(message.text());
    });
  }

  static async come(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    context.setDefaultTimeout(patienceMs);
    return new Visitor(context, await context.newPage());
  }

  /** As the API takes it: the cookie is the browser's from then on. */
  async logIn(house: { readonly address: string }): Promise<void> {
    const headers = { 'X-Chair2mqtt': '1' };
    const reply = await this.context.request.post(`${house.address}api/session`, {
      headers,
      data: { token: pageToken },
    });
    if (!reply.ok()) throw new Error(`login: ${reply.status()} ${await reply.text()}`);
  }

  async visit(house: { readonly address: string }, hash = ''): Promise<void> {
    await this.page.goto(`${house.address}${hash}`);
  }

  /** Waits until the page shows this text. */
  async reads(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  /** Until the session is shown: a start within a second of a stop, or before the daemon takes any, is refused and says so. */
  async press(button: Locator, house: PageHouse): Promise<void> {
    const isThere = async () => house.isMoving && (await this.page.locator('.course .cursor').isVisible());
    await eventually(async () => {
      if (await isThere()) return true;
      // It is gone once the session is there.
      const isReady = await button.isEnabled({ timeout: 500 }).catch(() => false);
      if (isReady) await button.click({ timeout: 500 }).catch(() => undefined);
      return false;
    }, 'the session is there');
  }

  /** What axe finds wrong with what is on the screen now. */
  async violations(): Promise<readonly string[]> {
    await this.page.evaluate(axe.source);
    const options = JSON.stringify({ runOnly: axeTags });
    const { violations } = await this.page.evaluate<{ violations: readonly Violation[] }>(
      `axe.run(document, ${options})`,
    );
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id} ${html} ${failureSummary}`),
    );
  }

  /** How far it would have to be scrolled sideways, in pixels. */
  overflow(): Promise<number> {
    return this.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  }

  /** Waits until a button may be pressed: right after a stop a start may not. */
  async ready(name: string): Promise<void> {
    const button = this.page.getByRole('button', { name });
    await eventually(async () => button.isEnabled(), `${name} may be pressed`);
  }

  /** Goes on by Tab until what has the keyboard is called so. */
  async tabTo(name: string | RegExp): Promise<void> {
    for (let tabs = 0; tabs < 60; tabs += 1) {
      await this.page.keyboard.press('Tab');
      if (new RegExp(name).test(await this.focused())) return;
    }
    throw new Error(`the keyboard does not reach ${name}`);
  }

  /** The name of what has the keyboard. */
  focused(): Promise<string> {
    return this.page.evaluate(
      `{ const it = document.activeElement; it?.getAttribute('aria-label') ?? it?.labels?.[0]?.textContent ?? it?.textContent ?? '' }`,
    );
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}
