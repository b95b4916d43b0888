import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CliIo } from '../../src/cli/process-edge.js';
import { sendCommand } from '../../src/cli/send.js';
import { statusCommand } from '../../src/cli/status.js';
import { type RealFace, startFace, untilReady } from '../adapters/mqtt/real-face.js';
import { realClock, until } from '../adapters/mqtt/support.js';
import { startAedes } from '../support/aedes-broker.js';
import { describeWithMosquitto, startMosquitto } from '../support/mosquitto.js';
import { connectClient } from '../support/mqtt-client.js';
import { pageStatus } from '../support/page-chairs.js';
import { selfSigned } from '../support/self-signed.js';

interface Run {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

const send = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> => run(sendCommand, args, env);

async function run(make: (io: CliIo) => Command, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const texts = { out: '', err: '' };
  let code: number | undefined;
  const stream = (name: 'out' | 'err') =>
    Object.assign(new PassThrough(), {
      write: (text: string) => {
        texts[name] += text;
        return true;
      },
    }) as unknown as NodeJS.WriteStream;
  const io: CliIo = {
    stdout: stream('out'),
    stderr: stream('err'),
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    env,
    clock: realClock,
    onSignal: () => undefined,
    exit: (given) => {
      code = given;
    },
  };
  const command = make(io).exitOverride();
  command.configureOutput({ writeErr: (text) => io.stderr.write(text) });
  await command.parseAsync([...args], { from: 'user' });
  return { code, ...texts };
}

describe('chair2mqtt send', () => {
  let broker: Awaited<ReturnType<typeof startAedes>>;
  let world: RealFace;

  beforeAll(async () => {
    broker = await startAedes();
    world = startFace(broker.url);
    await until(() => world.log.of('broker_connected').length === 2);
    await untilReady(broker.url);
  });
  afterAll(async () => {
    await world.face.close(500);
    await broker.stop();
  });
  beforeEach(() => {
    world.fleet.calls.length = 0;
    world.fleet.commands.length = 0;
    world.fleet.verdict = { code: 'ok', message: '' };
  });

  it('sends a command with an id and a time, and prints what became of it', async () => {
    const run = await send([
      'hall',
      'start',
      'relaxation',
      '--intensity',
      '60',
      '--duration',
      '10m',
      '--url',
      broker.url,
    ]);
    expect(run).toEqual({ code: 0, out: 'ok: start (idle)\n', err: '' });
    const expected = { command: 'start', program: 'relaxation', intensity: 60, duration: 600_000 };
    expect(world.fleet.commands).toEqual([{ ...expected, id: expect.any(String), ts: expect.any(Number) }]);
  });

  it('takes the broker from the environment, and prints JSON', async () => {
    const run = await send(['hall', 'select', '--duration', '12.5', '--person', 'guest', '--json'], {
      CHAIR2MQTT_MQTT__URL: broker.url,
    });
    expect(run.code).toBe(0);
    expect(JSON.parse(run.out)).toMatchObject({ command: 'select', ok: true, code: 'ok' });
    expect(world.fleet.commands).toMatchObject([{ command: 'select', duration: 750_000, person: 'guest' }]);
  });

  it('sends a stop by the lane of stops too [S7]', async () => {
    const run = await send(['hall', 'stop', '--url', broker.url]);
    expect(run.code).toBe(0);
    await until(() => world.fleet.calls.length >= 2);
    expect(world.fleet.calls).toEqual(expect.arrayContaining(['hall stop', 'hall lane stop mqtt']));
  });

  it('ends with 1 where the daemon refuses', async () => {
    world.fleet.verdict = { code: 'not_in_state', message: 'nothing is running' };
    const run = await send(['hall', 'skip', '--url', broker.url]);
    expect(run).toEqual({ code: 1, out: '', err: 'not_in_state: nothing is running\n' });
  });

  it.each([
    [['hall', 'start', '--intensity', '500'], /^not a command: intensity/],
    [['hall', 'stop', 'relaxation'], /^stop takes no program\n$/],
    [['hall', 'start', '--duration', '2h'], /^not a command: duration/],
    [['all', 'start'], /^only stop and estop can be sent to all/],
  ])('ends with 2 for %j, says why, also as JSON, and sends nothing', async (args, message) => {
    const run = await send([...args, '--url', broker.url, '--json']);
    expect(run.code).toBe(2);
    expect(run.err).toMatch(message);
    expect(run.err).not.toMatch(/expected|Invalid input/);
    expect(JSON.parse(run.out)).toEqual({ ok: false, code: 'usage', message: run.err.trimEnd() });
    expect(world.fleet.calls).toEqual([]);
  });

  it('stops all chairs at once, and tells each [S7]', async () => {
    const run = await send(['all', 'stop', '--url', broker.url]);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toMatch(/^hall: ok: stop \(idle\) stop accepted.*\n/m);
    expect(world.fleet.calls).toContain('hall lane stop mqtt');
    const asJson = await send(['all', 'estop', '--url', broker.url, '--json']);
    expect(JSON.parse(asJson.out.split('\n')[0] ?? '')).toMatchObject({ chair: 'hall', ok: true, command: 'estop' });
  });

  it('tells what the chairs do now, or one of them', async () => {
    const whole = await run(statusCommand, ['--url', broker.url]);
    expect(whole).toMatchObject({ code: 0, err: '' });
    expect(whole.out).toMatch(/^hall: idle/m);
    const one = await run(statusCommand, ['hall', '--url', broker.url, '--json']);
    expect(JSON.parse(one.out)).toMatchObject({ chair: 'hall', online: true, state: 'idle' });
    const none = await run(statusCommand, ['attic', '--url', broker.url, '--json']);
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('knows nothing of attic') });
    expect(JSON.parse(none.out)).toMatchObject({ ok: false, code: 'no_answer' });
  });

