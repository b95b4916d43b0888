import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../../support/mosquitto.js';
import { SilentProxy } from '../../support/silent-proxy.js';
import { Hub, type RealFace, startFace } from './real-face.js';
import { realClock, until } from './support.js';

describeWithMosquitto('a face whose network goes silent [S7]', () => {
  let broker: Mosquitto;
  let proxy: SilentProxy;
  let face: RealFace;
  let hub: Hub;

  beforeEach(async () => {
    broker = await startMosquitto();
    proxy = await SilentProxy.before(broker.port);
    face = startFace(proxy.url);
    hub = await Hub.join(broker.url);
    await hub.ready();
  });

  afterEach(async () => {
    await face.face.close(500);
    await hub.broker.close(500);
    await proxy.stop();
    await broker.stop();
  });

  const health = () => JSON.parse(hub.of(`${face.bridgeId}/health`).at(-1) ?? '{}').mqtt;
  let starts = 0;
  const start = () => {
    starts += 1;
    hub.publish('hall/set', { command: 'start', id: `s${starts}` });
    return `s${starts}`;
  };
  const codeOf = (id: string) => hub.codes().find((text) => text.startsWith(`${id} `));

  it('takes no start while no stop could come, however soon it is asked, and opens the way anew', async () => {
    for (let round = 0; round < 2; round += 1) {
      const before = proxy.greeted('-stop');
      proxy.silence('-stop');
      const asked: string[] = [];
      while (proxy.greeted('-stop') === before) {
        asked.push(start());
        await new Promise((resolve) => setTimeout(resolve, 150));
        expect(asked.length, 'it only ends what hangs').toBeLessThan(400);
      }
      const early = asked.slice(0, -1);
      await until(() => early.every((id) => codeOf(id) !== undefined));
      expect(early.map(codeOf)).toEqual(early.map((id) => `${id} unavailable`));
      await hub.ready();
      const id = start();
      await until(() => codeOf(id) === `${id} ok`);
      hub.publish('hall/stop', 'x');
      await until(() => face.fleet.calls.filter((call) => call === 'hall lane stop mqtt').length === round + 1);
      await until(() => health().stops_proven === true);
      await hub.ready();
      expect(hub.of(`${face.bridgeId}/health`).some((text) => JSON.parse(text).mqtt.stops_online === false)).toBe(true);
    }
  });

  it('takes what comes after a silence of the commands for late, and opens that way anew too', async () => {
    // As it stands in the greeting, with its length: the other connection's id begins with it.
    proxy.silence(`\u0000${String.fromCharCode(face.clientId.length)}${face.clientId}`);
    await until(() => health().reconnects === 1 && health().commands_proven);
    await hub.ready();
    const untimed = start();
    await until(() => codeOf(untimed) === `${untimed} stale`);
    hub.publish('hall/set', { command: 'start', id: 'timed', ts: realClock.wallMs() / 1000 });
    await until(() => codeOf('timed') === 'timed ok');
  });
});
