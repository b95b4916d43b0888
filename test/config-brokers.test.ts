import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.js';

const read = (url: unknown) => readConfig({ mqtt: { url }, chairs: [{ id: 'hall', port: '/dev/ttyUSB0' }] });

/** `path: message, first at path -> suggestion`. */
function complaints(url: unknown): readonly string[] {
  const found = read(url);
  if (found.kind === 'config') return [];
  return found.problems.map(({ path, message, suggestion, firstAt }) => {
    const first = firstAt === undefined ? '' : `, first at ${firstAt.join('.')}`;
    return `${path.join('.')}: ${message}${first}${suggestion === undefined ? '' : ` -> ${suggestion}`}`;
  });
}

describe('the brokers of a configuration', () => {
  it.each([
    ['mqtt://hall', ['mqtt://hall']],
    [
      ['mqtt://one', 'ws://two:8080/mqtt'],
      ['mqtt://one', 'ws://two:8080/mqtt'],
    ],
  ])('are one, or the nodes of one cluster: %j', (url, urls) => {
    expect(read(url)).toMatchObject({ config: { mqtt: { urls } } });
  });

  it.each([
    [1883, 'write mqtt://localhost:1883'],
    [[], "'url' must have at least one address"],
    [['mqtt://a', 'b:1883'], 'mqtt.url.1: must be the address of a broker'],
    [Array.from({ length: 17 }, (_, index) => `mqtt://node${index}`), "'url' must have at most 16 addresses"],
    [
      ['mqtt://a', 'ws://b', 'MQTT://A:1883/'],
      'mqtt.url.2: the broker a:1883 is used twice, first at mqtt.url.0 -> remove one of the two',
    ],
    [
      ['mqtts://a', 'wss://b', 'mqtt://c'],
      'mqtt.url.2: must be secure, as the first address is -> use mqtts:// or wss:// for each of them, or for none',
    ],
    [['mqtt://a', 'mqtts://b'], 'mqtt.url.1: must not use TLS, as the first address does not'],
  ])('are refused: %j', (url, words) => {
    const found = complaints(url);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(words);
  });
});
