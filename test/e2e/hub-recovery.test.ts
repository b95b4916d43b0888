import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DiscoveringHub } from '../support/discovering-hub.js';
import { describeWithMosquitto, freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';

/** What users are promised after a restart of anything. */
const withinMs = 10_000;
/** The bridge's 5; of the chair 11 controls, 6 of the session, 6 of the zones, 4 conditions, 4 of the link, events, firmware. */
const entityCount = 5 + 11 + 6 + 6 + 4 + 4 + 2;

const parts = ['broker', 'hub', 'daemon'] as const;
type Part = (typeof parts)[number];
const orders: readonly (readonly Part[])[] = parts.flatMap((first) =>
  parts
    .filter((second) => second !== first)
    .map((second) => [first, second, ...parts.filter((third) => third !== first && third !== second)]),
);

describeWithMosquitto('a hub that finds the chair by discovery', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let chair: Program;
  let port = 0;
  let broker: Mosquitto | null = null;
  let hub: DiscoveringHub | null = null;
  let daemon: Program | null = null;

  const start: Readonly<Record<Part, () => Promise<void>>> = {
    broker: async () => {
      broker = await startMosquitto({ port });
    },
    hub: async () => {
      // A hub waits for its broker, like everything that starts with a house.
      for (let tries = 0; tries < 100 && hub === null; tries += 1) {
        hub = await DiscoveringHub.connect(`mqtt://127.0.0.1:${port}`).catch(() => null);
        if (hub === null) await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    daemon: async () => {
      daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: folder.path });
    },
  };

  const stop: Readonly<Record<Part, () => Promise<void>>> = {
    broker: async () => {
      await broker?.stop();
      broker = null;
    },
    hub: async () => {
      await hub?.close();
      hub = null;
    },
    daemon: async () => {
      await daemon?.kill();
      daemon = null;
    },
  };

  /** What stands in the way of every entity being there, usable, and told by the daemon that runs now; empty where nothing does. */
  const amiss = (): readonly string[] => {
    if (hub === null) return ['no hub'];
    const missing = hub.entities.length === entityCount ? [] : [`${hub.entities.length} entities`];
    const epochs = ['bridge/info', 'living-room/state'].map(
      (topic) => JSON.parse(hub?.value(`chair2mqtt/${topic}`) ?? '{}').epoch,
    );
    const old = epochs[0] !== undefined && epochs[0] === epochs[1] ? [] : [`epochs ${epochs.join(' ')}`];
    return [...missing, ...hub.unusable, ...old];
  };

  async function untilAllIsWell(): Promise<void> {
    const endsAtMs = Date.now() + withinMs;
    while (amiss().length > 0 && Date.now() < endsAtMs) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(amiss()).toEqual([]);
  }

  beforeEach(async () => {
    folder = temporaryFolder();
    port = await freePort();
    chair = new Program(['sim', '--pty', './ttyCHAIR'], { cwd: folder.path });
    await chair.line(/^ready/);
    writeFileSync(
      join(folder.path, 'chair2mqtt.yaml'),
      `mqtt: { url: "mqtt://127.0.0.1:${port}" }\nchairs:\n  - { id: living-room, port: ./ttyCHAIR }\n`,
    );
    for (const part of parts) await start[part]();
    await untilAllIsWell();
  });

  afterEach(async () => {
    for (const part of [...parts].reverse()) await stop[part]();
    await chair.kill();
    folder.remove();
  });

  it.each(parts)('finds every entity again, and true, within 10 s of a restart of the %s', async (part) => {
    await stop[part]();
    await start[part]();
    await untilAllIsWell();
  });

  it('finds every entity within 10 s when broker, hub and daemon come up in any order', {
    timeout: 90_000,
  }, async () => {
    for (const order of orders) {
      for (const part of [...parts].reverse()) await stop[part]();
      const startsOfOthers: Promise<void>[] = [];
      for (const part of order) startsOfOthers.push(start[part]());
      await Promise.all(startsOfOthers);
      await untilAllIsWell();
    }
  });

  it('can still press the stops, and sees the problem, when the chair is unplugged', async () => {
    await chair.kill();
    const seen = () => hub?.unusable.filter((id) => !id.includes('_bridge_')).length ?? 0;
    const endsAtMs = Date.now() + withinMs;
    while (seen() === 0 && Date.now() < endsAtMs) await new Promise((resolve) => setTimeout(resolve, 50));
    const usable = hub?.entities.filter((id) => !id.includes('_bridge_') && hub?.unusable.includes(id) === false);
    const names = usable?.map((id) => id.split('.').at(-1));
    expect(names?.sort()).toEqual(['emergency_stop', 'events', 'link', 'problem', 'state', 'stop']);
    expect(hub?.value('chair2mqtt/living-room/availability')).toBe('offline');
  });
});
