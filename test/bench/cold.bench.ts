import { setTimeout as pause } from 'node:timers/promises';
import { it } from 'vitest';
import { startMosquitto } from '../support/mosquitto.js';
import { Ear } from './ear.js';
import { coldS, Times } from './figures.js';
import { openDaemon, openScript, type Subject, toWire } from './subjects.js';

/** Each can be cold only once a pause, so there are several of each. */
const pairs = 5;

it(`measures the first stop after ${coldS} s in which nobody did anything`, async () => {
  const broker = await startMosquitto({ config: ['set_tcp_nodelay true'] });
  const ear = await Ear.connect(broker.url, ['chair2mqtt/+/state', '+/availability', 'nobody']);
  const subjects: Subject[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const both = [
      await openDaemon(broker.url, ear, `chair-${pair}`),
      await openScript(broker.url, ear, `script-${pair}`),
    ];
    subjects.push(...(pair % 2 === 0 ? both : both.reverse()));
  }
  await pause(1000 * coldS);
  // The bench itself is to be warm.
  for (let round = 0; round < 20; round += 1) {
    const heard = ear.next('nobody');
    ear.publish('nobody');
    await heard;
  }
  const times = new Times(`\`stop\` to the wire, the first after ${coldS} s`);
  for (const subject of subjects) times.add(subject.name, await toWire(ear, subject, 'stop'));
  times.record();
  for (const subject of subjects) await subject.close();
  await ear.close();
  await broker.stop();
});