  it('prints nothing that a terminal would obey, whatever a broker brings', async () => {
    const other = await connectClient(broker.url);
    const forged = {
      ...pageStatus('fault'),
      fault: { code: 'flood', zone: null, message: 'clear\u001b[2J', since: '2026-01-01T00:00:00.000Z' },
    };
    await other.publishAsync('chair2mqtt/forged/state', JSON.stringify(forged), { retain: true });
    await other.subscribeAsync('chair2mqtt/forged/set');
    other.on('message', (topic, payload) => {
      const { id } = JSON.parse(payload.toString());
      const result = {
        id,
        command: 'start',
        ok: false,
        code: 'resting',
        message: 'title\u001b]0;x\u0007',
        state: 'idle',
        ts: forged.ts,
      };
      other.publish(topic.replace(/set$/, 'result'), JSON.stringify(result));
    });
    const told = await run(statusCommand, ['forged', '--url', broker.url]);
    const refused = await send(['forged', 'start', '--url', broker.url]);
    await other.publishAsync('chair2mqtt/forged/state', '', { retain: true });
    await other.endAsync(true);
    expect(told.out).toBe('forged: offline, last known: fault: clear?[2J  back off 0, legs off 0\n');
    expect(refused.err).toBe('resting: title?]0;x?\n');
  });

  it("takes broker and base topic from the daemon's configuration; what the line says counts more", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'send-'));
    const file = join(folder, 'chair2mqtt.yaml');
    const chairs = 'chairs: [{ id: hall, port: "tcp://127.0.0.1:1" }]';
    writeFileSync(file, `mqtt: { url: "${broker.url}" }\n${chairs}\n`);
    expect(await send(['hall', 'start', '-c', file])).toEqual({ code: 0, out: 'ok: start (idle)\n', err: '' });
    writeFileSync(file, `mqtt: { url: "mqtt://127.0.0.1:1", base_topic: elsewhere }\n${chairs}\n`);
    const other = await send(['hall', 'start', '-c', file, '--url', broker.url, '--base-topic', 'chair2mqtt']);
    expect(other.code).toBe(0);
    writeFileSync(file, 'chairs: 7\n');
    const wrong = await send(['hall', 'stop', '-c', file, '--json']);
    expect(wrong).toMatchObject({ code: 2, err: expect.stringMatching(/chair2mqtt.yaml:1:.*\n.*--url/s) });
    expect(JSON.parse(wrong.out)).toMatchObject({ ok: false, code: 'usage' });
    rmSync(folder, { recursive: true });
  });

  it.each([
    [['#', 'stop']],
    [['hall', 'dance']],
    [['hall', 'start', '--intensity', 'full']],
    [['hall', 'start', '--duration', 'long']],
    [['hall', 'stop', '--timeout', '0']],
  ])('refuses %j as a usage error', async (args) => {
    await expect(send([...args, '--url', broker.url])).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  });

  it('ends with 2 where nobody answers', async () => {
    const run = await send(['attic', 'stop', '--url', broker.url, '--timeout', '0.5', '--json']);
    expect(run.code).toBe(2);
    expect(JSON.parse(run.out)).toMatchObject({ ok: false, code: 'no_answer' });
    expect(run.err).toMatch(/no answer from a daemon for attic/);
  });

  it('ends with 2 where there is no broker, and does not tell the password', async () => {
    const run = await send(['hall', 'stop', '--url', 'mqtt://me:secret@127.0.0.1:1', '--timeout', '0.5']);
    expect(run).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^no broker at mqtt:\/\/127.0.0.1:1: nothing listens/),
    });
  });

  it.each([
    ['the line', () => ['--url', 'mqtt://127.0.0.1:1', '--url', broker.url], () => ({})],
    ['the environment', () => [], () => ({ CHAIR2MQTT_MQTT__URL: `[mqtt://127.0.0.1:1, "${broker.url}"]` })],
    [
      'numbered variables',
      () => [],
      () => ({ CHAIR2MQTT_MQTT__URL__0: 'mqtt://127.0.0.1:1', CHAIR2MQTT_MQTT__URL__1: broker.url }),
    ],
  ])('goes on to the next broker of a list where one does not answer: %s', async (_name, args, env) => {
    const sent = await send(['hall', 'start', '--timeout', '60', ...args()], env());
    expect(sent).toEqual({ code: 0, out: 'ok: start (idle)\n', err: '' });
    const told = await run(statusCommand, ['hall', '--timeout', '60', ...args()], env());
    expect(told).toMatchObject({ code: 0, out: expect.stringMatching(/^hall: idle/) });
  });

  it('names each broker of a list where none answers', async () => {
    const none = ['--url', 'mqtt://127.0.0.1:1', '--url', 'mqtt://me:secret@127.0.0.1:2'];
    const told = await run(statusCommand, [...none, '--timeout', '0.5']);
    expect(told.err).toMatch(/^no broker at mqtt:\/\/127.0.0.1:1, mqtt:\/\/127.0.0.1:2: nothing listens/);
  });

  it('ends with 2 where the password file cannot be read', async () => {
    const run = await send(['hall', 'stop', '--url', broker.url, '--password-file', '/nowhere/secret']);
    expect(run).toMatchObject({ code: 2, err: expect.stringContaining('/nowhere/secret cannot be read') });
  });
});

