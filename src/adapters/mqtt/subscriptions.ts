import type { Fleet } from '../../ports.js';
import type { StopKind, TopicScope, Topics } from './topics.js';

export interface Subscription {
  readonly topic: string;
  readonly qos: 0 | 1;
  /** MQTT 5 only. 0: retained messages come at each subscription; 2: they never do. */
  readonly retainHandling: 0 | 2;
  /** The connection is good for its purpose also where the broker refuses this one. */
  readonly isOptional?: true;
  /** The topics that are asked for one by one where the broker refuses the wildcard. */
  readonly standsFor?: readonly string[];
}

/** A broker counts subscriptions, and closes on too many. */
const oneByOneMax = 50;

/** What to ask for instead of a filter that was refused: nothing where that would be too many. */
export function oneByOne({ standsFor = [], qos, retainHandling }: Subscription): readonly Subscription[] {
  return standsFor.length > oneByOneMax ? [] : standsFor.map((topic) => ({ topic, qos, retainHandling }));
}

/** Without what another one brings already: an overlap would bring every message twice. A wildcard that is refused stands for that too. */
export function withoutOverlap(subscriptions: readonly Subscription[]): readonly Subscription[] {
  const isIn = (filter: Subscription) => (other: Subscription) =>
    other.topic !== filter.topic && covers(filter, other.topic);
  // Only a wildcard brings what others do; of those there are a few, however many chairs there are.
  const wildcards = subscriptions.filter(isWildcard);
  return subscriptions
    .filter((each) => !wildcards.some((filter) => isIn(filter)(each)))
    .map((filter) => {
      const covered = isWildcard(filter) ? subscriptions.filter(isIn(filter)).map(({ topic }) => topic) : [];
      return covered.length === 0 ? filter : { ...filter, standsFor: [...(filter.standsFor ?? []), ...covered] };
    });
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
 *  has is heard. Commands that are retained must not come again at each subscription. [S6] */
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
  ].map((each) => ({ ...each, qos: 1, retainHandling: 2 }) as const),
  // What we retain ourselves: to see whether it stands.
  ...[
    topics.bridge('info'),
    topics.bridge('state'),
    ...chairIds.flatMap((chairId) => [topics.chair(chairId, 'state'), topics.chair(chairId, 'availability')]),
  ].map((topic) => ({ topic, qos: 1, retainHandling: 2, isOptional: true }) as const),
  laneSubscription(topics),
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

/** On both connections: what each sends to itself. It is proven by what comes back, not by what the broker grants. [S7] */
const laneSubscription = (topics: Topics): Subscription => ({
  topic: topics.bridge('lane'),
  qos: 0,
  retainHandling: 2,
  isOptional: true,
});

/** What the connection of the stop lanes listens to. A stop that is retained must come, to be obeyed and cleared. One that is
 *  refused must not take the others with it; its chairs take no starts. [S7] */
export const stopSubscriptions = (
  topics: Topics,
  chairIds: readonly string[],
  groups: readonly string[],
): readonly Subscription[] => [
  ...stopTopics(topics, chairIds, groups).map(
    (topic) => ({ topic, qos: 1, retainHandling: 0, isOptional: true }) as const,
  ),
  laneSubscription(topics),
];
