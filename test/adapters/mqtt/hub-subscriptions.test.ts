import { expect, it } from 'vitest';
import { homeAssistant } from '../../../src/adapters/mqtt/home-assistant/home-assistant.js';
import { homieConvention } from '../../../src/adapters/mqtt/homie/homie.js';
import { World } from './fake-brokers.js';

/** Of a hub, only for our own information, or proven by what comes back. */
const isOptional = ({ topic }: { readonly topic: string }): boolean =>
  /^(?:homeassistant|homie)\/|^chair2mqtt\/(?:bridge\/(?:info|lane|drain)|\+\/(?:state|availability))$|\/e?stop$/.test(
    topic,
  );

it('[S7] a broker that refuses the topics of hubs takes neither commands nor stops with them', () => {
  const options = { people: [], sessionMinutesMax: () => 30 };
  const hubs = [homeAssistant({ ...options, mode: 'device', prefix: 'homeassistant' }), homieConvention(options)];
  const world = new World({ hubs });
  for (const { needs } of [world.commands, world.stops]) {
    expect(needs.subscriptions.filter(isOptional).length).toBeGreaterThan(1);
    for (const subscription of needs.subscriptions) {
      expect([subscription.topic, subscription.isOptional === true]).toEqual([
        subscription.topic,
        isOptional(subscription),
      ]);
    }
  }
});
