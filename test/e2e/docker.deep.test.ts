import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCompose, runFlagsOf } from '../support/compose-file.js';
import { ContainerEngine, composeProgram, hasContainers, installBaseImage } from '../support/container-engine.js';
import { askControl } from '../support/control-port.js';
import { eventually } from '../support/eventually.js';
import { freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { temporaryFolder } from '../support/program.js';
import { runShell } from '../support/run-shell.js';
import { TestHub } from '../support/test-hub.js';

const project = join(import.meta.dirname, '../..');
const folder = join(project, 'deploy/docker');
const { services } = readCompose(join(folder, 'compose.yaml'));
const { demo, simulator } = services;
const image = 'localhost/chair2mqtt:test';
/** Seconds that compose leaves the daemon. */
const graceS = Number(/^(\d+)s$/.exec(demo?.stop_grace_period ?? '')?.[1]);

if (demo === undefined || simulator === undefined) throw new Error('compose.yaml has no simulated chair');

/** The broker of the compose file, with the users that its script makes. */
async function startBroker(room: string): Promise<{ readonly broker: Mosquitto; readonly password: string }> {
  const made = await runShell('sh "$SCRIPT" users secret && sh "$SCRIPT" users secret', {
    cwd: room,
    env: { ...process.env, SCRIPT: join(folder, 'passwords.sh') },
  });
  expect(made).toMatchObject({ code: 0 });
  const text = readFileSync(join(folder, 'mosquitto.conf'), 'utf8')
    .replace('listener 1883', 'listener PORT 127.0.0.1')
    .replaceAll('/mosquitto/users/', 'DIR/')
    .replaceAll('/mosquitto/data/', 'DIR/');
  const files = { passwords: readFileSync(join(room, 'users/passwords'), 'utf8') };
  return {
    broker: await startMosquitto({ text, files }),
    password: readFileSync(join(room, 'secret/chair2mqtt.password'), 'utf8'),
  };
}

describe.runIf(hasContainers)('the image that deploy/docker builds', () => {
  let engine: ContainerEngine;
  beforeAll(async () => {
    installBaseImage();
    engine = new ContainerEngine();
    await engine.build(project, 'deploy/docker/Dockerfile', image);
  }, 600_000);
  afterAll(() => engine.end());

  const inside = (...words: readonly string[]): Promise<string> =>
    engine.done('run', '--rm', '--no-healthcheck', '--network', 'none', '--cgroups', 'disabled', ...words);

  it('runs as a user without rights, with the group of serial ports, and holds nothing of its build', async () => {
    const look =
      'id --user; id --groups --name; ls -d /project /tmp/* /root/.npm 2>/dev/null; command -v tsc esbuild; ls /opt/chair2mqtt/lib/node_modules/chair2mqtt';
    const flags = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=4096:4096', '--entrypoint', 'sh'];
    const [user, groups, ...others] = (await inside(...flags, image, '-c', look)).split('\n');
    expect([user, groups]).toEqual(['10001', 'chair2mqtt dialout']);
    expect(others.join(' ')).toBe(
      'CHANGELOG.md LICENSE README.md deploy dist docs hardware-sim node_modules package.json programs src',
    );
  });

  it('is started by a file that compose itself understands', async () => {
    const asked = (...words: readonly string[]) =>
      runShell(`"$COMPOSE" --profile demo config ${words.join(' ')}`, {
        cwd: folder,
        env: { ...process.env, COMPOSE: composeProgram },
      });
    expect(await asked('--quiet')).toEqual({ code: 0, text: '' });
    const { text } = await asked('--services');
    expect(text.trim().split('\n').sort()).toEqual(['chair2mqtt', 'demo', 'mosquitto', 'passwords', 'simulator']);
  });

  describe('with a broker and a simulated chair, as compose.yaml starts them', () => {
    let room = temporaryFolder();
    let broker: Mosquitto;
    let hub: TestHub;
    let ports: { readonly page: number; readonly chair: number; readonly control: number };
    let password = '';

    beforeEach(async () => {
      room = temporaryFolder();
      for (const name of ['users', 'secret']) mkdirSync(join(room.path, name));
      ({ broker, password } = await startBroker(room.path));
      ports = { page: await freePort(), chair: await freePort(), control: await freePort() };
      const [, ...listening] = simulator.command ?? [];
      const command = listening.map((word) => word.replace('0.0.0.0:5555', `127.0.0.1:${ports.chair}`));
      const control = ['--control', `127.0.0.1:${ports.control}`];
      await engine.start('simulator', runFlagsOf(simulator, {}), image, 'sim', ...command, ...control);
      await engine.start(
        'demo',
        [
          ...runFlagsOf(demo, {
            CHAIR2MQTT_MQTT__URL: broker.url,
            CHAIR2MQTT_CHAIRS__0__PORT: `tcp://127.0.0.1:${ports.chair}`,
            CHAIR2MQTT_HTTP__LISTEN: `0.0.0.0:${ports.page}`,
            HEALTH_URL: `http://127.0.0.1:${ports.page}/healthz`,
          }),
          ...['--volume', 'records:/var/lib/chair2mqtt', '--volume', `${join(room.path, 'secret')}:/run/broker:ro`],
        ],
        image,
      );
      hub = await TestHub.connect(broker.url.replace('//', `//chair2mqtt:${password}@`));
    });
    afterEach(async () => {
      await hub.close();
      await engine.clear();
      await engine.done('volume', 'rm', '--force', 'records');
      await broker.stop();
      room.remove();
    });

    const outcome = async (): Promise<string> => await engine.done('wait', 'demo');
    const isMoving = async (): Promise<boolean> => {
      const { zones } = (await askControl(ports.control, { do: 'state' })) as {
        readonly zones: Readonly<Record<string, { readonly duty: number; readonly pump: boolean }>>;
      };
      return Object.values(zones).some(({ duty, pump }) => duty > 0 || pump);
    };

    it('answers the health check, plays, and ends a stop of the container with a verified stop and 0', async () => {
      await hub.start('demo-chair', { program: 'quick-break' });
      await hub.until(() => (hub.status?.zones.back?.level ?? 0) > 3);
      expect(await isMoving()).toBe(true);
      expect(await engine.podman('healthcheck', 'run', 'demo')).toMatchObject({ code: 0 });
      expect(await engine.done('exec', 'demo', 'cat', '/proc/1/cmdline')).toBe(
        ['/usr/bin/tini', '--', 'chair2mqtt', 'start'].map((word) => `${word}\0`).join(''),
      );
      await engine.done('stop', '--time', String(graceS), 'demo');
      expect(await outcome()).toBe('0');
      expect(await isMoving()).toBe(false);
      const log = await engine.logs('demo');
      expect(log).toContain('the stop was verified');
      expect(log).not.toContain(password);
      expect(hub.status?.last_session?.ended_by).toBe('shutdown');
    });

    it('writes nothing but its records, which are its own, and the next container goes on with them', async () => {
      await hub.untilReady();
      expect((await engine.podman('exec', 'demo', 'touch', '/opt/chair2mqtt/x')).text).toContain(
        'Read-only file system',
      );
      await engine.done('stop', '--time', String(graceS), 'demo');
      const records = await engine.done('volume', 'inspect', '--format', '{{.Mountpoint}}', 'records');
      const { uid, mode } = statSync(join(records, 'http-token'));
      expect([uid, mode & 0o777]).toEqual([10001, 0o600]);
      await engine.done('start', 'demo');
      await hub.until(() => hub.last.get('bridge/state') === 'online');
      await hub.untilReady();
    });

    it('hears the signal that drains it, and its health check tells a page that does not answer', async () => {
      await hub.untilReady();
      const away = ['exec', '--env', 'HEALTH_URL=http://127.0.0.1:1/healthz', 'demo', 'node'];
      expect(await engine.podman(...away, '/opt/chair2mqtt/health.mjs')).toEqual({
        code: 1,
        text: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1\/healthz: .*ECONNREFUSED/),
      });
      await engine.done('kill', '--signal', 'SIGUSR2', 'demo');
      expect(await outcome()).toBe('0');
    });

    it('prints a link to the page under the name that the configuration gives this machine', async () => {
      await hub.untilReady();
      const link = await engine.done('exec', 'demo', 'chair2mqtt', 'link');
      const [, code] = new RegExp(`http://localhost:${ports.page}/#\\S*?([\\w-]{20,})`).exec(link) ?? [];
      expect(code, link).toBeDefined();
      await eventually(async () => (await fetch(`http://localhost:${ports.page}/`)).status === 200, 'the page');
    });
  });
});
