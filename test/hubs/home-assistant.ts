import { type ChildProcessWithoutNullStreams, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { killChild, startBehind } from '../support/child.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/mosquitto.js';

/** What `install.mjs` makes; for the programs in it, this folder is all there is. */
const root = fileURLToPath(new URL('../../node_modules/.cache/hubs/home-assistant', import.meta.url));
const homes = join(root, 'srv', 'homes');
const startWithinMs = 60_000;
/** A person's browser, as the hub sees it. */
const clientId = 'http://127.0.0.1/';

const settings = (port: number): string => `
homeassistant: { name: Test, time_zone: UTC, country: DE, latitude: 52, longitude: 13, packages: !include_dir_named packages }
http: { server_host: 127.0.0.1, server_port: ${port} }
automation: !include automations.yaml
`;

const tokenSchema = z.object({ access_token: z.string() });

const spokenSchema = z.object({
  response: z.object({ speech: z.object({ plain: z.object({ speech: z.string() }) }) }),
});

interface State {
  readonly entity_id: string;
  readonly state: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What it says of its own installation, and of a broker that a test has taken away. */
const ofOthers = [
  /\[(homeassistant\.bootstrap|aiohttp_fast_zlib|haffmpeg\.\w+|homeassistant\.components\.camera\.img_util)\]/,
  /\[homeassistant\.setup\] (?!.*mqtt)/,
  /components\/mqtt\/client\.py[\s\S]*The client is not currently connected/,
  /\[homeassistant\.components\.mqtt\.client\] .*(connect|MQTT server)/i,
];

/** A real Home Assistant without a screen, on the loopback. It keeps its folder over restarts. */
export class HomeAssistant {
  private child: ChildProcessWithoutNullStreams | null = null;
  private token = '';
  private text = '';
  private read = 0;

  private constructor(
    private readonly port: number,
    private readonly home: string,
  ) {}

  /** Makes a home with an owner and starts it; it does not know a broker yet. */
  static async open(): Promise<HomeAssistant> {
    mkdirSync(homes, { recursive: true });
    const port = await freePort();
    const hub = new HomeAssistant(port, mkdtempSync(join(homes, 'home-')));
    hub.write('configuration.yaml', settings(port));
    hub.write('automations.yaml', '[]\n');
    await hub.start();
    await hub.onboard();
    return hub;
  }

  async start(): Promise<void> {
    const inside = this.home.slice(root.length);
    const program = ['/srv/hass/bin/python', '-m', 'homeassistant', '-c', inside, '--skip-pip', '--log-no-color'];
    // What is compiled once need not be at each start, whatever this machine is set to.
    const child = startBehind('chroot', [root, ...program], {
      cwd: root,
      env: { ...process.env, HOME: inside, PYTHONDONTWRITEBYTECODE: '' },
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        this.text += data.toString();
      });
    }
    await eventually(
      async () => (await this.isUp()) || child.exitCode !== null,
      () => `Home Assistant; it said: ${this.text}`,
      startWithinMs,
    );
    if (child.exitCode !== null) throw new Error(`Home Assistant has ended: ${this.text}`);
  }

  /** Asks it to end, so that it writes down what it knows. */
  async stop(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const exit = once(child, 'exit');
    process.kill(-child.pid, 'SIGTERM');
    await exit;
  }

  async kill(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child !== null) await killChild(child);
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Sets up its MQTT integration, as its dialog does. */
  async connect(brokerPort: number): Promise<void> {
    const flow = await this.post<{ flow_id: string }>('/api/config/config_entries/flow', { handler: 'mqtt' });
    const transport = { set_client_cert: false, set_ca_cert: 'off', transport: 'tcp' };
    const answer = await this.post<{ type: string }>(`/api/config/config_entries/flow/${flow.flow_id}`, {
      broker: '127.0.0.1',
      port: brokerPort,
      protocol: '5',
      other_settings: transport,
    });
    if (answer.type !== 'create_entry') throw new Error(JSON.stringify(answer));
  }

  /** Writes a file into its configuration folder. */
  write(path: string, text: string): void {
    const file = join(this.home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Restarts it with another text in a file that it keeps for itself. */
  async edit(name: string, change: (text: string) => string): Promise<void> {
    await this.stop();
    const file = join(this.home, '.storage', name);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    await this.start();
  }

  async states(): Promise<readonly State[]> {
    return await this.get<readonly State[]>('/api/states');
  }

  async state(entityId: string): Promise<State | undefined> {
    return (await this.states()).find(({ entity_id }) => entity_id === entityId);
  }

  /** Waits until an entity shows this. */
  async untilShown(entityId: string, wanted: string, withinMs?: number): Promise<void> {
    let last: string | undefined;
    const shows = async () => {
      last = (await this.state(entityId))?.state;
      return last === wanted;
    };
    await eventually(shows, () => `${entityId} ${wanted}; it is ${last}`, withinMs);
  }

  /** Puts a value where no integration of the test would: a doorbell, who is at home. */
  async pretend(entityId: string, state: string): Promise<void> {
    await this.post(`/api/states/${entityId}`, { state });
  }

  /** Calls a service, as a click in its pages does; `select.select_option`. */
  async call(service: string, entityId: string | null, data: object = {}): Promise<void> {
    const target = entityId === null ? {} : { entity_id: entityId };
    await this.post(`/api/services/${service.replace('.', '/')}`, { ...target, ...data });
  }

  /** Says a sentence to its own agent for conversations, as a microphone does; gives what it says to it. */
  async say(text: string, language: 'en' | 'de'): Promise<string> {
    const { response } = spokenSchema.parse(await this.post('/api/conversation/process', { text, language }));
    return response.speech.plain.speech;
  }

  /** Runs a Python of its installation with this on its standard input. */
  static python(script: string, input: string): string {
    const child = spawnSync('chroot', [root, '/srv/hass/bin/python', '-c', script], { input, encoding: 'utf8' });
    if (child.status !== 0) throw new Error(child.stderr);
    return child.stdout;
  }

  /** Every warning and error, with its trace, that it has logged since the last question, but for those that cannot be about us. */
  takeComplaints(): readonly string[] {
    const entries = this.text.slice(this.read).split(/\n(?=\d{4}-\d\d-\d\d )/);
    this.read = this.text.length;
    const complaints = entries.filter((entry) => /^\S+ \S+ (WARNING|ERROR|CRITICAL) /.test(entry));
    return complaints.filter((entry) => !ofOthers.some((pattern) => pattern.test(entry)));
  }

  private async isUp(): Promise<boolean> {
    const path = this.token === '' ? '/api/onboarding' : '/api/core/state';
    const answer = await fetch(`${this.url}${path}`, { headers: this.headers }).catch(() => null);
    if (answer?.ok !== true) return false;
    return this.token === '' || (await answer.text()).includes('"RUNNING"');
  }

  private async onboard(): Promise<void> {
    const person = { name: 'Owner', username: 'owner', password: 'owner', language: 'en' };
    const { auth_code } = await this.post<{ auth_code: string }>('/api/onboarding/users', {
      client_id: clientId,
      ...person,
    });
    const form = new URLSearchParams({ grant_type: 'authorization_code', code: auth_code, client_id: clientId });
    const answer = await fetch(`${this.url}/auth/token`, { method: 'POST', body: form });
    this.token = tokenSchema.parse(await answer.json()).access_token;
    await eventually(() => this.isUp(), 'Home Assistant running', startWithinMs);
  }

  private get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private get headers(): Record<string, string> {
    return {
      'content-type': 'application/json',
      ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }),
    };
  }

  private async get<T>(path: string): Promise<T> {
    return await this.ask<T>(path, {});
  }

  private async post<T>(path: string, body: object): Promise<T> {
    return await this.ask<T>(path, { method: 'POST', body: JSON.stringify(body) });
  }

  private async ask<T>(path: string, request: RequestInit): Promise<T> {
    const answer = await fetch(`${this.url}${path}`, { ...request, headers: this.headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}; it logged: ${this.text}`);
    return JSON.parse(text);
  }
}
