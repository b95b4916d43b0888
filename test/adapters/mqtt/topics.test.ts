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
    [topics.chair('hall', 'owner'), { kind: 'owner', id: 'hall' }],
    [topics.bridge('owner'), { kind: 'owner', id: 'bridge' }],
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

  it('are no place for answers where they mean something', () => {
    const isAnswerable = (topic: string) => topics.isAnswerable(topic, ['hall']);
    expect(
      [`${base}/hall/set`, `${base}/hall/x`, `${base}/bridge/state`, `${base}/group/g/stop`].map(isAnswerable),
    ).toEqual([false, false, false, false]);
    expect(['answers/me', `${base}/answers/me`].map(isAnswerable)).toEqual([true, true]);
  });
});
