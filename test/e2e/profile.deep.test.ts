import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FleetHub } from '../support/fleet-hub.js';
import { KeyedProgram } from '../support/keyed-program.js';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';

describeWithMosquitto('a chair by profile, with real processes', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let broker: Mosquitto;
  let hub: FleetHub;
  let chair: KeyedProgram;
  let daemon: Program;

  const write = (port: string, more = ''): void => {
    const lines = [
      `mqtt: { url: "${broker.url}" }`,
      'http: off',
      'chairs:',
      `  - { id: old-chair, driver: "profile:remote-bus", port: "${port}"${more} }`,
    ];
    writeFileSync(join(folder.path, 'chair2mqtt.yaml'), `${lines.join('\n')}\n`);
  };
  const startDaemon = async (): Promise<void> => {
    // What an earlier daemon has said does not count.
    hub.statuses.clear();
    daemon = new Program(['start'], { cwd: folder.path });
    await hub.untilReady(['old-chair']);
  };

  const begin = async (program: string): Promise<void> => {
    const id = `${program}-${Date.now()}`;
    await hub.untilReady(['old-chair']);
    await hub.publish('old-chair/set', { command: 'start', program, id });
    await hub.until(() => hub.results.some((result) => result.id === id), 'a result');
    expect(hub.results.find((result) => result.id === id)).toMatchObject({ ok: true });
  };

  beforeEach(async () => {
    folder = temporaryFolder();
    broker = await startMosquitto();
    hub = await FleetHub.connect(broker.url);
    chair = await KeyedProgram.start(folder.path, '--pty', './ttyOLD');
  });

  afterEach(async () => {
    await daemon?.kill();
    await chair.program.kill();
    await hub.close();
    await broker.stop();
    folder.remove();
  });

  it('says what it does not promise, and is not started from afar until that is allowed', async () => {
    write(chair.port);
    await startDaemon();
    const info = JSON.parse(hub.last.get('bridge/info') ?? '{}');
    expect(info.chairs[0]).toMatchObject({
      driver: 'profile:remote-bus',
      guarantees: { dead_man: 'none', stop: 'by key, confirmed by status' },
      commissioned: false,
    });
    const programs = JSON.parse(hub.last.get('old-chair/programs') ?? '[]');
    expect(programs.filter(({ native }: { native?: boolean }) => native === true)).toHaveLength(6);
    await hub.publish('old-chair/set', { command: 'start', program: 'quick-break', id: 'one' });
    await hub.until(() => hub.results.some(({ id }) => id === 'one'), 'a result');
    expect(hub.results.find(({ id }) => id === 'one')).toMatchObject({ ok: false, code: 'remote_start_off' });
    expect(await chair.ask({ do: 'state' })).toMatchObject({ on: false, presses: 0 });
  });

  it('plays a program, and stops when it is told, when the daemon ends and after kill -9', async () => {
    write(chair.port, ', remote_start: true');
    await startDaemon();
    await begin('quick-break');
    await chair.until(({ moves }) => moves === true);
    const ready = hub.stop('old-chair/stop', ['old-chair']);
    await chair.until(({ on }) => on === false, 3000);
    await ready;
    expect(hub.statuses.get('old-chair')?.last_session).toMatchObject({ ended_by: 'stopped' });

    await begin('auto-sleep');
    await chair.until(({ moves }) => moves === true);
    daemon.signal('SIGTERM');
    expect(await daemon.exit).toBe(0);
    expect(await chair.ask({ do: 'state' })).toMatchObject({ on: false });

    await startDaemon();
    await begin('quick-break');
    await chair.until(({ moves }) => moves === true);
    await daemon.kill();
    expect(await chair.ask({ do: 'state' })).toMatchObject({ on: true, moves: true });
    daemon = new Program(['start'], { cwd: folder.path });
    await chair.until(({ on }) => on === false);
  });

  it('is looked at by doctor, which presses nothing and says what the driver promises', async () => {
    write(chair.port);
    await chair.press('power');
    const doctor = new Program(['doctor'], { cwd: folder.path });
    await doctor.exit;
    expect(doctor.text).toMatch(/Korean consumer chair.*frames (short, long|long, short); it is on/);
    expect(doctor.text).toContain('dead_man: none; stop: by key, confirmed by status');
    expect(await chair.ask({ do: 'state' })).toMatchObject({ presses: 1 });
    daemon = doctor;
  });
});
