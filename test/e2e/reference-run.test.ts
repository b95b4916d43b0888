import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';
import { TestHub } from '../support/test-hub.js';

interface ZoneOutputs {
  readonly duty: number;
  readonly pump: boolean;
  readonly valve_closed: boolean;
}

/** Asks the simulator's control port; the chair's own word, not the daemon's. */
function ask(port: number, question: object): Promise<{ readonly zones: Record<string, ZoneOutputs> }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${JSON.stringify(question)}\n`));
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
      if (!text.includes('\n')) return;
      socket.destroy();
      resolve(JSON.parse(text));
    });
    socket.on('error', reject);
  });
}

const isOn = ({ duty, pump, valve_closed }: ZoneOutputs): boolean => duty > 0 || pump || valve_closed;

describeWithMosquitto('mosquitto, a chair on a pseudo-terminal and the daemon', () => {
  let broker: Mosquitto;
  let folder: ReturnType<typeof temporaryFolder>;
  let chair: Program;
  let daemon: Program;
  let hub: TestHub;
  let control = 0;

  const startDaemon = () => new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: folder.path });
  const isMoving = async () => Object.values((await ask(control, { do: 'state' })).zones).some(isOn);

  beforeEach(async () => {
    broker = await startMosquitto();
    folder = temporaryFolder();
    chair = new Program(['sim', '--pty', './ttyCHAIR', '--control', '127.0.0.1:0'], { cwd: folder.path });
    control = Number(/control=127\.0\.0\.1:(\d+)/.exec(await chair.line(/^ready/))?.[1]);
    writeFileSync(
      join(folder.path, 'chair2mqtt.yaml'),
      `mqtt: { url: ${broker.url} }\nchairs:\n  - { id: living-room, port: ./ttyCHAIR }\n`,
    );
    daemon = startDaemon();
    hub = await TestHub.connect(broker.url);
    await hub.untilState('idle');
  });

  afterEach(async () => {
    await hub.close();
    await Promise.all([daemon.kill(), chair.kill()]);
    await broker.stop();
    folder.remove();
  });

  it('plays on a command of mosquitto_pub and stops on another', async () => {
    await hub.untilReady();
    const publish = (topic: string, message: string) =>
      spawnSync('mosquitto_pub', ['-p', String(broker.port), '-t', `chair2mqtt/living-room/${topic}`, '-m', message]);
    publish('set', '{"command":"start","program":"quick-break"}');
    await hub.untilState('running');
    await hub.until(() => (hub.status?.zones.back?.level ?? 0) > 0);
    expect(await isMoving()).toBe(true);
    publish('stop', '');
    await hub.untilState('idle');
    expect(hub.status?.last_session?.ended_by).toBe('stopped');
    expect(await isMoving()).toBe(false);
  });

  it('[S6] moves nothing on a retained start, live and at every reconnect', async () => {
    await hub.untilReady();
    await hub.publish('living-room/set', { command: 'start', program: 'quick-break' }, true);
    await hub.until(() => hub.results.some((result) => result.code === 'retained'));
    await daemon.kill();
    daemon = startDaemon();
    await hub.until(() => hub.status?.state === 'disconnected');
    // Only then would a start be looked at.
    await hub.untilReady();
    expect(hub.status?.state).toBe('idle');
    expect(await isMoving()).toBe(false);
  });

  it('[S1] is at zero within lease + 500 ms when the daemon is killed', async () => {
    await hub.start('living-room', { program: 'quick-break' });
    await hub.until(() => (hub.status?.zones.back?.level ?? 0) > 5);
    await daemon.kill();
    await new Promise((resolve) => setTimeout(resolve, 600 + 500));
    expect(await isMoving()).toBe(false);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('[S15] stops the chair and exits 0 on %s', async (signal) => {
    await hub.start('living-room', { program: 'quick-break' });
    await hub.until(() => (hub.status?.zones.back?.level ?? 0) > 3);
    daemon.signal(signal);
    expect(await daemon.exit).toBe(0);
    expect(daemon.text).toContain('the stop was verified');
    expect(await isMoving()).toBe(false);
    expect(hub.last.get('bridge/state')).toBe('offline');
    expect(hub.status?.last_session?.ended_by).toBe('shutdown');
  });

  it('[S8] goes on when the broker goes, and is reachable when it is back', async () => {
    await hub.start('living-room', { program: 'quick-break' });
    await hub.until(() => (hub.status?.zones.back?.level ?? 0) > 3);
    await broker.stop();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await isMoving()).toBe(true);
    broker = await startMosquitto({ port: broker.port });
    const seen = hub.statuses.length;
    await hub.close();
    hub = await TestHub.connect(broker.url);
    await hub.until(() => hub.status?.state === 'running', 35_000);
    expect(seen).toBeGreaterThan(0);
    await hub.publish('living-room/stop', '');
    await hub.untilState('idle');
  }, 60_000);

  it('[S5] finds the chair again when its cable was out, and moves nothing by itself', async () => {
    await hub.start('living-room', { program: 'quick-break' });
    await hub.until(() => (hub.status?.zones.back?.level ?? 0) > 3);
    await ask(control, { do: 'inject', fault: 'unplug@0s+2s' });
    await hub.untilState('disconnected');
    await hub.untilState('idle', 15_000);
    expect(hub.status?.last_session?.ended_by).toBe('link_lost');
    expect(await isMoving()).toBe(false);
  });
});
