import { afterEach, expect, it } from 'vitest';
import { startScriptedBroker } from '../../support/scripted-broker.js';
import { ConnectionBench, connack, to } from './connection-bench.js';
import { until } from './support.js';

let bench = new ConnectionBench(1);
afterEach(async () => {
  await bench.close();
  bench = new ConnectionBench(1);
});

/** A header of a PUBLISH with QoS 1 to the topic, and then that many bytes of payload. */
function beginningOf(topic: string, payloadBytes: number, version: 4 | 5): Buffer {
  const properties = version === 5 ? [0] : [];
  const head = Buffer.concat([Buffer.from([0, topic.length]), Buffer.from(topic), Buffer.from([0, 9, ...properties])]);
  const length: number[] = [];
  for (let rest = head.length + payloadBytes; rest > 0; rest = Math.floor(rest / 128))
    length.push(rest >= 128 ? (rest % 128) + 128 : rest);
  return Buffer.concat([Buffer.from([0x32, ...length]), head]);
}

it.each([4, 5] as const)(
  'a message of 200 MB on a stop topic is a stop, and takes no memory: MQTT %i [S7]',
  async (version) => {
    const bytes = 200_000_000;
    const broker = await startScriptedBroker((packet, visit) => {
      if (packet.cmd === 'connect' && packet.protocolVersion === 5 && version === 4) {
        visit.version = 4;
        visit.send(connack({ returnCode: 1 }));
        visit.socket.end();
        return true;
      }
      if (packet.cmd !== 'subscribe') return false;
      visit.send({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [1] });
      visit.socket.write(beginningOf('hall/stop', bytes, version));
      const piece = Buffer.alloc(1_000_000, 'x');
      let sent = 0;
      const pour = () => {
        while (sent < bytes) {
          sent += piece.length;
          if (!visit.socket.write(piece)) {
            visit.socket.once('drain', pour);
            return;
          }
        }
        visit.send({ cmd: 'publish', topic: 'hall/stop', payload: 'after', qos: 0, dup: false, retain: false });
      };
      pour();
      return true;
    });
    const run = bench.run(broker.url);
    const before = process.memoryUsage();
    let most = 0;
    const watch = setInterval(() => {
      const { heapUsed, external, arrayBuffers } = process.memoryUsage();
      most = Math.max(
        most,
        heapUsed + external + arrayBuffers - before.heapUsed - before.external - before.arrayBuffers,
      );
    }, 5);
    run.openStops(to('hall/stop'));
    await until(() => run.stops.messages.length === 2);
    clearInterval(watch);
    expect(run.stops.messages.map(({ topic, payload }) => `${topic} ${payload.length}`)).toEqual([
      'hall/stop 4352',
      'hall/stop 5',
    ]);
    expect(broker.visits.at(-1)?.of('puback')).toMatchObject([{ messageId: 9 }]);
    expect(run.stops.reasons).toEqual([]);
    expect(most).toBeLessThan(bytes * 0.75);
    await run.close();
    await broker.stop();
  },
);
