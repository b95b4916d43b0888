/** Builds every topic of one bridge. */
export interface Topics {
  readonly base: string;
  readonly bridge: (leaf: 'state' | 'info' | 'health' | 'fence' | 'owner') => string;
  readonly chair: (chairId: string, leaf: ChairLeaf) => string;
  readonly value: (chairId: string, name: string) => string;
  readonly group: (group: string, leaf: 'set' | StopKind) => string;
  readonly all: (leaf: StopKind) => string;
  /** What an incoming topic is; total. */
  readonly parse: (topic: string) => Address;
  /** True for a topic that a client may name for its answers: none that means something to this or another daemon. */
  readonly isAnswerable: (topic: string, chairIds: readonly string[]) => boolean;
}

export type StopKind = 'stop' | 'estop';
export type ChairLeaf =
  | 'availability'
  | 'state'
  | 'telemetry'
  | 'programs'
  | 'usage'
  | 'event'
  | 'result'
  | 'owner'
  | 'set'
  | StopKind;

/** Whom a command or a stop is for. */
export type TopicScope =
  | { readonly kind: 'chair'; readonly chairId: string }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'all' };

type Address =
  | { readonly kind: 'set'; readonly scope: Exclude<TopicScope, { kind: 'all' }> }
  | { readonly kind: 'value'; readonly chairId: string; readonly name: string }
  | { readonly kind: 'stop'; readonly scope: TopicScope; readonly stop: StopKind }
  /** A claim on a chair, or on a bridge id: those are never the same. */
  | { readonly kind: 'owner'; readonly id: string }
  | { readonly kind: 'fence' }
  | { readonly kind: 'other' };

const other: Address = { kind: 'other' };
const topicBytesMax = 256;

function parseScoped(scope: TopicScope, leaf: string): Address {
  if (leaf === 'stop' || leaf === 'estop') return { kind: 'stop', scope, stop: leaf };
  return leaf === 'set' && scope.kind !== 'all' ? { kind: 'set', scope } : other;
}

function parseLevels(levels: readonly string[], bridgeId: string): Address {
  const [first = '', second = '', third] = levels;
  if (levels.length === 2) {
    if (second === 'owner') return { kind: 'owner', id: first };
    if (first === bridgeId) return second === 'fence' ? { kind: second } : other;
    if (first === 'all') return parseScoped({ kind: 'all' }, second);
    return parseScoped({ kind: 'chair', chairId: first }, second);
  }
  if (levels.length !== 3 || third === undefined) return other;
  if (first === 'group') return parseScoped({ kind: 'group', group: second }, third);
  return third === 'set' ? { kind: 'value', chairId: first, name: second } : other;
}

const hasForbidden = (topic: string): boolean => ['+', '#', '\0'].some((character) => topic.includes(character));

export function topicsOf(base: string, bridgeId: string): Topics {
  const prefix = `${base}/`;
  const parse = (topic: string): Address =>
    topic.startsWith(prefix) ? parseLevels(topic.slice(prefix.length).split('/'), bridgeId) : other;
  return {
    base,
    bridge: (leaf) => `${base}/${bridgeId}/${leaf}`,
    chair: (chairId, leaf) => `${base}/${chairId}/${leaf}`,
    value: (chairId, name) => `${base}/${chairId}/${name}/set`,
    group: (group, leaf) => `${base}/group/${group}/${leaf}`,
    all: (leaf) => `${base}/all/${leaf}`,
    parse,
    isAnswerable: (topic, chairIds) => {
      if (topic === '' || Buffer.byteLength(topic) > topicBytesMax || hasForbidden(topic)) return false;
      if (!topic.startsWith(prefix)) return !topic.startsWith('$');
      const [first = ''] = topic.slice(prefix.length).split('/');
      return ![...chairIds, bridgeId, 'all', 'group'].includes(first);
    },
  };
}
