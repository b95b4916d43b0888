import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { killChild, startWatched } from '../support/child.js';
import { FleetHub } from '../support/fleet-hub.js';
import { startMosquitto } from '../support/mosquitto.js';
import { Ear } from './ear.js';
import { rounds, Times } from './figures.js';
import { anyMoment, type OtherChair, openDaemon, openScript, type Subject, settled, toWire } from './subjects.js';

const ratePerS = 2000;
const stopsAtATime = 10;
const othersCount = 100;

/** Fires at a chair while `act` runs; gives how many came a second. */
async function underFire(url: string, { base }: Subject, act: () => Promise<void>): Promise<number> {
  const words = [join(import.meta.dirname, 'fire.mjs'), url, `${base}/set`, `${ratePerS}`];
  const fire = startWatched(process.execPath, words);
  let said = '';
  const first = new Promise((resolve) => fire.stdout.once('data', resolve));
  fire.stdout.on('data', (data: Buffer) => {
    said = data.toString();
  });
  await first;
  await act();
  await killChild(fire);
  const [, sent, inMs] = /(\d+) in (\d+) ms\n$/.exec(said) ?? [];
  return (1000 * Number(sent)) / Number(inMs);
}

interface OtherChairs {
  readonly chairs: readonly OtherChair[];
  close(): Promise<void>;
}

/** Simulated chairs in a process of their own. */
async function openOthers(count: number): Promise<OtherChairs> {
  const words = [join(import.meta.dirname, 'other-chairs.mjs'), `${count}`];
  const child = startWatched(process.execPath, words);
  const ports = await new Promise<string>((resolve) =>
    child.stdout.once('data', (data: Buffer) => resolve(`${data}`.trim())),
  );
  const chairs = ports.split(' ').map((port, at) => ({ id: `other-${at + 1}`, port: `tcp://127.0.0.1:${port}` }));
  return { chairs, close: () => killChild(child) };
}

/** They run a program, so that each sends ten lines a second. */
async function startOthers(url: string, chairs: readonly OtherChair[]): Promise<void> {
  const ids = chairs.map(({ id }) => id);
  const hub = await FleetHub.connect(url);
  await hub.untilReady(ids, 180_000);
  await hub.publish('group/others/set', { command: 'start', program: 'steady' });
  await hub.untilAll(ids, 'running', 180_000);
  await hub.close();
}

/** Stops of one chair; `count` others run. */
async function measureStops(what: string, count: number): Promise<void> {
  const broker = await startMosquitto({ config: ['set_tcp_nodelay true'] });
  const ear = await Ear.connect(broker.url, ['chair2mqtt/chair/state', 'script/availability']);
  const others = count > 0 ? await openOthers(count) : null;
  const subjects = [
    await openDaemon(broker.url, ear, 'chair', others?.chairs ?? []),
    await openScript(broker.url, ear),
  ];
  if (others !== null) await startOthers(broker.url, others.chairs);
  const times = new Times(what);
  for (let done = 0; done < rounds; done += stopsAtATime) {
    for (const subject of subjects) {
      const perS = await underFire(broker.url, subject, async () => {
        for (let stop = 0; stop < stopsAtATime; stop += 1) {
          await anyMoment(100);
          await settled(ear, subject, async () => times.add(subject.name, await toWire(ear, subject, 'stop')));
        }
      });
      expect(perS, 'the fire itself').toBeGreaterThan(0.9 * ratePerS);
      await pause(500);
    }
  }
  times.record();
  for (const subject of subjects) await subject.close();
  await others?.close();
  await ear.close();
  await broker.stop();
}

const underSelects = `\`stop\` to the wire under ${ratePerS} selects a second, idle`;

it(`measures stops while ${ratePerS} selects a second hit the same chair`, () => measureStops(underSelects, 0));

it(`measures them while ${othersCount} other chairs run as well`, () =>
  measureStops(`${underSelects}, while ${othersCount} other chairs run`, othersCount));
