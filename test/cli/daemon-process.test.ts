import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { runCommandLine } from '../../src/cli/command-line.js';
// Loaded here, so that no test has to wait for it.
import '../../src/cli/start.js';
import { FakeProcess } from '../support/command-line.js';
import { until } from '../support/wire-contract.js';

let folder = '';
let chair: SimulatedChair;
let process: FakeProcess;
let ended: Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'run-'));
  chair = await SimulatedChair.listen({ tcp: { host: '127.0.0.1', port: 0 } });
  process = new FakeProcess({
    CHAIR2MQTT_CHAIRS__0__ID: 'hall',
    CHAIR2MQTT_CHAIRS__0__PORT: `tcp://127.0.0.1:${chair.addresses.tcp?.port}`,
    CHAIR2MQTT_MQTT__URL: 'mqtt://127.0.0.1:1',
    CHAIR2MQTT_DATA_DIR: join(folder, 'data'),
    CHAIR2MQTT_LOG__LEVEL: 'info',
    CHAIR2MQTT_HTTP: 'off',
  });
  ended = runCommandLine(process.edge, ['start']);
});

afterEach(async () => {
  process.signal('SIGTERM');
  await ended;
  await chair.close();
  rmSync(folder, { recursive: true });
});

const untilConnected = (): Promise<void> => until('the chair is up', () => process.output.includes('chair_up'));

describe('a running daemon', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'stops its chair on %s, sees that it is still, and exits 0 [S15]',
    async (signal) => {
      await untilConnected();
      process.signal(signal);
      await ended;
      expect(process.exitCode).toBe(0);
      expect(process.errors).toBe(
        `${signal}: stopping every chair\nStopped; the stop was verified: the chair is still.\n`,
      );
    },
  );

  it('stops its chair when standard input closes, where that was asked for [S15]', async () => {
    await untilConnected();
    process.signal('SIGTERM');
    await ended;
    process = new FakeProcess(process.edge.env);
    ended = runCommandLine(process.edge, ['start', '--exit-with-stdin']);
    await untilConnected();
    process.closeStdin();
    await ended;
    expect(process.exitCode).toBe(0);
    expect(process.errors).toBe(
      'standard input closed: stopping every chair\nStopped; the stop was verified: the chair is still.\n',
    );
  });

  it('goes on when standard input closes unasked, as that of a service is', async () => {
    process.closeStdin();
    await untilConnected();
    expect([process.exitCode, process.errors]).toEqual([null, '']);
  });

  it('takes a doubled signal as one, and says that it is at it when asked again', async () => {
    await untilConnected();
    process.signal('SIGINT');
    process.signal('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 600));
    process.signal('SIGTERM');
    await ended;
    expect(process.errors).toMatch(
      /^SIGINT: stopping every chair\n(SIGTERM: the chairs are being stopped already.*\n)?Stopped/,
    );
    expect(process.exitCode).toBe(0);
  });

  it('stops its chair on a bug of ours, and exits 1 [S15]', async () => {
    await untilConnected();
    process.uncaught(new Error('a bug'));
    await ended;
    expect(process.exitCode).toBe(1);
    expect(process.output).toContain('a bug');
    expect(process.errors).toContain('the stop was verified');
  });

  it('writes down what happened before a bug of ours, and not what the bug says', async () => {
    await untilConnected();
    process.uncaught(new Error('password=hunter2'));
    await ended;
    const flights = join(folder, 'data/flights');
    const [name = '', ...more] = readdirSync(flights);
    expect([name, more]).toEqual([expect.stringMatching(/^hall-.*-bug\.jsonl$/), []]);
    const text = readFileSync(join(flights, name), 'utf8');
    expect(text).toContain('HELLO');
    expect(text).toContain('"deed":"shutdown"');
    expect(text).not.toContain('hunter2');
  });

  it('ends at once where no chair is there', async () => {
    await chair.close();
    await until('it is gone', () => process.output.includes('port_closed'));
    process.signal('SIGTERM');
    await ended;
    expect(process.exitCode).toBe(0);
  });

  it('does not share its data folder', async () => {
    const second = new FakeProcess(process.edge.env);
    await runCommandLine(second.edge, ['start']);
    expect(second.exitCode).toBe(1);
    expect(second.errors).toContain('belongs to');
  });

  it('does not start with a configuration that is wrong', async () => {
    const wrong = new FakeProcess({ ...process.edge.env, CHAIR2MQTT_MQTT__URL: 'nowhere' });
    await runCommandLine(wrong.edge, ['start']);
    expect([wrong.exitCode, wrong.errors]).toEqual([1, expect.stringContaining('CHAIR2MQTT_MQTT__URL: ')]);
  });
});
