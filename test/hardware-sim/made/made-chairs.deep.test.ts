import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { MadeDevice } from '../../../hardware-sim/made/made-device.js';
import { realTime } from '../../../hardware-sim/real-time.js';
import { listenTwin } from '../../../hardware-sim/twins/twin-listen.js';
import { eventually } from '../../support/eventually.js';
import { FleetHub } from '../../support/fleet-hub.js';
import { describeWithMosquitto, startMosquitto } from '../../support/mosquitto.js';
import { ownProfile, ownProfiles } from '../../support/own-profile.js';
import { Program, temporaryFolder } from '../../support/program.js';
import { shippedProfile } from '../../support/shipped-profiles.js';

const profiles = [
  ...['hf8', 'rongtai', 'remote-bus'].map(shippedProfile),
  ...['kneader', 'talker', 'mute-pad'].map(ownProfile),
];
const ids = profiles.map(({ name }) => name);

const program = `id: play
name: Play
summary: Plays what there is.
goal: break
phases:
`;
const played: Readonly<Record<string, string>> = {
  hf8: 'back: { vibrate: 30 }',
  rongtai: 'back: { knead: 30 }',
  'remote-bus': 'back: { roll: 25 }',
  kneader: 'back: { knead: 30 }',
  talker: 'back: { knead: 30 }, seat: { vibrate: 20 }',
  'mute-pad': 'back: { vibrate: 30 }',
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function madeChairs(folder: string): Promise<ReadonlyMap<string, MadeDevice>> {
  const made = new Map<string, MadeDevice>();
  for (const profile of profiles) {
    const twin = new MadeDevice({ profile, clock: realTime(), seed: 1 });
    const listening = await listenTwin(twin, { faults: ['split'], pty: join(folder, profile.name) });
    if (listening.kind === 'problem') throw new Error(listening.message);
    closing.push(() => listening.close());
    made.set(profile.name, twin);
  }
  return made;
}

function writeHouse(folder: string, broker: string): void {
  mkdirSync(join(folder, 'massages'));
  for (const id of ids)
    writeFileSync(
      join(folder, 'massages', `${id}.yaml`),
      `${program.replace('play', id)}  - { name: All, for: 5m, ${played[id]} }\n`,
    );
  const chairs = ids.map(
    (id) =>
      `  - { id: ${id}, driver: "profile:${id}", port: ./${id}, remote_start: true${/hf8|pad/.test(id) ? ', watched_by: the test' : ''} }`,
  );
  const lines = [
    `mqtt: { url: "${broker}" }`,
    'http: off',
    `profiles: ${ownProfiles}`,
    'programs: ./massages',
    'chairs:',
  ];
  writeFileSync(join(folder, 'chair2mqtt.yaml'), `${[...lines, ...chairs].join('\n')}\n`);
}

describeWithMosquitto('chairs that are made from profiles, on pseudo-terminals', () => {
  it('are played by a real daemon, show it where they show anything, and are idle after a stop', async () => {
    const folder = temporaryFolder();
    closing.push(() => folder.remove());
    const broker = await startMosquitto();
    closing.push(() => broker.stop());
    const chairs = await madeChairs(folder.path);
    writeHouse(folder.path, broker.url);
    const hub = await FleetHub.connect(broker.url);
    closing.push(() => hub.close());
    const daemon = new Program(['start'], { cwd: folder.path });
    closing.push(() => daemon.kill());
    await hub.untilReady(ids);
    for (const id of ids) await hub.publish(`${id}/set`, { command: 'start', program: id, id: `play-${id}` });
    const massaging = () => ids.filter((id) => chairs.get(id)?.look().massages === true);
    await eventually(
      () => massaging().length === ids.length,
      () =>
        `all massage: ${massaging()}; ${JSON.stringify([...hub.statuses].map(([id, { state, fault }]) => [id, state, fault]))}; ${JSON.stringify(hub.results.filter(({ ok }) => !ok))}; ${JSON.stringify(hub.statuses.get('kneader')?.last_session)}`,
    );
    const shows = ({ name, sight }: (typeof profiles)[number]): boolean => {
      const back = hub.statuses.get(name)?.zones.back;
      const really = chairs.get(name)?.look().zones['back'];
      if (sight !== 'status') return back?.level === null && (really?.level ?? 0) >= 29;
      return back?.level === really?.level && back?.technique === really?.technique && (back?.level ?? 0) > 0;
    };
    await hub.until(() => profiles.every(shows), 'the level of every back');
    await hub.publish('all/stop', '');
    await hub.untilAll(ids, 'idle');
    await eventually(
      () => [...chairs.values()].every(({ moves }) => !moves),
      () => `all still: ${JSON.stringify([...chairs].map(([id, chair]) => [id, chair.outputs]))}`,
    );
    expect(ids.map((id) => hub.statuses.get(id)?.last_session?.ended_by)).toEqual(ids.map(() => 'stopped'));
  });
});
