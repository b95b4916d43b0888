import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { eventually } from '../support/eventually.js';
import { freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { connectClient } from '../support/mqtt-client.js';
import { Program, temporaryFolder } from '../support/program.js';
import { HomeAssistant } from './home-assistant.js';

export const parts = ['broker', 'hub', 'daemon'] as const;
export type Part = (typeof parts)[number];

interface Settings {
  /** Ids of the chairs, in the order of `chairs`; the ones that are left out are not configured. */
  readonly ids?: readonly string[];
  /** More keys of `mqtt`, as in the file. */
  readonly mqtt?: string;
  /** Own programs, beside those that ship: `own-<name>`, called `Own <name>`. */
  readonly programs?: readonly string[];
}

/** What a hub may show as unknown: what has not happened yet, and what is only there while a session runs. */
const unknownAtFirst = /^(button|event)\.|^sensor\.\w+_(phase|remaining|progress|last_session|last_refusal)$/;
const ours = /^\w+\.(chair2mqtt|living_room|reading_room|hall)_/;
const quickBreak = readFileSync(new URL('../../programs/quick-break.yaml', import.meta.url), 'utf8');
/** What is said of a chair only once it has told: what its sensors measure. */
const learned = ['binary_sensor.living_room_occupied', 'sensor.living_room_legs_temperature'];

/** A broker, a Home Assistant that knows it, our daemon and a simulated chair: all real but the chair. */
export class House {
  /** The newest retained and live message of each topic. */
  readonly messages = new Map<string, string>();
  /** The answers to commands. */
  private readonly answers: { readonly command: string | null }[] = [];
  /** How often each topic of discovery was cleared. */
  readonly cleared = new Map<string, number>();
  private readonly folder = temporaryFolder();
  private broker: Mosquitto | null = null;
  private daemon: Program | null = null;

  private constructor(
    private readonly port: number,
    readonly hub: HomeAssistant,
    private readonly chairs: readonly SimulatedChair[],
    private readonly watcher: MqttClient,
  ) {
    watcher.on('message', (topic, payload) => this.take(topic, payload.toString()));
  }

  static async open(): Promise<House> {
    const port = await freePort();
    const broker = await startMosquitto({ port });
    const listen = (id: string) => SimulatedChair.listen({ id, tcp: { host: '127.0.0.1', port: 0 } });
    const [hub, chairs, watcher] = await Promise.all([
      HomeAssistant.open(),
      Promise.all(['SIM0001', 'SIM0002'].map(listen)),
      connectClient(broker.url, { protocolVersion: 5, reconnectPeriod: 200 }),
    ]);
    const house = new House(port, hub, chairs, watcher);
    house.broker = broker;
    await watcher.subscribeAsync(['homeassistant/#', 'chair2mqtt/#'], { qos: 1 });
    house.configure();
    await house.start.daemon();
    await house.beginHub().catch(async (error: unknown) => {
      await house.close();
      throw error;
    });
    return house;
  }

  /** Lets the hub see the broker once the chair has told what it can do. */
  private async beginHub(): Promise<void> {
    await eventually(() => learned.every((id) => this.announced.includes(id)), 'everything announced');
    await this.hub.connect(this.port);
    await this.untilWell(40_000);
  }

  async close(): Promise<void> {
    await this.watcher.endAsync(true);
    await this.hub.close();
    await this.stop.daemon();
    await Promise.all(this.chairs.map((chair) => chair.close()));
    await this.stop.broker();
    this.folder.remove();
  }

  /** The first chair: the living room's, as long as nothing else is configured. */
  get chair(): SimulatedChair {
    const [first] = this.chairs;
    if (first === undefined) throw new Error('no chair');
    return first;
  }

  configure({ ids = ['living-room'], mqtt = 'discovery: device', programs }: Settings = {}): void {
    const chairs = ids.map((id, index) => {
      const port = `tcp://127.0.0.1:${this.chairs[index]?.addresses.tcp?.port}`;
      return `  - { id: ${id}, name: Chair ${index + 1}, port: "${port}" }`;
    });
    const lines = [
      `mqtt: { url: "mqtt://127.0.0.1:${this.port}", ${mqtt} }`,
      'http: off',
      'chairs:',
      ...chairs,
      'people: { anna: {}, ben: { level_max: 60 } }',
      ...(programs === undefined ? [] : ['programs: ./programs']),
    ];
    writeFileSync(join(this.folder.path, 'chair2mqtt.yaml'), `${lines.join('\n')}\n`);
    const folder = join(this.folder.path, 'programs');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    for (const name of programs ?? []) {
      const own = quickBreak.replace(/^id: .*$/m, `id: own-${name}`).replace(/^name: .*$/m, `name: Own ${name}`);
      writeFileSync(join(folder, `own-${name}.yaml`), own);
    }
  }

  /** Ends the daemon as a service manager does, and starts it with these settings. */
  async restartWith(settings: Settings): Promise<void> {
    await this.daemon?.end();
    this.daemon = null;
    this.configure(settings);
    await this.start.daemon();
  }

  readonly start: Readonly<Record<Part, () => Promise<void>>> = {
    broker: async () => {
      this.broker = await startMosquitto({ port: this.port });
    },
    hub: () => this.hub.start(),
    daemon: async () => {
      this.daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: this.folder.path });
    },
  };

  readonly stop: Readonly<Record<Part, () => Promise<void>>> = {
    broker: async () => {
      await this.broker?.stop();
      this.broker = null;
    },
    hub: () => this.hub.stop(),
    daemon: async () => {
      await this.daemon?.kill();
      this.daemon = null;
    },
  };

  /** The status of the chair, as published. */
  status(id = 'living-room'): Published {
    return JSON.parse(this.messages.get(`chair2mqtt/${id}/state`) ?? '{}');
  }

  /** Waits until the status is like this; the last answer to a command goes into the error. */
  async until(claim: (status: Published) => boolean, what: string, id = 'living-room'): Promise<void> {
    const answer = () => this.messages.get(`chair2mqtt/${id}/result`);
    await eventually(
      () => claim(this.status(id)),
      () => `${what}; it is ${JSON.stringify(this.status(id))}; ${answer()}`,
    );
  }

  /** Waits until the chair is idle and would take a start. */
  async untilReady(id = 'living-room'): Promise<void> {
    await this.until(({ state, takes_starts }) => state === 'idle' && takes_starts === true, 'ready for a start', id);
  }

  /** Stops and resets the chair by its buttons, waits until it takes starts again, and chooses who sits there. */
  async prepare(): Promise<void> {
    for (const command of ['stop', 'reset']) {
      const from = this.answers.length;
      await this.hub.call('button.press', `button.living_room_${command}`);
      // The answer comes behind the state that says that starts wait now.
      const isAnswered = () => this.answers.slice(from).some((answer) => answer.command === command);
      await eventually(isAnswered, `an answer to ${command}`);
    }
    await this.untilReady();
    await this.hub.call('select.select_option', 'select.living_room_person', { option: 'anna' });
    await this.until(({ selected }) => selected?.['person'] === 'anna', 'anna selected');
  }

  /** Ids of our entities that the hub has, in order. */
  async entities(): Promise<readonly string[]> {
    const states = await this.hub.states();
    return states.flatMap(({ entity_id }) => (ours.test(entity_id) ? [entity_id] : [])).sort();
  }

  /** Entities that are announced, but for those that wait for somebody to enable them. */
  get announced(): readonly string[] {
    const configs = [...this.messages].filter(([topic]) => topic.endsWith('/config'));
    const found = configs.flatMap(([, text]): readonly Announced[] => {
      const config: Announced & { readonly components?: Readonly<Record<string, Announced>> } = JSON.parse(text);
      return config.components === undefined ? [config] : Object.values(config.components);
    });
    const isThere = ({ enabled_by_default }: Announced) => enabled_by_default !== false;
    return found.flatMap((each) => (isThere(each) ? (each.default_entity_id ?? []) : [])).sort();
  }

  /** Those of these entities that the hub has not, cannot use, or shows as unknown. */
  async amiss(wanted: readonly string[], mayBeUnknown = unknownAtFirst): Promise<readonly string[]> {
    const states = new Map((await this.hub.states()).map(({ entity_id, state }) => [entity_id, state]));
    return wanted.flatMap((id) => {
      const state = states.get(id) ?? 'missing';
      const isWell = !['missing', 'unavailable', 'unknown'].includes(state);
      return isWell || (state === 'unknown' && mayBeUnknown.test(id)) ? [] : [`${id} ${state}`];
    });
  }

  /** Waits until every entity that is announced is there and can be used, and what the chair measures is known. */
  async untilWell(withinMs = 20_000): Promise<void> {
    let amiss: readonly string[] = [];
    const isWell = async () => {
      const { announced } = this;
      amiss = [...(await this.amiss(announced, /./)), ...(await this.amiss(learned))];
      return amiss.length === 0 && announced.length > learned.length;
    };
    await eventually(isWell, () => `every entity; amiss: ${amiss.join(', ')}`, withinMs);
  }

  private take(topic: string, text: string): void {
    if (text === '') this.messages.delete(topic);
    else this.messages.set(topic, text);
    if (topic.endsWith('/result') && text !== '') this.answers.push(JSON.parse(text));
    if (topic.startsWith('homeassistant/') && text === '') this.cleared.set(topic, (this.cleared.get(topic) ?? 0) + 1);
  }
}

interface Published {
  readonly state?: string;
  readonly takes_starts?: boolean;
  readonly epoch?: string;
  readonly intensity?: number | null;
  readonly selected?: Readonly<Record<string, unknown>>;
}

interface Announced {
  readonly default_entity_id?: string;
  readonly enabled_by_default?: boolean;
}
