import { homieId } from '../../core/ids.js';
import { discoveryFilters } from './home-assistant/home-assistant.js';
import { descriptionLeaf } from './homie/devices.js';
import { homieBase, homieFilters, homieStopFilters } from './homie/homie.js';
import { commandSubscriptions, type Subscription, stopSubscriptions } from './subscriptions.js';
import { topicsOf } from './topics.js';

/** What one user of the broker may do, as topic filters. */
interface UserRights {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** The rights that go with one base topic. */
export interface BrokerRights {
  readonly daemon: UserRights;
  /** Sees everything, starts and stops. */
  readonly hub: UserRights;
  /** Sees everything, and changes nothing. */
  readonly viewer: UserRights;
}

export interface RightsWishes {
  readonly base: string;
  readonly bridgeId: string;
  readonly chairIds: readonly string[];
  /** Null: chairs are not announced. */
  readonly discoveryPrefix: string | null;
  readonly isHomie: boolean;
  /** The broker ends the connection of who asks to read more than it may, so that a narrower filter is never asked for. */
  readonly endsAtRefusal: boolean;
  /** Where answers may be sent, beside `<base>/send/`. */
  readonly responsePrefixes: readonly string[];
}

const any = '+';
const topicOf = ({ topic }: Subscription): string => topic;
const unique = (filters: readonly string[]): readonly string[] => [...new Set(filters)];

const nothing: BrokerRights = {
  daemon: { reads: [], writes: [] },
  hub: { reads: [], writes: [] },
  viewer: { reads: [], writes: [] },
};

/** What the daemon subscribes to says what it reads: with a `+` for each id, so that no chair more needs another right. */
function ownRights({ base, responsePrefixes }: RightsWishes): BrokerRights {
  const topics = topicsOf(base, any);
  const everything = `${base}/#`;
  const subscriptions = [...commandSubscriptions(topics, [any], [any]), ...stopSubscriptions(topics, [any], [any])].map(
    topicOf,
  );
  const stops = (['stop', 'estop'] as const).flatMap((stop) => [topics.chair(any, stop), topics.group(any, stop)]);
  const commands = [topics.chair(any, 'set'), topics.value(any, any), topics.bridge('drain')];
  return {
    daemon: {
      // What "doctor" and "send" listen to, which come with the daemon's own configuration.
      reads: [...subscriptions, topics.bridge('doctor'), topics.chair(any, 'result'), `${base}/send/+`],
      writes: [everything, ...responsePrefixes.map((prefix) => `${prefix}/#`)],
    },
    hub: { reads: [everything], writes: [...commands, ...stops] },
    viewer: { reads: [everything], writes: [] },
  };
}

/** A hub that forgets a device clears what announced it. */
function discoveryRights({ discoveryPrefix: prefix }: RightsWishes): BrokerRights {
  if (prefix === null) return nothing;
  const { configs, births } = discoveryFilters(prefix);
  return {
    daemon: { reads: [...configs, ...births], writes: configs },
    hub: { reads: [`${prefix}/#`], writes: [...configs, ...births] },
    viewer: { reads: [`${prefix}/#`], writes: [] },
  };
}

/** Of the devices of all at the broker the daemon is given its own, where it can be: those of others are not its to see. */
function homieRights({ base, bridgeId, chairIds, isHomie, endsAtRefusal }: RightsWishes): BrokerRights {
  if (!isHomie) return nothing;
  const root = homieBase(base, homieId(bridgeId));
  const bases = chairIds.map((chairId) => homieBase(base, homieId(chairId)));
  const below = [root, ...bases].map((each) => `${each}/#`);
  const asked = [...homieFilters(root, bases), ...homieStopFilters(bases)];
  const own = [
    ...asked.flatMap(({ standsFor = [] }) => standsFor),
    ...[root, ...bases].map((each) => `${each}${descriptionLeaf}`),
  ];
  const filters = endsAtRefusal ? asked.map(topicOf) : own;
  return {
    daemon: { reads: filters, writes: below },
    hub: { reads: below, writes: bases.map((each) => `${each}/+/+/set`) },
    viewer: { reads: below, writes: [] },
  };
}

/** Everything that this daemon, its hubs and those who only look need of a broker. */
export function rightsOf(wishes: RightsWishes): BrokerRights {
  const parts = [ownRights(wishes), discoveryRights(wishes), homieRights(wishes)];
  const together = (user: keyof BrokerRights): UserRights => ({
    reads: unique(parts.flatMap((part) => part[user].reads)),
    writes: unique(parts.flatMap((part) => part[user].writes)),
  });
  return { daemon: together('daemon'), hub: together('hub'), viewer: together('viewer') };
}
