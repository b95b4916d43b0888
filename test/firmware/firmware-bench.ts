import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { EmulatedChip } from '../support/emulated-chip.js';
import { FleetHub } from '../support/fleet-hub.js';
import { type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';

export type ChairOfFirmware = 'uno' | 'mega';

/** One daemon with two chairs of the reference firmware, anew for each test of the suite. */
export class FirmwareBench {
  chips!: Record<ChairOfFirmware, EmulatedChip>;
  hub!: FleetHub;
  daemon!: Program;
  private broker!: Mosquitto;
  private folder!: ReturnType<typeof temporaryFolder>;

  /** `programs` are files in place of those that ship, by their names. */
  constructor(private readonly programs: Readonly<Record<string, string>> = {}) {
    beforeEach(() => this.begin());
    afterEach(() => this.end());
  }

  async start(chair: ChairOfFirmware, program: string, more: object = {}): Promise<void> {
    const id = `${chair}-${program}`;
    await this.hub.untilReady([chair]);
    await this.hub.publish(`${chair}/set`, { command: 'start', program, id, ...more });
    const result = () => this.hub.results.find((each) => each.id === id);
    await this.hub.until(() => result() !== undefined, `an answer for ${chair}`);
    if (result()?.ok !== true) throw new Error(`the start was refused: ${JSON.stringify(result())}`);
  }

  /** Waits until both chairs have run and their sessions are over. */
  async untilBothHaveEnded(withinMs: number): Promise<void> {
    await this.hub.untilAll(['uno', 'mega'], 'running');
    const hasEnded = (chair: string) => this.hub.statuses.get(chair)?.last_session !== null;
    await this.hub.until(() => ['uno', 'mega'].every(hasEnded), 'both have ended', withinMs);
  }

  private async begin(): Promise<void> {
    this.folder = temporaryFolder();
    this.broker = await startMosquitto();
    this.chips = { uno: await EmulatedChip.start('atmega328p'), mega: await EmulatedChip.start('atmega2560') };
    const files = Object.entries(this.programs);
    for (const [name, text] of files) writeFileSync(join(this.folder.path, name), text);
    const lines = [
      `mqtt: { url: "${this.broker.url}" }`,
      ...(files.length > 0 ? ['programs: .'] : []),
      'http: off',
      'chairs:',
      ...Object.entries(this.chips).map(([id, chip]) => `  - { id: ${id}, port: ${chip.path} }`),
    ];
    writeFileSync(join(this.folder.path, 'chair2mqtt.yaml'), `${lines.join('\n')}\n`);
    this.hub = await FleetHub.connect(this.broker.url);
    this.daemon = new Program(['start'], { cwd: this.folder.path });
    await this.hub.untilReady(['uno', 'mega']);
  }

  private async end(): Promise<void> {
    await this.daemon.kill();
    await this.hub.close();
    await Promise.all(Object.values(this.chips).map((chip) => chip.stop()));
    await this.broker.stop();
    this.folder.remove();
  }
}

/** The zones whose pins have shown a movement. */
export const movedZones = ({ changes }: EmulatedChip): ReadonlySet<string> =>
  new Set(changes.filter(({ duty, pump }) => duty > 0 || pump).map(({ zone }) => zone));
