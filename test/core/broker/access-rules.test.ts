import { describe, expect, it } from 'vitest';
import { emqxRules, mosquittoRules, rabbitmqRules } from '../../../src/core/broker/access-rules.js';

const users = [
  { name: 'chair', reads: ['acme/one/+/set', 'acme/one/+/both'], writes: ['acme/one/#', 'acme/one/+/both'] },
  { name: 'wall', reads: ['acme/one/#'], writes: [] },
];

describe('access rules', () => {
  it('for Mosquitto name each user and what it reads, writes, or both', () => {
    const [, ...lines] = mosquittoRules(users).split('\n');
    expect(lines.filter((line) => line !== '')).toEqual([
      'user chair',
      'topic read acme/one/+/set',
      'topic readwrite acme/one/+/both',
      'topic write acme/one/#',
      'user wall',
      'topic read acme/one/#',
    ]);
  });

  it('for EMQX are tuples as its documentation has them, and deny everything else at the end', () => {
    const text = String.raw`"(?:[^"\\]|\\.)*"`;
    const allow = String.raw`\{allow, \{username, ${text}\}, (?:subscribe|publish), \[${text}(?:, ${text})*\]\}\.`;
    const grammar = new RegExp(`^(?:%%.*|${allow}|\\{deny, all\\}\\.|)$`);
    const lines = emqxRules([...users, { name: 'a"b\\', reads: ['x/y'], writes: [] }]).split('\n');
    expect(lines.filter((line) => !grammar.test(line))).toEqual([]);
    expect(lines.filter((line) => line.includes('"wall"'))).toEqual([
      '{allow, {username, "wall"}, subscribe, ["acme/one/#"]}.',
    ]);
    expect(lines.filter((line) => line !== '').at(-1)).toBe('{deny, all}.');
  });
});

interface Definitions {
  readonly permissions: readonly { readonly user: string; readonly vhost: string; readonly read: string }[];
  readonly topic_permissions: readonly {
    readonly user: string;
    readonly exchange: string;
    readonly read: string;
    readonly write: string;
  }[];
}

describe('access rules for RabbitMQ', () => {
  const { permissions, topic_permissions: topics }: Definitions = JSON.parse(rabbitmqRules(users, 'chairs'));
  const [chair, wall] = topics;

  it('give each user the queues of MQTT and the exchange of topics, in one virtual host', () => {
    expect(permissions.map(({ user, vhost }) => [user, vhost])).toEqual([
      ['chair', 'chairs'],
      ['wall', 'chairs'],
    ]);
    const [{ read } = { read: '' }] = permissions;
    expect(['mqtt-subscription-aqos1', 'amq.topic', 'amq.direct'].map((name) => new RegExp(read).test(name))).toEqual([
      true,
      true,
      false,
    ]);
    expect(topics.map(({ exchange }) => exchange)).toEqual(['amq.topic', 'amq.topic']);
  });

  it.each([
    ['acme.one.hall.set', true],
    ['acme.one.*.set', true],
    ['acme.two.hall.set', false],
    ['acme.one.hall.run.set', false],
    ['acme.one.#', false],
    ['xacme.one.hall.set', false],
  ])('judge the routing key %s of what is read', (key, isAllowed) => {
    expect(new RegExp(chair?.read ?? '').test(key)).toBe(isAllowed);
  });

  it('let nobody write who may write nothing: a user without a pattern might do everything', () => {
    expect(['acme.one.hall.set', 'x', '#'].some((key) => new RegExp(wall?.write ?? '').test(key))).toBe(false);
  });

  it('let a dot in a level be a slash, as RabbitMQ does', () => {
    const dotted = [{ name: 'a', reads: ['v1.2/+'], writes: [] }];
    const { topic_permissions }: Definitions = JSON.parse(rabbitmqRules(dotted, '/'));
    expect(new RegExp(topic_permissions[0]?.read ?? '').test('v1/2.hall')).toBe(true);
  });
});