describeWithMosquitto('chair2mqtt send over MQTT 5', () => {
  const acl = ['user daemon', 'topic readwrite #', 'user me', 'topic write chair2mqtt/hall/set', 'topic read %', ''];
  const passwords = { daemon: 'one', me: 'two' };
  const folder = mkdtempSync(join(tmpdir(), 'send-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['its own topic', 'chair2mqtt/send/+'],
    ['the results of the chair', 'chair2mqtt/+/result'],
    ['both, once', 'chair2mqtt/#'],
  ])('gets its answer where the user may read %s', async (_name, readable) => {
    const files = { acl: acl.join('\n').replace('%', readable) };
    const broker = await startMosquitto({ passwords, files, config: ['acl_file DIR/acl'] });
    const world = startFace(broker.url.replace('//', '//daemon:one@'));
    await until(() => world.log.of('broker_connected').length === 2);
    await untilReady(broker.url.replace('//', '//daemon:one@'));
    writeFileSync(join(folder, 'password'), 'two\n');
    const login = ['--username', 'me', '--password-file', join(folder, 'password')];
    const run = await send(['hall', 'start', '--url', broker.url, ...login]);
    await world.face.close(500);
    await broker.stop();
    expect(run).toEqual({ code: 0, out: 'ok: start (idle)\n', err: '' });
  });
});

describeWithMosquitto('chair2mqtt send with a password', () => {
  const folder = mkdtempSync(join(tmpdir(), 'send-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('reads it from a file', async () => {
    const broker = await startMosquitto({ passwords: { me: 'secret' } });
    writeFileSync(join(folder, 'password'), 'secret\n');
    const login = ['--username', 'me', '--password-file', join(folder, 'password')];
    const run = await send(['hall', 'stop', '--url', broker.url, '--timeout', '0.5', ...login]);
    await broker.stop();
    expect(run.err).toMatch(/no answer from a daemon/);
  });
});

describeWithMosquitto('chair2mqtt send to a broker that asks for certificates', () => {
  it('shows its own and checks that of the broker', async () => {
    const { cert, key } = selfSigned;
    const broker = await startMosquitto({
      config: ['certfile DIR/cert.pem', 'keyfile DIR/key.pem', 'cafile DIR/cert.pem', 'require_certificate true'],
      files: { 'cert.pem': cert, 'key.pem': key },
    });
    const folder = mkdtempSync(join(tmpdir(), 'send-'));
    writeFileSync(join(folder, 'cert.pem'), cert);
    writeFileSync(join(folder, 'key.pem'), key);
    const line = ['hall', 'stop', '--url', `mqtts://localhost:${broker.port}`, '--timeout', '1'];
    const ca = ['--ca-file', join(folder, 'cert.pem')];
    const own = ['--cert-file', join(folder, 'cert.pem'), '--key-file', join(folder, 'key.pem')];
    const [known, nameless, strange] = [
      await send([...line, ...ca, ...own]),
      await send([...line, ...ca]),
      await send(line),
    ];
    await broker.stop();
    rmSync(folder, { recursive: true });
    expect(known.err).toMatch(/no answer from a daemon/);
    expect(nameless.err).toMatch(/^no broker at/);
    expect(strange.err).toMatch(/^no broker at .*self-signed/);
  });
});
