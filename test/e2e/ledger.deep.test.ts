import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { scanLines } from '../../src/core/ledger/line-codec.js';
import type { LedgerLine } from '../../src/core/ledger/lines.js';
import { eventually } from '../support/eventually.js';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { connectClient } from '../support/mqtt-client.js';
import { Program, temporaryFolder } from '../support/program.js';
import { fillDisk, mayMountDisks, mountDisk } from '../support/small-disk.js';
import { TestHub } from '../support/test-hub.js';

const kills = 3;
const waitMs = 90_000;

const usageSchema = z.object({ motor_hours: z.number(), zones: z.record(z.string(), z.number()) });

/** A broker, a chair, and a daemon after the other on one data folder. */
class House {
  daemon: Program;

  private constructor(
    readonly broker: Mosquitto,
    readonly folder: ReturnType<typeof temporaryFolder>,
    private readonly chair: Program,
    readonly hub: TestHub,
  ) {
    this.daemon = this.startDaemon();
  }

  static async open(prepare: (ledgerFolder: string) => void = () => {}): Promise<House> {
    const broker = await startMosquitto();
    const folder = temporaryFolder();
    mkdirSync(join(folder.path, 'data/ledger'), { recursive: true });
    prepare(join(folder.path, 'data/ledger'));
    const chair = new Program(['sim', '--tcp', '127.0.0.1:0'], { cwd: folder.path });
    const port = /tcp=(\S+)/.exec(await chair.line(/^ready/))?.[1];
    const limits = 'limits: { rest: 0s, daily_max: 24h }';
    const lines = [
      `mqtt: { url: ${broker.url} }`,
      'http: off',
      'chairs:',
      `  - { id: hall, port: "tcp://${port}", ${limits} }`,
    ];
    writeFileSync(join(folder.path, 'chair2mqtt.yaml'), `${lines.join('\n')}\ndata_dir: data\n`);
    return new House(broker, folder, chair, await TestHub.connect(broker.url));
  }

  startDaemon(): Program {
    return new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: this.folder.path });
  }

  get ledgerFolder(): string {
    return join(this.folder.path, 'data/ledger');
  }

  get lines(): readonly LedgerLine[] {
    const files = readdirSync(this.ledgerFolder).filter((name) => /^\d{4}-\d{2}\.jsonl$/.test(name));
    return files
      .flatMap((name) => scanLines(readFileSync(join(this.ledgerFolder, name))).pieces)
      .flatMap((piece) => (piece.kind === 'line' ? [piece.line] : []));
  }

  count(kind: LedgerLine['kind']): number {
    return this.lines.filter((line) => line.kind === kind).length;
  }

  async close(): Promise<void> {
    await this.hub.close();
    await Promise.all([this.daemon.kill(), this.chair.kill()]);
    await this.broker.stop();
    this.folder.remove();
  }
}

describeWithMosquitto('the ledger of a real daemon', () => {
  it.concurrent(`publishes hours that never fall, killed ${kills} times in mid-session`, async () => {
    const house = await House.open();
    const listener = await connectClient(house.broker.url, { protocolVersion: 5 });
    const told: z.infer<typeof usageSchema>[] = [];
    listener.on('message', (_topic, payload) => void told.push(usageSchema.parse(JSON.parse(payload.toString()))));
    await listener.subscribeAsync('chair2mqtt/hall/usage', { qos: 1 });
    try {
      for (let round = 0; round < kills; round++) {
        const epoch = house.hub.status?.epoch;
        await house.hub.start('hall', { program: 'quick-break' });
        await house.hub.until(() => (house.hub.status?.elapsed_s ?? 0) > 5, waitMs);
        if (round === 0) {
          await house.hub.publish('hall/stop', '');
          await house.hub.until(() => told.some(({ motor_hours }) => motor_hours > 0), waitMs);
          await house.hub.start('hall', { program: 'quick-break' });
        }
        await eventually(() => house.count('opened') === round + 2, 'its beginning is written', waitMs);
        house.daemon.signal('SIGKILL');
        await house.daemon.exit;
        house.daemon = house.startDaemon();
        await house.hub.until(
          () => house.hub.status?.epoch !== epoch && house.hub.status?.takes_starts === true,
          waitMs,
        );
        await eventually(() => house.count('closed') === house.count('opened'), 'the lost session has an end', waitMs);
      }
      expect(told.length).toBeGreaterThan(kills);
      for (const [at, usage] of told.entries()) {
        const before = told[at - 1] ?? { motor_hours: 0, zones: {} };
        expect(usage.motor_hours).toBeGreaterThanOrEqual(before.motor_hours);
        for (const [zone, hours] of Object.entries(before.zones))
          expect(usage.zones[zone] ?? 0, zone).toBeGreaterThanOrEqual(hours);
      }
      expect(house.count('opened')).toBe(kills + 1);
    } finally {
      await listener.endAsync();
      await house.close();
    }
  });

  it.runIf(mayMountDisks()).concurrent(
    'writes what waited when its full disk has room again, and sessions went on meanwhile',
    async () => {
      const house = await House.open(mountDisk);
      try {
        await house.hub.untilReady();
        fillDisk(join(house.ledgerFolder, 'filler'));
        await house.hub.start('hall', { program: 'quick-break' });
        await eventually(() => house.daemon.text.includes('ledger_not_written'), 'it is said', waitMs);
        await house.hub.until(() => (house.hub.status?.elapsed_s ?? 0) > 3, waitMs);
        await house.hub.publish('hall/stop', '');
        await house.hub.untilState('idle', waitMs);
        await house.hub.start('hall', { program: 'relaxation' });
        expect(house.count('opened')).toBe(0);
        rmSync(join(house.ledgerFolder, 'filler'));
        await eventually(() => house.count('opened') === 2 && house.count('closed') === 1, 'it is written', waitMs);
        await eventually(() => house.daemon.text.includes('ledger_written'), 'it is said', waitMs);
        expect(house.hub.status?.state).toBe('running');
        expect(house.lines.filter(({ kind }) => kind === 'opened' || kind === 'closed')).toMatchObject([
          { program: 'quick-break' },
          { ended_by: 'stopped' },
          { program: 'relaxation' },
        ]);
      } finally {
        await house.daemon.kill();
        spawnSync('umount', [house.ledgerFolder]);
        await house.close();
      }
    },
  );
});
