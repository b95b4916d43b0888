import { describe, expect, it } from 'vitest';
import { evening } from '../../../support/schedule-bench.js';
import { announced, book, connect, type DiscoveryOptions, discoveryWorld } from './discovery-world.js';

/** Everything that is announced, readable. */
function announcement(options: DiscoveryOptions): string {
  const world = discoveryWorld(options);
  connect(world);
  const configs = announced(world.commands).map(([topic, payload]) => [topic, JSON.parse(payload)]);
  return `${JSON.stringify(Object.fromEntries(configs), null, 2)}\n`;
}

const small = { ...book, zones: ['back' as const], warmZones: [], hasSeatSensor: false };

// A hub keeps names, histories and automations by these ids and topics: a change here is one that users feel.
describe('what is announced', () => {
  it.each([
    ['device', { people: ['guest', 'owner'] }],
    ['components', { mode: 'components', people: ['guest', 'owner'] }],
    ['people', { books: {}, people: ['anna-b', 'ben'], publishing: ['anna-b'] }],
    ['planned-chair', { books: { den: small }, schedules: [{ ...evening, chairs: ['den'] }] }],
    ['small-chair', { books: { den: small }, sessionMinutesMax: () => 20 }],
  ] satisfies readonly (readonly [string, DiscoveryOptions])[])('stays as it is: %s', async (name, options) => {
    await expect(announcement(options)).toMatchFileSnapshot(`snapshots/${name}.json`);
  });
});
