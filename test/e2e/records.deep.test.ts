import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRecordText } from '../../src/adapters/files/record-text.js';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { connectClient } from '../support/mqtt-client.js';
import { Program, temporaryFolder } from '../support/program.js';
import { fillDisk, mayMountDisks, mountDisk } from '../support/small-disk.js';
import { TestHub } from '../support/test-hub.js';

const rounds = 2;

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

  static async open(prepare: (folder: string) => void = () => {}): Promise<House> {
    const broker = await startMosquitto();
    const folder = temporaryFolder();
    prepare(folder.path);
    const chair = new Program(['sim', '--tcp', '127.0.0.1:0'], { cwd: folder.path });
    const port = /tcp=(\S+)/.exec(await chair.line(/^ready/))?.[1];
    const lines = [`mqtt: { url: ${broker.url} }`, 'http: off', 'chairs:', `  - { id: hall, port: "tcp://${port}" }`];
    writeFileSync(join(folder.path, 'chair2mqtt.yaml'), `${lines.join('\n')}\ndata_dir: data\n`);
    return new House(broker, folder, chair, await TestHub.connect(broker.url));
  }

  startDaemon(): Program {
    return new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: this.folder.path });
  }

  /** The codes of the latches that a daemon that starts now would find. */
  get keptLatches(): readonly string[] {
    const found = readRecordText(readFileSync(join(this.folder.path, 'data/hall.json'), 'utf8'));
    if (found.kind !== 'record') throw new Error(found.reason);
    return (found.value as { readonly faults: readonly { readonly code: string }[] }).faults.map(({ code }) => code);
  }

  /** Kills the daemon in the moment in which somebody hears of the emergency stop. */
  async killWhenTold(): Promise<string> {
    const client = await connectClient(this.broker.url, { protocolVersion: 5 });
    await client.subscribeAsync(['chair2mqtt/hall/state', 'chair2mqtt/hall/event'], { qos: 1, rh: 2 });
    const told = new Promise<string>((resolve) => {
      client.on('message', (topic, payload, { retain }) => {
        if (retain || !payload.toString().includes('"emergency_stopped"')) return;
        this.daemon.signal('SIGKILL');
        resolve(topic);
      });
    });
    await this.hub.publish('hall/estop', '');
    const topic = await told;
    await this.daemon.exit;
    await client.endAsync();
    return topic;
  }

  async close(): Promise<void> {
    await this.hub.close();
    await Promise.all([this.daemon.kill(), this.chair.kill()]);
    await this.broker.stop();
    this.folder.remove();
  }
}

describeWithMosquitto('the records of a daemon', () => {
  it.concurrent(`hold the latch of an emergency stop whenever that was told: killed ${rounds} times in that moment [S3]`, async () => {
    const house = await House.open();
    try {
      for (let round = 1; round <= rounds; round++) {
        await house.hub.start('hall', { program: 'quick-break' });
        await house.hub.until(() => (house.hub.status?.zones.back?.level ?? 0) > 5);
        const epoch = house.hub.status?.epoch;
        const topic = await house.killWhenTold();
        expect(house.keptLatches, `round ${round}, told on ${topic}`).toEqual(['estop']);
        house.daemon = house.startDaemon();
        await house.hub.until(
          () => house.hub.status?.epoch !== epoch && house.hub.last.get('hall/availability') === 'online',
        );
        expect(house.hub.status?.state).toBe('emergency_stopped');
        expect(house.hub.status?.last_session).toMatchObject({ ended_by: 'emergency_stop' });
        await house.hub.until(() => house.hub.status?.takes_starts === true);
        await house.hub.publish('hall/set', { command: 'reset' });
        await house.hub.untilState('idle');
      }
    } finally {
      await house.close();
    }
  });

  it.runIf(mayMountDisks()).concurrent(
    'that a full disk does not take are said, refuse starts, and land when there is space [S3] [S9]',
    {
      timeout: 60_000,
    },
    async () => {
      const house = await House.open((folder) => {
        mkdirSync(join(folder, 'data'));
        mountDisk(join(folder, 'data'));
      });
      const data = join(house.folder.path, 'data');
      try {
        await house.hub.start('hall', { program: 'quick-break' });
        fillDisk(join(data, 'filler'));
        await house.hub.publish('hall/estop', '');
        await house.hub.until(() => house.hub.status?.fault?.message.includes('not yet saved') === true);
        expect(house.hub.status).toMatchObject({ state: 'fault', fault: { code: 'internal' } });
        expect(house.hub.statuses.map(({ state }) => state)).not.toContain('emergency_stopped');
        await house.hub.until(() => JSON.parse(house.hub.last.get('bridge/info') ?? '{}').unsaved.includes('hall'));
        expect(JSON.parse(house.hub.last.get('bridge/health') ?? '{}').unsaved).toContain('hall');
        const doctor = new Program(['doctor', '--config', 'chair2mqtt.yaml'], { cwd: house.folder.path });
        expect(await doctor.line(/data folder/)).toMatch(/PROBLEM.*the disk is full/);
        await doctor.kill();
        await house.hub.publish('hall/set', { command: 'reset' });
        await house.hub.untilState('idle');
        await house.hub.publish('hall/set', { command: 'start', program: 'quick-break', id: 'full' });
        await house.hub.until(() => house.hub.results.some(({ id }) => id === 'full'));
        expect(house.hub.results.find(({ id }) => id === 'full')).toMatchObject({
          code: 'unavailable',
          message: expect.stringMatching(/ENOSPC.*free space/),
        });
        rmSync(join(data, 'filler'));
        await house.hub.until(() => JSON.parse(house.hub.last.get('bridge/info') ?? '{}').unsaved.length === 0);
        expect(house.keptLatches).toEqual([]);
        await house.hub.start('hall', { program: 'quick-break' });
        await house.hub.publish('hall/stop', '');
      } finally {
        await house.daemon.kill();
        spawnSync('umount', [data]);
        await house.close();
      }
    },
  );
});
