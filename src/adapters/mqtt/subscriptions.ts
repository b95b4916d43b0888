import type { ProtocolVersion } from '../../core/broker/protocol-version.js';
import type { Fleet } from '../../ports.js';
import type { StopKind, TopicScope, Topics } from './topics.js';

export interface Subscription {
  readonly topic: string;
  readonly qos: 0 | 1;
  /** MQTT 5 only: in place of `qos`. */
  readonly qosOfFive?: 1;
  /** MQTT 5 only. 0: retained messages come at each subscription; 2: they never do. */
  readonly retainHandling: 0 | 2;
  /** The connection is good for its purpose also where the broker refuses this one. */
  readonly isOptional?: true;
  /** The topics that are asked for one by one where the broker refuses the wildcard. */
  readonly standsFor?: readonly string[];
}

/** As they are asked for in this version. */
export const subscriptionsIn = (
  version: ProtocolVersion,
  subscriptions: readonly Subscription[],
): readonly Subscription[] =>
  version === 5
    ? subscriptions.map(({ qosOfFive, ...each }) => ({ ...each, qos: qosOfFive ?? each.qos }))
    : subscriptions;

/** A broker counts the subscriptions of a connection, and refuses or closes on too many. */
export const subscriptionsMax = 50;

/** What to ask for instead of a filter that was refused, with `room` for so many: nothing where that would be too many. */
export function oneByOne({ standsFor = [], isOptional, ...rest }: Subscription, room: number): readonly Subscription[] {
  const own = isOptional === true ? { isOptional } : {};
  return standsFor.length > room ? [] : standsFor.map((topic) => ({ ...rest, ...own, topic }));
}

/** Without what another one brings already: an overlap would bring every message twice. A wildcard that is refused stands for that too. */
export function withoutOverlap(subscriptions: readonly Subscription[]): readonly Subscription[] {
  const single = merged(subscriptions);
  const isIn = (filter: Subscription) => (other: Subscription) =>
    other.topic !== filter.topic && covers(filter, other.topic);
  // Only a wildcard brings what others do; of those there are a few, however many chairs there are.
  const wildcards = single.filter(isWildcard);
  return single
    .filter((each) => !wildcards.some((filter) => isIn(filter)(each)))
    .map((filter) =>
      standingFor(filter, isWildcard(filter) ? single.filter(isIn(filter)).map(({ topic }) => topic) : []),
    );
}

const standingFor = (filter: Subscription, more: readonly string[]): Subscription =>
  more.length === 0 ? filter : { ...filter, standsFor: [...new Set([...(filter.standsFor ?? []), ...more])] };

/** Each filter once: the first stands for what the others do. */
function merged(subscriptions: readonly Subscription[]): readonly Subscription[] {
  const byTopic = new Map<string, Subscription>();
  for (const each of subscriptions) {
    const known = byTopic.get(each.topic);
    byTopic.set(each.topic, known === undefined ? each : standingFor(known, each.standsFor ?? []));
  }
  return [...byTopic.values()];
}

const isWildcard = ({ topic }: Subscription): boolean => topic.split('/').includes('+');

function covers({ topic: filter }: Subscription, topic: string): boolean {
  const [levels, own] = [filter.split('/'), topic.split('/')];
  return levels.length === own.length && levels.every((level, at) => level === '+' || level === own[at]);
}

/** The last will: a retained message that the broker publishes when the connection breaks. */
export interface Will {
  readonly topic: string;
  readonly payload: string;
}

/** The chairs of this daemon that a command or a stop is for. */
export function chairsInScope(fleet: Fleet, scope: TopicScope): readonly string[] {
  switch (scope.kind) {
    case 'all':
      return fleet.chairIds;
    case 'group':
      return fleet.chairIds.filter((chairId) => fleet.groups(chairId).includes(scope.group));
    case 'chair':
      return fleet.chairIds.filter((chairId) => chairId === scope.chairId);
  }
}

export const groupsOf = (fleet: Fleet): readonly string[] => [
  ...new Set(fleet.chairIds.flatMap((chairId) => fleet.groups(chairId))),
];

/** What the first connection listens to: few filters however many chairs there are, so that also a command for a chair that nobody
 *  has is heard. Commands that are retained must not come again at each subscription. All of it with QoS 0: on a session that ends with
 *  its connection QoS 1 would bring nothing more but what is late, and with one QoS everything comes in the order in which it was
 *  sent. [S6] */
