import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topicsOf } from '../../../src/adapters/mqtt/topics.js';

describe.each(['chair2mqtt', 'house/ground/chairs'])('topics under %s', (base) => {
  const topics = topicsOf(base, 'bridge');
  const hall = { kind: 'chair', chairId: 'hall' } as const;

  it.each([
    [topics.chair('hall', 'set'), { kind: 'set', scope: hall }],
    [topics.chair('hall', 'stop'), { kind: 'stop', scope: hall, stop: 'stop' }],
    [topics.chair('hall', 'estop'), { kind: 'stop', scope: hall, stop: 'estop' }],
    [topics.chair('hall', 'owner'), { kind: 'owner', chairId: 'hall' }],
    [topics.value('hall', 'run'), { kind: 'value', chairId: 'hall', name: 'run' }],
    [topics.group('down', 'set'), { kind: 'set', scope: { kind: 'group', group: 'down' } }],
    [topics.group('down', 'estop'), { kind: 'stop', scope: { kind: 'group', group: 'down' }, stop: 'estop' }],
    [topics.all('stop'), { kind: 'stop', scope: { kind: 'all' }, stop: 'stop' }],
    [topics.bridge('fence'), { kind: 'fence' }],
    [topics.bridge('state'), { kind: 'other' }],
    [topics.chair('hall', 'state'), { kind: 'other' }],
    [`${base}/all/set`, { kind: 'other' }],
    [`${base}/hall`, { kind: 'other' }],
    [`${base}/hall/run/set/more`, { kind: 'other' }],
    [`${base}x/hall/set`, { kind: 'other' }],
    [base, { kind: 'other' }],
    ['', { kind: 'other' }],
  ])('%s is read', (topic, address) => {
    expect(topics.parse(topic)).toEqual(address);
  });

  it('are read whatever comes', () => {
    fc.assert(fc.property(fc.string(), (text) => topics.parse(`${base}/${text}`).kind !== undefined));
  });

  it('are a place for answers only where an answer can do no harm [S6]', () => {
    const plain = (topic: string) => topics.isAnswerable(topic);
    expect([`${base}/send/x`, `${base}/send/x/y`].map(plain)).toEqual([true, true]);
    const harmful = [
      ...[`${base}/hall/set`, `${base}/hall/x`, `${base}/bridge/state`, `${base}/group/g/stop`, `${base}/send`],
      ...[`${base}/send/set`, `${base}/send/a/stop`, `${base}/send/estop`, `${base}/send/`, `${base}/send/a//b`],
      ...[`${base}2/send/x`, 'answers/me', 'zigbee2mqtt/lamp/set', 'homeassistant/x', 'homie/5/x', '$SYS/x', ''],
    ];
    expect(harmful.filter(plain)).toEqual([]);
  });

  it('are one also where the configuration says so, but never for commands, hubs or the daemon itself', () => {
    const places = { prefixes: ['answers', base, 'hubs/discovery', 'homie'], discoveryPrefix: 'hubs' };
    const listed = (topic: string) => topicsOf(base, 'bridge', places).isAnswerable(topic);
    const asked = ['answers/me', 'answers', 'answers/stop', `${base}/hall/state`, 'hubs/discovery/x', 'homie/5/a'];
    expect(asked.filter(listed)).toEqual(['answers/me']);
  });
});
