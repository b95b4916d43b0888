import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';
import { HomeAssistant } from './home-assistant.js';

/** A broker, a Home Assistant that knows it, our daemon and a simulated chair: all real but the chair. */
export class House {
  private readonly folder = temporaryFolder();
  daemon: Program | null = null;

  private constructor(
    private broker: Mosquitto,
    readonly hub: HomeAssistant,
    readonly chair: SimulatedChair,
  ) {}

  static async open(): Promise<House> {
    const port = await freePort();
    const broker = await startMosquitto({ port });
    const chair = await SimulatedChair.listen({ tcp: { host: '127.0.0.1', port: 0 } });
    const hub = await HomeAssistant.open();
    await hub.connect(port);
    return new House(broker, hub, chair);
  }

  async startDaemon({ id = 'living-room', mqtt = '' } = {}): Promise<void> {
    const port = `tcp://127.0.0.1:${this.chair.addresses.tcp?.port}`;
    const settings = [`url: "${this.broker.url}"`, mqtt].filter((each) => each !== '').join(', ');
    writeFileSync(
      join(this.folder.path, 'chair2mqtt.yaml'),
      `mqtt: { ${settings} }\nchairs:\n  - { id: ${id}, name: Living room chair, port: "${port}" }\n`,
    );
    this.daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: this.folder.path });
    await this.hub.untilShown(`sensor.${id.replace('-', '_')}_state`, 'idle', 20_000);
  }

  async close(): Promise<void> {
    await this.hub.close();
    await this.daemon?.kill();
    await this.chair.close();
    await this.broker.stop();
    this.folder.remove();
  }
}
