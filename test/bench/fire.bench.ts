import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { killChild, startWatched } from '../support/child.js';
import { startMosquitto } from '../support/mosquitto.js';
import { Ear } from './ear.js';
import { rounds, Times } from './figures.js';
import { anyMoment, openDaemon, openScript, type Subject, settled, toWire } from './subjects.js';

const ratePerS = 2000;
const stopsAtATime = 10;

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

it(`measures stops while ${ratePerS} selects a second hit the same chair`, async () => {
  const broker = await startMosquitto({ config: ['set_tcp_nodelay true'] });
  const ear = await Ear.connect(broker.url, ['chair2mqtt/chair/state', 'script/availability']);
  const subjects = [await openDaemon(broker.url, ear), await openScript(broker.url, ear)];
  const times = new Times(`\`stop\` to the wire under ${ratePerS} selects a second, idle`);
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
  await ear.close();
  await broker.stop();
});
