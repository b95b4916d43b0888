import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordText } from '../../src/adapters/files/record-text.js';
import { systemClock } from '../../src/adapters/system-clock.js';
import { checkBridgeId } from '../../src/cli/doctor-bridge.js';
import { doctorAccess } from '../../src/cli/doctor-checks.js';
import { readConfig } from '../../src/config.js';
import { startAedes } from '../support/aedes-broker.js';
import { connectClient } from '../support/mqtt-client.js';

const clock = systemClock();
let folder = '';
let broker: Awaited<ReturnType<typeof startAedes>>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  broker = await startAedes();
});
afterEach(async () => {
  await broker.stop();
  rmSync(folder, { recursive: true });
});

async function retained(bridgeId: string, state: string): Promise<void> {
  const hub = await connectClient(broker.url);
  await hub.publishAsync(`chair2mqtt/${bridgeId}/state`, state, { retain: true, qos: 1 });
  await hub.publishAsync(`chair2mqtt/${bridgeId}/info`, '{"epoch":"theirs"}', { retain: true, qos: 1 });
  await hub.endAsync();
}

async function found(bridgeId?: string): Promise<readonly string[]> {
  const mqtt = { url: broker.url, ...(bridgeId === undefined ? {} : { bridge_id: bridgeId }) };
  const read = readConfig({ mqtt, data_dir: folder, chairs: [{ id: 'hall', port: '/dev/x' }] });
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  const findings = await checkBridgeId(read.config, doctorAccess(read.config, {}, clock), clock);
  return findings.map(({ kind, message }) => `${kind} ${message}`);
}

const known = (record: object): void => {
  mkdirSync(folder, { recursive: true });
  const kept = recordText(record);
  writeFileSync(join(folder, 'mqtt.bridge.json'), 'text' in kept ? kept.text : '');
};

describe('what the doctor says of a bridge id [S16]', () => {
  it('that nobody has, or had: nothing', async () => {
    expect(await found()).toEqual([]);
    await retained('bridge', 'offline');
    expect(await found()).toEqual([]);
  });

  it('that another daemon answers to: a problem where it is configured, else a warning', async () => {
    await retained('bridge', 'online');
    expect(await found('bridge')).toEqual([
      expect.stringContaining('problem another daemon answers to chair2mqtt/bridge'),
    ]);
    expect(await found()).toEqual([expect.stringMatching(/^warning .*will take another id/)]);
  });

  it('that is its own, from the data folder: nothing', async () => {
    await retained('bridge-12ab', 'online');
    known({ id: 'bridge-12ab', epoch: 'theirs' });
    expect(await found()).toEqual([]);
    known({ id: 'bridge-12ab', epoch: 'mine' });
    expect(await found()).toHaveLength(1);
  });
});
