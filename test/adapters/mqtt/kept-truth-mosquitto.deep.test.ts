import { afterEach, expect, it } from 'vitest';
import { describeWithMosquitto, startMosquitto } from '../../support/mosquitto.js';
import { connectClient } from '../../support/mqtt-client.js';
import { Hub, startFace } from './real-face.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A face on mosquitto, a hub that has heard it, and the topic of its bridge. */
async function begin() {
  const broker = await startMosquitto();
  closers.push(() => broker.stop());
  const { face, log } = startFace(broker.url);
  closers.push(() => face.close(500));
  const hub = await Hub.join(broker.url);
  closers.push(() => hub.broker.close(500));
  await hub.ready();
  const topic =
    hub.events.messages.map((message) => message.topic).find((each) => /bridge\d+\/state$/.test(each)) ?? '';
  return { broker, hub, log, bridge: topic.replace('chair2mqtt/', '') };
}

/** What somebody finds who comes now. */
async function found(url: string, topic: string): Promise<string | undefined> {
  const late = await Hub.join(url);
  await late.hears(topic, (payloads) => payloads.length > 0);
  await late.broker.close(500);
  return late.of(topic)[0];
}

describeWithMosquitto('a mosquitto that retains nothing', () => {
  it('is served all the same, and what it needs is said, and where', { timeout: 20_000 }, async () => {
    const broker = await startMosquitto({ config: ['retain_available false'] });
    closers.push(() => broker.stop());
    const hub = await Hub.join(broker.url);
    closers.push(() => hub.broker.close(500));
    const { face, log } = startFace(broker.url);
    closers.push(() => face.close(500));
    await hub.ready();
    expect(log.of('broker_without_retain')[0]?.['hint']).toContain('retain_available true');
  });
});

describeWithMosquitto('what the daemon retains on mosquitto', () => {
  it('stands again after the will of an old connection has come late', async () => {
    const { broker, hub, bridge } = await begin();
    const will = { topic: `chair2mqtt/${bridge}`, payload: Buffer.from('offline'), qos: 1, retain: true } as const;
    const old = await connectClient(broker.url, { clientId: 'old', protocolVersion: 5, reconnectPeriod: 0, will });
    old.stream.destroy();
    await hub.hears(bridge, (payloads) => payloads.includes('offline') && payloads.at(-1) === 'online');
    expect(await found(broker.url, bridge)).toBe('online');
  });

  it.each([
    ['hall/state', '{"state":"disconnected"}'],
    ['hall/state', ''],
    ['hall/availability', 'offline'],
    ['hall/availability', ''],
  ])('stands again on %s after another client has written %j', async (topic, payload) => {
    const { broker, hub } = await begin();
    const before = hub.of(topic).at(-1) ?? '';
    hub.publish(topic, payload, { isRetained: true });
    await hub.hears(topic, (payloads) => payloads.includes(payload) && payloads.at(-1) === before);
    expect(await found(broker.url, topic)).toBe(before);
  });

  it('is not said again for its own echo', async () => {
    const { hub, log } = await begin();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(log.of('retained_corrected')).toEqual([]);
    expect(hub.of('hall/availability')).toHaveLength(1);
  });
});
