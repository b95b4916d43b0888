import { afterEach, describe, expect, it } from 'vitest';
import { startAedes } from '../../support/aedes-broker.js';
import { describeWithMosquitto, freePort, startMosquitto } from '../../support/mosquitto.js';
import { Hub, startFace } from './real-face.js';
import { until } from './support.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type Start = (port?: number) => Promise<{ readonly port: number; readonly url: string; stop(): Promise<void> }>;

const brokers: readonly (readonly [string, Start, typeof describe | typeof describeWithMosquitto])[] = [
  ['aedes and MQTT 3.1.1', startAedes, describe],
  ['mosquitto and MQTT 5', (port) => startMosquitto(port === undefined ? {} : { port }), describeWithMosquitto],
];

async function begin(start: Start, groups?: Readonly<Record<string, readonly string[]>>) {
  const broker = await start();
  closers.push(() => broker.stop());
  const hub = await Hub.join(broker.url);
  const world = startFace(broker.url, groups);
  closers.push(() => world.face.close(500));
  closers.push(() => hub.broker.close(500));
  await hub.hears('hall/owner', (payloads) => payloads.length > 0);
  return { ...world, hub, broker };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

for (const [name, start, suite] of brokers) {
  suite(`a face on ${name}`, () => {
    it('takes a command and answers', async () => {
      const { hub, fleet } = await begin(start);
      await hub.ready();
      hub.publish('hall/set', { command: 'start', id: 'a1' });
      await hub.hears('hall/result', (payloads) => payloads.length === 1);
      expect(hub.codes()).toEqual(['a1 ok']);
      expect(fleet.calls).toEqual(['hall start']);
    });

    it('refuses commands that were retained before it came [S6]', async () => {
      const broker = await start();
      closers.push(() => broker.stop());
      const hub = await Hub.join(broker.url);
      closers.push(() => hub.broker.close(500));
      hub.publish('hall/set', { command: 'start', id: 'old' }, { isRetained: true });
      hub.publish('hall/run/set', 'ON', { isRetained: true });
      await hub.hears('hall/run/set', (payloads) => payloads.length === 1);
      const { face, fleet } = startFace(broker.url);
      closers.push(() => face.close(500));
      await hub.hears('hall/owner', (payloads) => payloads.length > 0);
      await pause(200);
      expect(fleet.calls).toEqual([]);
    });

    it('obeys a stop that was retained before it came, and clears it [S7]', async () => {
      const broker = await start();
      closers.push(() => broker.stop());
      const hub = await Hub.join(broker.url);
      closers.push(() => hub.broker.close(500));
      hub.publish('all/estop', 'x', { isRetained: true });
      await hub.hears('all/estop', (payloads) => payloads.length === 1);
      const { face, fleet } = startFace(broker.url);
      closers.push(() => face.close(500));
      await hub.hears('all/estop', (payloads) => payloads.includes(''));
      expect(fleet.calls[0]).toBe('hall lane estop mqtt');
      const late = await Hub.join(broker.url);
      closers.push(() => late.broker.close(500));
      await pause(100);
      expect(late.of('all/estop')).toEqual([]);
    });

    it('lets starts through again once the fence is back [S6]', async () => {
      const { hub } = await begin(start);
      await hub.ready();
      hub.publish('hall/stop', '');
      await hub.hears('hall/result', (payloads) => payloads.length === 1);
      hub.publish('hall/set', { command: 'start', id: 'soon' });
      await hub.ready();
      hub.publish('hall/set', { command: 'start', id: 'later' });
      await hub.hears('hall/result', (payloads) => payloads.length === 3);
      expect(hub.codes()).toEqual(['null ok', 'soon stale', 'later ok']);
    });

    it('comes back with everything when the broker has been away', async () => {
      const port = await freePort();
      const first = await start(port);
      const { face, log, fleet } = startFace(first.url);
      closers.push(() => face.close(500));
      await until(() => log.of('broker_connected').length === 2, 'both connections are up');
      await first.stop();
      await until(() => log.of('broker_unreachable').length >= 2, 'both connections are down');
      fleet.chair('hall').isAvailable = false;
      face.onAvailability('hall', false);
      const second = await start(port);
      closers.push(() => second.stop());
      const hub = await Hub.join(second.url);
      closers.push(() => hub.broker.close(500));
      await hub.hears('hall/availability', (payloads) => payloads.at(-1) === 'offline');
      await until(() => log.of('broker_connected').length === 4, 'both connections are back');
      hub.publish('hall/stop', 'x');
      await until(() => fleet.calls.includes('hall lane stop mqtt'));
    });

    it('yields to a daemon that has held the chair for longer [S16]', async () => {
      const { hub, broker, fleet } = await begin(start);
      fleet.chair('hall').heldMs = 3_600_000;
      const second = startFace(broker.url);
      closers.push(() => second.face.close(500));
      await until(() => second.fleet.calls.includes('hall yielded'));
      await until(() => fleet.holding('hall').kind === 'own');
      expect(fleet.calls).not.toContain('hall yielded');
      await hub.hears('hall/state', (payloads) => JSON.parse(payloads.at(-1) ?? '{}').state === 'idle');
    });
  });
}

describeWithMosquitto('a face on mosquitto alone', () => {
  const start = brokers[1]?.[1] ?? startAedes;

  it('sees the retain flag of a live command, and leaves a live stop in peace [S6]', async () => {
    const { hub, fleet } = await begin(start);
    await hub.ready();
    hub.publish('hall/set', { command: 'start', id: 'a1' }, { isRetained: true });
    await hub.hears('hall/result', (payloads) => payloads.length === 1);
    expect(hub.codes()).toEqual(['a1 retained']);
    hub.publish('hall/stop', 'x', { isRetained: true });
    await hub.hears('hall/stop', (payloads) => payloads.includes(''));
    hub.publish('hall/stop', 'live');
    await hub.hears('hall/result', (payloads) => payloads.length === 3);
    expect(fleet.calls).toEqual(['hall lane stop mqtt', 'hall lane stop mqtt']);
    expect(hub.of('hall/stop').filter((payload) => !payload.startsWith('chair2mqtt-probe '))).toEqual([
      'x',
      '',
      'live',
    ]);
  });

  it('hears a stop through a flood of commands [S7]', async () => {
    const { hub, fleet, broker } = await begin(start);
    const stopper = await Hub.join(broker.url);
    closers.push(() => stopper.broker.close(500));
    let sent = 0;
    const flood = setInterval(() => {
      for (let index = 0; index < 50; index += 1)
        hub.publish('hall/set', '{"command":"skip"}', { qos: 0, offline: 'drop' });
      sent += 50;
    }, 10);
    await pause(1000);
    const sentBefore = sent;
    stopper.publish('hall/stop', '', { qos: 0, offline: 'drop' });
    await until(() => fleet.calls.includes('hall lane stop mqtt'));
    clearInterval(flood);
    // What is sent in 200 ms: a busy machine floods as much slower as it stops.
    expect(sent - sentBefore).toBeLessThan(1000);
  });
});
