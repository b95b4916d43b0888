import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';
import { ListeningManager, pathWithNotify } from '../support/service-manager.js';

/** After so long the watchdog bites; it is fed twice as often. */
const watchdogMs = 4000;

let folder = temporaryFolder();
let chair: SimulatedChair;
let manager: ListeningManager;
let daemon: Program | null = null;

beforeEach(async () => {
  folder = temporaryFolder();
  chair = await SimulatedChair.listen({ tcp: { host: '127.0.0.1', port: 0 } });
  manager = await ListeningManager.listen(join(folder.path, 'notify'));
});
afterEach(async () => {
  await daemon?.kill();
  daemon = null;
  await manager.close();
  await chair.close();
  folder.remove();
});

/** A daemon as systemd starts it, without a broker. */
async function start(port = `tcp://127.0.0.1:${chair.addresses.tcp?.port}`): Promise<Program> {
  const text = [
    `chairs: [{ id: hall, port: "${port}" }]`,
    'mqtt: { url: "mqtt://127.0.0.1:1" }',
    `http: { listen: "127.0.0.1:${await freePort()}" }`,
    'data_dir: data',
  ].join('\n');
  writeFileSync(join(folder.path, 'chair2mqtt.yaml'), `${text}\n`);
  const env = {
    NOTIFY_SOCKET: manager.address,
    WATCHDOG_USEC: `${1000 * watchdogMs}`,
    PATH: pathWithNotify(folder.path),
  };
  daemon = new Program(['start'], { cwd: folder.path, env });
  return daemon;
}

describe('a daemon that a service manager watches', () => {
  it('is ready when its records, its page and its loop are there, whether or not a chair and a broker are', async () => {
    await chair.close();
    await start();
    await manager.until('READY');
    const ready = manager.messages[0];
    expect(ready?.words).toEqual({ READY: '1', STATUS: 'the chair does not answer; no broker' });
    expect(daemon?.text).toContain('"event":"data_folder_locked"');
    expect(daemon?.text).toContain('"event":"http_listening"');
    expect(daemon?.text).not.toContain('service_manager_unheard');
  });

  it('is never ready with a configuration that is wrong', async () => {
    const program = await start('nowhere');
    expect(await program.exit).toBe(1);
    expect(program.text).toContain('chair2mqtt.yaml:1:');
    expect(manager.messages).toEqual([]);
  });

  it('feeds the watchdog, not while its loop stands still, and again when it goes on', async () => {
    const { pid } = await start();
    await manager.until('WATCHDOG', 3);
    process.kill(pid, 'SIGSTOP');
    // What was on its way when it was stopped still arrives.
    await pause(500);
    const before = manager.withWord('WATCHDOG').length;
    await pause(2 * watchdogMs);
    expect(manager.withWord('WATCHDOG')).toHaveLength(before);
    process.kill(pid, 'SIGCONT');
    await manager.until('WATCHDOG', before + 1);
  });

  it('says that it goes, at once, and ends by a stop that was verified [S15]', async () => {
    const program = await start();
    await program.line(/"event":"chair_up"/);
    await manager.until('READY');
    program.signal('SIGTERM');
    expect(await program.exit).toBe(0);
    expect(program.text).toContain('the stop was verified');
    await eventually(() => manager.withWord('STOPPING').length === 1, 'it has said that it goes');
    expect(manager.withWord('STOPPING')[0]?.words).toEqual({ STOPPING: '1', STATUS: 'stopping every chair' });
  });
});
