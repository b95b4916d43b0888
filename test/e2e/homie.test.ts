import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWithMosquitto, freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';

const root = 'homie/5/chair2mqtt-bridge';
const chair = 'homie/5/chair2mqtt-living-room';

describeWithMosquitto('a hub that speaks Homie 5', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let port = 0;
  let broker: Mosquitto;
  let device: Program;
  let daemon: Program;
  let hub: MqttClient;
  const values = new Map<string, string>();

  const startDaemon = () => new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: folder.path });
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const set = (id: string, payload: string, retain = false) =>
    hub.publishAsync(`${chair}/session/${id}/set`, payload, { qos: 1, retain });

  async function until(topic: string, value: string): Promise<void> {
    const endsAtMs = Date.now() + 10_000;
    while (values.get(topic) !== value) {
      if (Date.now() > endsAtMs) throw new Error(`${topic} is ${values.get(topic)}, not ${value}`);
      await pause(20);
    }
  }

  /** Sets the switch, again while the daemon is settling or fenced. */
  async function start(): Promise<void> {
    for (let tries = 0; tries < 20 && values.get(`${chair}/session/massage`) !== 'true'; tries += 1) {
      await set('massage', 'true');
      await pause(400);
    }
    await until(`${chair}/session/state`, 'running');
  }

  beforeEach(async () => {
    folder = temporaryFolder();
    values.clear();
    port = await freePort();
    broker = await startMosquitto({ port });
    device = new Program(['sim', '--pty', './ttyCHAIR'], { cwd: folder.path });
    await device.line(/^ready/);
    const mqtt = `{ url: "${broker.url}", homie: true }`;
    writeFileSync(
      join(folder.path, 'chair2mqtt.yaml'),
      `mqtt: ${mqtt}\nchairs:\n  - { id: living-room, port: ./ttyCHAIR }\n`,
    );
    hub = await connectAsync(broker.url, { protocolVersion: 5, reconnectPeriod: 200 });
    hub.on('message', (topic, payload) => values.set(topic, payload.toString()));
    await hub.subscribeAsync('homie/5/#', { qos: 1 });
    daemon = startDaemon();
    await until(`${chair}/$state`, 'ready');
  });

  afterEach(async () => {
    await hub.endAsync(true);
    await Promise.all([daemon.kill(), device.kill()]);
    await broker.stop();
    folder.remove();
  });

  it('selects, starts and stops, and never starts on a retained set [S6]', { timeout: 30_000 }, async () => {
    // For a second after it has connected a daemon takes nothing that may have waited.
    await pause(1200);
    await set('program', 'quick-break');
    await set('intensity', '40');
    await until(`${chair}/session/program`, 'quick-break');
    await until(`${chair}/session/intensity`, '40');
    await start();
    const endsAtMs = Date.now() + 10_000;
    while (!(Number(values.get(`${chair}/back/level`)) > 0) && Date.now() < endsAtMs) await pause(20);
    expect(Number(values.get(`${chair}/back/level`))).toBeGreaterThan(0);
    await set('stop', 'press');
    await until(`${chair}/session/state`, 'idle');
    await until(`${chair}/back/level`, '0');
    await pause(1200);
    await set('massage', 'true', true);
    await pause(500);
    expect(values.get(`${chair}/session/massage`)).toBe('false');
  });

  it('is lost when the daemon is killed, and true again when daemon and broker are back', {
    timeout: 40_000,
  }, async () => {
    expect(values.get(`${root}/$state`)).toBe('ready');
    await daemon.kill();
    await until(`${root}/$state`, 'lost');
    daemon = startDaemon();
    await until(`${root}/$state`, 'ready');
    await until(`${chair}/$state`, 'ready');
    await broker.stop();
    values.clear();
    broker = await startMosquitto({ port });
    await until(`${root}/$state`, 'ready');
    await until(`${chair}/$state`, 'ready');
    await until(`${chair}/session/state`, 'idle');
    await daemon.end();
    await until(`${chair}/$state`, 'disconnected');
    await until(`${root}/$state`, 'disconnected');
  });
});
