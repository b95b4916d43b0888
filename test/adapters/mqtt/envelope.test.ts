import { afterEach, expect, it } from 'vitest';
import { connectBroker } from '../../../src/adapters/mqtt/broker-connector.js';
import { startScriptedBroker } from '../../support/scripted-broker.js';
import { RecordingEvents, RecordingLog, realClock, until } from './support.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

it.each([4, 5])('passes the flags of a message on, the one of a second delivery too: MQTT %i [S6]', async (version) => {
  const server = await startScriptedBroker((packet, visit) => {
    if (packet.cmd === 'connect' && packet.protocolVersion === 5 && version === 4) {
      visit.version = 4;
      visit.send({ cmd: 'connack', sessionPresent: false, returnCode: 1 });
      visit.socket.end();
      return true;
    }
    if (packet.cmd !== 'subscribe') return false;
    visit.send({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [1] });
    const message = { cmd: 'publish', topic: 'a', payload: 'x' } as const;
    visit.send({ ...message, qos: 1, messageId: 7, dup: true, retain: false });
    visit.send({ ...message, qos: 1, messageId: 8, dup: false, retain: false });
    visit.send({ ...message, qos: 0, dup: false, retain: true });
    return true;
  });
  closers.push(() => server.stop());
  const events = new RecordingEvents();
  const subscriptions = [{ topic: 'a', qos: 1, retainHandling: 0 }] as const;
  const options = { urls: [server.url], clientId: 'test', subscriptions };
  const broker = connectBroker(options, events, realClock, new RecordingLog());
  closers.push(() => broker.close(500));
  await until(() => events.messages.length === 3);
  expect(events.sessions).toEqual([version]);
  expect(events.messages.map(({ isDuplicate, isRetained }) => [isDuplicate, isRetained])).toEqual([
    [true, false],
    [false, false],
    [false, true],
  ]);
});
