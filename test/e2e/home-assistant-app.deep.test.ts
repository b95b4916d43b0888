import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ContainerEngine, hasContainers, installBaseImage } from '../support/container-engine.js';
import { eventually } from '../support/eventually.js';
import { MockSupervisor } from '../support/mock-supervisor.js';
import { freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';
import { runShell } from '../support/run-shell.js';
import { selfSigned } from '../support/self-signed.js';
import { TestHub } from '../support/test-hub.js';

const project = join(import.meta.dirname, '../..');
const image = 'localhost/chair2mqtt-app:test';
const username = 'addons';
/** Every sign that a shell, YAML or an address would take for something else. */
const password = ` p"a's $w\\ö #:{@/&%[ `;
const ingressPath = '/api/hassio_ingress/q1W2-e3_R4';

/** The folder that somebody copies to Home Assistant, with the packed program in it. */
async function appFolder(path: string): Promise<string> {
  const folder = join(path, 'chair2mqtt');
  cpSync(join(project, 'deploy/home-assistant/chair2mqtt'), folder, { recursive: true });
  const packed = await runShell(
    'npm pack "$PROJECT" --ignore-scripts --silent && mv chair2mqtt-*.tgz chair2mqtt/chair2mqtt.tgz',
    { cwd: path, env: { ...process.env, PROJECT: project } },
  );
  if (packed.code !== 0) throw new Error(packed.text);
  return folder;
}

describe.runIf(hasContainers)('the app for Home Assistant, built as the Supervisor builds it', () => {
  let engine: ContainerEngine;
  let supervisor: MockSupervisor;
  let chair: Program;
  let chairAt = '';
  const built = temporaryFolder();
  beforeAll(async () => {
    installBaseImage();
    engine = new ContainerEngine();
    await engine.build(await appFolder(built.path), 'Dockerfile', image);
    supervisor = await MockSupervisor.open();
    chair = new Program(['sim', '--tcp', '127.0.0.1:0']);
    [, chairAt = ''] = /tcp=(\S+)/.exec(await chair.line(/^ready/)) ?? [];
  }, 600_000);
  afterAll(async () => {
    await chair.kill();
    await supervisor.close();
    await engine.end();
    built.remove();
  });

  let room = temporaryFolder();
  let broker: Mosquitto | null = null;
  let hub: TestHub | null = null;
  let ingress = 0;
  beforeEach(async () => {
    room = temporaryFolder();
    for (const name of ['data', 'config', 'ssl']) mkdirSync(join(room.path, name));
    options({ chairs: [{ id: 'sofa', port: `tcp://${chairAt}`, name: 'Sofa' }] });
    ingress = await freePort();
    supervisor.service = null;
  });
  afterEach(async () => {
    await hub?.close();
    hub = null;
    await engine.clear();
    await broker?.stop();
    broker = null;
    room.remove();
  });

  const options = (given: object): void =>
    writeFileSync(
      join(room.path, 'data/options.json'),
      JSON.stringify({ ingress_own: false, log_level: 'info', ...given }),
    );

  /** `securePort`: where it also speaks TLS, which Home Assistant then tells in place of the plain one. */
  async function withBroker(securePort: number | null = null): Promise<TestHub> {
    const listener = [`listener ${securePort} 127.0.0.1`, 'certfile DIR/cert.pem', 'keyfile DIR/key.pem'];
    broker = await startMosquitto({
      passwords: { [username]: password, hub: 'hub' },
      config: securePort === null ? [] : listener,
      files: { 'cert.pem': selfSigned.cert, 'key.pem': selfSigned.key },
    });
    const at = { host: '127.0.0.1', port: securePort ?? broker.port, ssl: securePort !== null };
    const service = { ...at, username, password, protocol: '3.1.1' } as const;
    supervisor.service = { ...service, addon: 'core_mosquitto' };
    hub = await TestHub.connect(broker.url.replace('//', '//hub:hub@'));
    return hub;
  }

  /** `peer`: as whom the page sees everybody who comes by ingress. */
  const start = (peer: 'the hub' | 'somebody' = 'the hub', token = supervisor.token): Promise<string> => {
    const hubAddress = join(project, 'test/support/from-the-hub.mjs');
    const asHub = ['--env', 'NODE_OPTIONS=--import=/from-the-hub.mjs', '--env', `TEST_INGRESS_PORT=${ingress}`];
    const flags = [
      ...[
        '--env',
        `SUPERVISOR_API=${supervisor.url}`,
        '--env',
        `SUPERVISOR_TOKEN=${token}`,
        '--env',
        'TZ=Europe/Berlin',
      ],
      ...['--env', `CHAIR2MQTT_HTTP__INGRESS=127.0.0.1:${ingress}`],
      ...['data', 'config', 'ssl'].flatMap((name) => ['--volume', `${join(room.path, name)}:/${name}`]),
      ...['--volume', `${hubAddress}:/from-the-hub.mjs:ro`, ...(peer === 'the hub' ? asHub : [])],
    ];
    return engine.start('app', flags, image);
  };
  const ended = async (): Promise<{ readonly code: string; readonly text: string }> => ({
    code: await engine.done('wait', 'app'),
    text: await engine.logs('app'),
  });
  const byIngress = (path: string, more: RequestInit = {}, prefix = ingressPath): Promise<Response> =>
    fetch(`http://127.0.0.1:${ingress}${path}`, {
      ...more,
      headers: { 'X-Ingress-Path': prefix, 'X-Forwarded-Host': 'hub.local:8123', ...more.headers },
    });

  it('comes online with the broker and the password that Home Assistant tells, and stops the chair when it is stopped', async () => {
    const house = await withBroker();
    await start();
    await house.start('sofa', { program: 'quick-break' });
    await house.until(() => (house.status?.zones.back?.level ?? 0) > 3);
    await engine.done('stop', '--time', '20', 'app');
    const { code, text } = await ended();
    expect(code).toBe('0');
    expect(text).toContain('the stop was verified');
    for (const secret of [password.trim(), supervisor.token]) expect(text).not.toContain(secret);
    expect(statSync(join(room.path, 'data/broker-password')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(room.path, 'data/chairs.yaml'), 'utf8')).not.toContain(username);
    expect(house.status?.last_session?.ended_by).toBe('shutdown');
  });

  it('shows its page through the ingress of the hub, where users may start and stop, and a probe finds it well', async () => {
    const house = await withBroker();
    await start();
    await house.untilReady();
    const page = await byIngress('/');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
    const [, script = ''] = /<script[^>]* src="([^"]+)"/.exec(await page.text()) ?? [];
    expect(script).not.toMatch(/^\//);
    expect((await byIngress(`/${script}`)).status).toBe(200);
    const command = { command: 'start', program: 'quick-break', id: 'by-ingress' };
    const sent = await byIngress('/api/chairs/sofa/commands', {
      method: 'POST',
      body: JSON.stringify(command),
      headers: { Origin: 'http://hub.local:8123', 'X-Chair2mqtt': '1' },
    });
    expect(await sent.json()).toMatchObject({ ok: true });
    expect((await byIngress('/api/history')).status).toBe(403);
    expect((await byIngress('/api/stop', { method: 'POST' })).status).toBe(200);
    // The watchdog of the Supervisor asks from the same address, without the path of a user.
    expect((await fetch(`http://127.0.0.1:${ingress}/healthz`)).status).toBe(200);
  });

  it('shows history where the options say so, and nothing at all to anybody but the hub', async () => {
    options({ chairs: [{ id: 'sofa', port: `tcp://${chairAt}` }], ingress_own: true });
    const house = await withBroker();
    await start();
    await house.untilReady();
    await eventually(async () => (await byIngress('/api/history')).status === 200, 'the history');
    await engine.done('rm', '--force', '--time', '20', 'app');
    await start('somebody');
    await eventually(async () => (await byIngress('/').catch(() => null)) !== null, 'the page');
    expect((await byIngress('/')).status).toBe(403);
    expect((await byIngress('/api/stop', { method: 'POST' })).status).toBe(401);
  });

  it('takes a file of the user in place of the chairs of the options, and the broker of Home Assistant all the same', async () => {
    writeFileSync(
      join(room.path, 'config/chair2mqtt.yaml'),
      `mqtt: { url: mqtt://elsewhere.lan }\npeople: { guest: {} }\nchairs: [{ id: recliner, port: "tcp://${chairAt}", person: guest }]\n`,
    );
    const house = await withBroker();
    await start();
    await house.untilReady();
    expect(house.last.has('recliner/state')).toBe(true);
    expect(house.last.has('sofa/state')).toBe(false);
  });

  it('asks a broker with TLS for its certificate, by the authority that the options name', async () => {
    writeFileSync(join(room.path, 'ssl/house.pem'), selfSigned.cert);
    options({ chairs: [{ id: 'sofa', port: `tcp://${chairAt}` }], broker_ca_file: 'house.pem' });
    const house = await withBroker(await freePort());
    await start();
    await house.untilReady();
  });

  it.each([
    [
      'no broker',
      () => undefined,
      /^Home Assistant knows of no MQTT broker\. Install and start the app "Mosquitto broker"/,
    ],
    [
      'no options',
      () => writeFileSync(join(room.path, 'data/options.json'), '{'),
      /^The options of this app cannot be read: /,
    ],
    ['no chairs', () => options({ chairs: [] }), /\/data\/chairs\.yaml.*chairs/],
    [
      'a port that is none',
      () => options({ chairs: [{ id: 'sofa', port: 'tcp://nowhere' }] }),
      /\/data\/chairs\.yaml.*port/,
    ],
  ])('ends with what to do for %s', async (what, arrange, words) => {
    if (what !== 'no broker') await withBroker();
    arrange();
    await start();
    const { code, text } = await ended();
    expect(code).toBe('1');
    expect(text).toMatch(words);
    expect(text).not.toMatch(/\n\s+at /);
    expect(text).not.toContain(supervisor.token);
  });

  it('ends with what the Supervisor says where it does not know this app', async () => {
    await start('somebody', 'another-token');
    expect(await ended()).toEqual({
      code: '1',
      text: 'The Supervisor refuses this app: Unauthorized',
    });
  });
});
