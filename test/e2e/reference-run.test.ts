import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { askControl } from '../support/control-port.js';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';
import { TestHub } from '../support/test-hub.js';

interface ZoneOutputs {
  readonly duty: number;
  readonly pump: boolean;
  readonly valve_closed: boolean;
}

interface ChairOutputs {
  readonly zones: Record<string, ZoneOutputs>;
}

const ask = async (port: number, question: object): Promise<ChairOutputs> =>
  (await askControl(port, question)) as ChairOutputs;

const isOn = ({ duty, pump, valve_closed }: ZoneOutputs): boolean => duty > 0 || pump || valve_closed;

/** A broker, a chair on a pseudo-terminal, a daemon and somebody who listens: each test has its own, so that they wait together. */
class House {
  daemon: Program;

  private constructor(
    public broker: Mosquitto,
    private readonly folder: ReturnType<typeof temporaryFolder>,
    private readonly chair: Program,
    private readonly control: number,
    public hub: TestHub,
  ) {
    this.daemon = this.startDaemon();
  }

  static async use(test: (house: House) => Promise<void>): Promise<void> {
    const house = await House.open();
    try {
      await house.hub.untilState('idle');
      await test(house);
    } finally {
      await house.close();
    }
  }

  private static async open(): Promise<House> {
    const broker = await startMosquitto();
    const folder = temporaryFolder();
    const chair = new Program(['sim', '--pty', './ttyCHAIR', '--control', '127.0.0.1:0'], { cwd: folder.path });
    const control = Number(/control=127\.0\.0\.1:(\d+)/.exec(await chair.line(/^ready/))?.[1]);
    writeFileSync(
      join(folder.path, 'chair2mqtt.yaml'),
      `mqtt: { url: ${broker.url} }\nhttp: off\nchairs:\n  - { id: living-room, port: ./ttyCHAIR }\n`,
    );
    return new House(broker, folder, chair, control, await TestHub.connect(broker.url));
  }

  startDaemon(): Program {
    return new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: this.folder.path });
  }

  ask(question: object): Promise<ChairOutputs> {
    return ask(this.control, question);
  }

  async isMoving(): Promise<boolean> {
    return Object.values((await this.ask({ do: 'state' })).zones).some(isOn);
  }

  private async close(): Promise<void> {
    await this.hub.close();
    await Promise.all([this.daemon.kill(), this.chair.kill()]);
    await this.broker.stop();
    this.folder.remove();
  }
}

describeWithMosquitto('mosquitto, a chair on a pseudo-terminal and the daemon', () => {
  it.concurrent('plays on a command of mosquitto_pub and stops on another', async () => {
    await House.use(async (house) => {
      await house.hub.untilReady();
      const publish = (topic: string, message: string) =>
        spawnSync('mosquitto_pub', [
          '-p',
          String(house.broker.port),
          '-t',
          `chair2mqtt/living-room/${topic}`,
          '-m',
          message,
        ]);
      publish('set', '{"command":"start","program":"quick-break"}');
      await house.hub.untilState('running');
      await house.hub.until(() => (house.hub.status?.zones.back?.level ?? 0) > 0);
      expect(await house.isMoving()).toBe(true);
      publish('stop', '');
      await house.hub.untilState('idle');
      expect(house.hub.status?.last_session?.ended_by).toBe('stopped');
      expect(await house.isMoving()).toBe(false);
    });
  });

  it.concurrent('[S6] moves nothing on a retained start, live and at every reconnect', async () => {
    await House.use(async (house) => {
      await house.hub.untilReady();
      await house.hub.publish('living-room/set', { command: 'start', program: 'quick-break' }, true);
      await house.hub.until(() => house.hub.results.some((result) => result.code === 'retained'));
      const before = house.hub.status?.epoch;
      await house.daemon.kill();
      house.daemon = house.startDaemon();
      await house.hub.until(() => house.hub.status?.epoch !== before);
      // Only then would a start be looked at.
      await house.hub.untilReady();
      expect(house.hub.status?.state).toBe('idle');
      expect(await house.isMoving()).toBe(false);
    });
  });

  it.concurrent('[S1] is at zero within lease + 500 ms when the daemon is killed', async () => {
    await House.use(async (house) => {
      await house.hub.start('living-room', { program: 'quick-break' });
      await house.hub.until(() => (house.hub.status?.zones.back?.level ?? 0) > 5);
      await house.daemon.kill();
      await new Promise((resolve) => setTimeout(resolve, 600 + 500));
      expect(await house.isMoving()).toBe(false);
    });
  });

  it.concurrent.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '[S15] stops the chair and exits 0 on %s',
    { timeout: 60_000 },
    async (signal) => {
      await House.use(async (house) => {
        await house.hub.start('living-room', { program: 'quick-break' });
        await house.hub.until(() => (house.hub.status?.zones.back?.level ?? 0) > 3);
        house.daemon.signal(signal);
        expect(await house.daemon.exit).toBe(0);
        expect(house.daemon.text).toContain('the stop was verified');
        expect(await house.isMoving()).toBe(false);
        // The hub hears of it from the broker, which the end of a process does not wait for.
        await house.hub.until(() => house.hub.last.get('bridge/state') === 'offline');
        expect(house.hub.status?.last_session?.ended_by).toBe('shutdown');
      });
    },
  );

  it.concurrent('[S8] goes on when the broker goes, and is reachable when it is back', async () => {
    await House.use(async (house) => {
      await house.hub.start('living-room', { program: 'quick-break' });
      await house.hub.until(() => (house.hub.status?.zones.back?.level ?? 0) > 3);
      await house.broker.stop();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(await house.isMoving()).toBe(true);
      house.broker = await startMosquitto({ port: house.broker.port });
      const seen = house.hub.statuses.length;
      await house.hub.close();
      house.hub = await TestHub.connect(house.broker.url);
      await house.hub.until(() => house.hub.status?.state === 'running');
      expect(seen).toBeGreaterThan(0);
      await house.hub.publish('living-room/stop', '');
      await house.hub.untilState('idle');
    });
  });

  it.concurrent('[S5] finds the chair again when its cable was out, and moves nothing by itself', async () => {
    await House.use(async (house) => {
      await house.hub.start('living-room', { program: 'quick-break' });
      await house.hub.until(() => (house.hub.status?.zones.back?.level ?? 0) > 3);
      await house.ask({ do: 'inject', fault: 'unplug@0s+2s' });
      await house.hub.untilState('disconnected');
      await house.hub.untilState('idle');
      expect(house.hub.status?.last_session?.ended_by).toBe('link_lost');
      expect(await house.isMoving()).toBe(false);
    });
  });
});
