import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IPublishPacket, Packet } from 'mqtt-packet';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/system-clock.js';
import { doctorAccess } from '../../src/cli/doctor-checks.js';
import { checkRetain } from '../../src/cli/doctor-retain.js';
import { readConfig } from '../../src/config.js';
import { describeWithMosquitto, startMosquitto } from '../support/mosquitto.js';
import { startScriptedBroker, type Visit } from '../support/scripted-broker.js';

const clock = systemClock();
const folder = mkdtempSync(join(tmpdir(), 'retain-'));
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
  rmSync(folder, { recursive: true, force: true });
});

/** What the doctor says of retained messages, as `kind message -> advice`. */
async function retainAt(url: string, settings: object = {}): Promise<string> {
  const read = readConfig({ mqtt: { url, ...settings }, data_dir: folder, chairs: [{ id: 'hall', port: '/dev/x' }] });
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  const findings = await checkRetain(doctorAccess(read.config, {}, clock), read.config, clock);
  return findings.map(({ kind, message, advice }) => `${kind} ${message} -> ${advice}`).join('\n');
}

async function mosquittoUrl(...config: readonly string[]): Promise<string> {
  const broker = await startMosquitto({ config });
  cleanups.push(() => broker.stop());
  return broker.url;
}

/** A broker that keeps retained messages, so long after it has passed them on, and gives them as if they were new; `kept` is what it
 *  still has. */
async function forgetfulBroker(
  keepsAfterMs = 0,
): Promise<{ readonly url: string; readonly kept: ReadonlyMap<string, string> }> {
  const kept = new Map<string, string>();
  const listeners = new Set<Visit>();
  const passOn = (visit: Visit, topic: string, payload: string): void => {
    const packet: IPublishPacket = { cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false };
    visit.send(packet);
  };
  const take = ({ topic, payload, retain }: IPublishPacket): void => {
    const text = payload.toString();
    if (retain && text === '') kept.delete(topic);
    else if (retain) setTimeout(() => kept.set(topic, text), keepsAfterMs);
    for (const visit of listeners) if (!visit.isGone) passOn(visit, topic, text);
  };
  const broker = await startScriptedBroker((packet: Packet, visit) => {
    if (packet.cmd === 'publish') take(packet);
    if (packet.cmd !== 'subscribe') return false;
    visit.send({
      cmd: 'suback',
      messageId: packet.messageId ?? 0,
      granted: packet.subscriptions.map(({ qos }) => qos),
    });
    listeners.add(visit);
    for (const { topic, rh } of packet.subscriptions) {
      const text = kept.get(topic);
      if (text !== undefined && rh !== 2) passOn(visit, topic, text);
    }
    return true;
  });
  cleanups.push(() => broker.stop());
  return { url: broker.url, kept };
}

describe('a broker that drops the retain flag [S6]', () => {
  it('is found by the doctor, which names the setting that helps, and nothing is left there', async () => {
    const { url, kept } = await forgetfulBroker();
    expect(await retainAt(url)).toMatch(/^problem .* drops the retain flag: .* -> set mqtt\.require_ts: true$/);
    expect([...kept]).toEqual([]);
  });

  it('is well where that setting is made', async () => {
    const { url } = await forgetfulBroker();
    expect(await retainAt(url, { require_ts: true })).toMatch(/^ok .*mqtt\.require_ts refuses it all the same/);
  });

  it('is told from one that keeps nothing, also where it keeps a message late', async () => {
    const { url } = await forgetfulBroker(1000);
    expect(await retainAt(url)).toMatch(/^problem .* drops the retain flag/);
  });

  it('is not looked for where there is none', async () => {
    expect(await retainAt('mqtt://127.0.0.1:1')).toBe('');
  });
});

describeWithMosquitto('a broker of the real kind', () => {
  it('keeps what is retained and says so', async () => {
    expect(await retainAt(await mosquittoUrl())).toMatch(/^ok the broker keeps them, and marks them as retained/);
  });

  it('that keeps nothing is a problem where hubs discover by it, else a warning', async () => {
    const url = await mosquittoUrl('retain_available false');
    const advice = 'discovery needs retained messages';
    expect(await retainAt(url)).toMatch(
      new RegExp(`^problem the broker keeps none: .*retain_available true.*${advice}`),
    );
    expect(await retainAt(url, { discovery: 'off' })).toMatch(/^warning the broker keeps none/);
  });
});