export const commandSubscriptions = (
  topics: Topics,
  chairIds: readonly string[],
  groups: readonly string[],
): readonly Subscription[] => [
  ...[
    { topic: topics.bridge('fence') },
    { topic: topics.chair('+', 'set'), standsFor: chairIds.map((chairId) => topics.chair(chairId, 'set')) },
    {
      topic: topics.value('+', '+'),
      standsFor: [
        ...chairIds.map((chairId) => topics.value(chairId, '+')),
        ...groups.map((group) => topics.group(group, 'set')),
      ],
    },
    {
      topic: topics.chair('+', 'owner'),
      standsFor: [topics.bridge('owner'), ...chairIds.map((chairId) => topics.chair(chairId, 'owner'))],
    },
  ].map((each) => ({ ...each, qos: 0, retainHandling: 2 }) as const),
  laneSubscription(topics),
  // What we retain ourselves: to see whether it stands.
  ...[
    { topic: topics.bridge('info') },
    {
      topic: topics.chair('+', 'state'),
      standsFor: [topics.bridge('state'), ...chairIds.map((chairId) => topics.chair(chairId, 'state'))],
    },
    {
      topic: topics.chair('+', 'availability'),
      standsFor: chairIds.map((chairId) => topics.chair(chairId, 'availability')),
    },
    { topic: topics.bridge('drain') },
  ].map((each) => ({ ...each, qos: 0, retainHandling: 2, isOptional: true }) as const),
];

/** Every topic on which a stop may come, those of many chairs first. */
export const stopTopics = (topics: Topics, chairIds: readonly string[], groups: readonly string[]): readonly string[] =>
  [topics.all, ...groups.map(groupStops(topics)), ...chairIds.map(chairStops(topics))].flatMap(bothStops);

/** The topics on which a stop of one chair may come. */
export const stopTopicsOfChair = (topics: Topics, chairId: string, groups: readonly string[]): readonly string[] =>
  stopTopics(topics, [chairId], groups);

const groupStops = (topics: Topics) => (group: string) => (stop: StopKind) => topics.group(group, stop);
const chairStops = (topics: Topics) => (chairId: string) => (stop: StopKind) => topics.chair(chairId, stop);
const bothStops = (topicOf: (stop: StopKind) => string): readonly string[] => [topicOf('stop'), topicOf('estop')];

/** No value of a chair has this name, and none may: what is set there asks for nothing, whatever it says. */
export const unusedValueName = 'doctor';

/** Topics on which what hubs and other daemons send would come, one for each right that a filter may stand for; none on which any text
 *  could begin or change something, as a button's. */
export const commandTopics = (
  topics: Topics,
  chairIds: readonly string[],
  groups: readonly string[],
): readonly string[] => [
  topics.bridge('owner'),
  ...groups.map((group) => topics.group(group, 'set')),
  ...chairIds.flatMap((chairId) => [
    topics.chair(chairId, 'set'),
    topics.value(chairId, unusedValueName),
    topics.chair(chairId, 'owner'),
  ]),
];

/** On both connections: what each sends to itself. It is proven by what comes back, not by what the broker grants. [S7] */
const laneSubscription = (topics: Topics): Subscription => ({
  topic: topics.bridge('lane'),
  qos: 0,
  retainHandling: 2,
  isOptional: true,
});

/** What the connection of the stop lanes listens to: few filters too. A stop that is retained must come, to be obeyed and cleared. One
 *  that is refused must not take the others with it; its chairs take no starts. [S7] */
export function stopSubscriptions(
  topics: Topics,
  chairIds: readonly string[],
  groups: readonly string[],
): readonly Subscription[] {
  const listen = (topic: string, standsFor: readonly string[]): Subscription => ({
    topic,
    standsFor,
    qos: 1,
    retainHandling: 0,
    isOptional: true,
  });
  const ofKind = (stop: StopKind): readonly Subscription[] => [
    listen(topics.chair('+', stop), [topics.all(stop), ...chairIds.map((chairId) => topics.chair(chairId, stop))]),
    ...(groups.length === 0
      ? []
      : [
          listen(
            topics.group('+', stop),
            groups.map((group) => topics.group(group, stop)),
          ),
        ]),
  ];
  // RabbitMQ 4 holds what a kept session hears with QoS 0 at one node alone, and does not let it in again while that node is away. NATS,
  // which speaks 3.1.1, takes seconds for each subscription with QoS 1.
  return [...ofKind('stop'), ...ofKind('estop'), { ...laneSubscription(topics), qosOfFive: 1 }];
}
