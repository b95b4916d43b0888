import { it } from 'vitest';
import { startMosquitto } from '../support/mosquitto.js';
import { Ear } from './ear.js';
import { rounds, Times } from './figures.js';
import { anyMoment, openDaemon, openNodeRed, openScript } from './subjects.js';

it('measures how long a button takes from the line to MQTT', async () => {
  const broker = await startMosquitto({ config: ['set_tcp_nodelay true'] });
  const ear = await Ear.connect(broker.url, [
    'chair2mqtt/chair/state',
    'chair2mqtt/chair/event',
    'script/availability',
    'script/event',
    'node-red/event',
  ]);
  const nodeRed = await openNodeRed(broker.port);
  const subjects = [await openDaemon(broker.url, ear), await openScript(broker.url, ear), ...nodeRed];
  const times = new Times('a button on the line to its event at a subscriber');
  for (let round = 0; round < 2 * rounds; round += 1) {
    for (const { name, base, line } of subjects) {
      await anyMoment(70);
      const heard = ear.next(`${base}/event`, (text) => text.includes('button'));
      line.press();
      times.add(name, (await heard).atMs - line.pressedAtMs);
    }
  }
  times.record();
  for (const subject of subjects) await subject.close();
  await ear.close();
  await broker.stop();
});
