import { describe, expect, it } from 'vitest';
import { type Departure, Outbox } from '../../../src/adapters/mqtt/outbox.js';
import { publication } from './support.js';

const newest = (topic: string, payload: string) => publication(topic, payload, { offline: 'newest' });

function takeAll(outbox: Outbox): Departure[] {
  const taken: Departure[] = [];
  for (let next = outbox.take(); next !== null; next = outbox.take()) taken.push(next);
  return taken;
}

const payloads = (departures: readonly Departure[]) => departures.map((departure) => departure.publication.payload);

describe('the outbox', () => {
  it('keeps the newest of a topic, in the place of the newest', () => {
    const outbox = new Outbox();
    outbox.add(newest('state', 'old'));
    outbox.add(publication('event', 'between'));
    outbox.add(newest('state', 'new'));
    expect(payloads(takeAll(outbox))).toEqual(['between', 'new']);
  });

  it('keeps the last 1,000 of what queues, and every newest', () => {
    const outbox = new Outbox();
    outbox.add(newest('state', 'state'));
    for (let index = 0; index < 1500; index += 1) outbox.add(publication('event', String(index)));
    const taken = payloads(takeAll(outbox));
    expect(taken).toHaveLength(1001);
    expect(taken.slice(0, 2)).toEqual(['state', '500']);
    expect(outbox.size).toBe(0);
  });

  it('takes back what was not acknowledged, before everything else, unless there is something newer', () => {
    const outbox = new Outbox();
    outbox.add(newest('state', 'first'));
    outbox.add(publication('event', 'one'));
    outbox.add(publication('fleeting', 'gone', { offline: 'drop' }));
    const departed = takeAll(outbox);
    outbox.add(publication('event', 'two'));
    outbox.add(newest('state', 'second'));
    outbox.putBack(departed);
    expect(payloads(takeAll(outbox))).toEqual(['one', 'two', 'second']);
  });

  it('stays bounded when it takes back', () => {
    const outbox = new Outbox();
    for (let index = 0; index < 20; index += 1) outbox.add(publication('event', `old ${index}`));
    const departed = takeAll(outbox);
    for (let index = 0; index < 1000; index += 1) outbox.add(publication('event', `new ${index}`));
    outbox.putBack(departed);
    const taken = payloads(takeAll(outbox));
    expect(taken).toHaveLength(1000);
    expect(taken[0]).toBe('new 0');
  });
});
