/** Builds every topic of one bridge. */
export interface Topics {
  readonly base: string;
  readonly bridge: (leaf: BridgeLeaf) => string;
  readonly chair: (chairId: string, leaf: ChairLeaf) => string;
  readonly value: (chairId: string, name: string) => string;
  readonly group: (group: string, leaf: 'set' | StopKind) => string;
  readonly all: (leaf: StopKind) => string;
  /** What an incoming topic is; total. */
  readonly parse: (topic: string) => Address;
  /** True for a topic that a client may name for its answers. */
  readonly isAnswerable: (topic: string) => boolean;
}

type BridgeLeaf = 'state' | 'info' | 'health' | 'fence' | 'lane' | 'owner' | 'drain' | 'doctor' | 'people';
export type StopKind = 'stop' | 'estop';
export type ChairLeaf =
  | 'availability'
  | 'state'
  | 'telemetry'
  | 'programs'
  | 'usage'
  | 'schedule'
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
  | { readonly kind: 'lane' }
  | { readonly kind: 'drain' }
  | { readonly kind: 'other' };

/** What a bridge listens to on topics of its own. */
const ownTopics = [{ kind: 'fence' }, { kind: 'lane' }, { kind: 'drain' }] as const;
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
    if (first === bridgeId) return ownTopics.find(({ kind }) => kind === second) ?? other;
    if (first === 'all') return parseScoped({ kind: 'all' }, second);
    return parseScoped({ kind: 'chair', chairId: first }, second);
  }
  if (levels.length !== 3 || third === undefined) return other;
  if (first === 'group') return parseScoped({ kind: 'group', group: second }, third);
  return third === 'set' ? { kind: 'value', chairId: first, name: second } : other;
}

const hasForbidden = (topic: string): boolean => ['+', '#', '\0'].some((character) => topic.includes(character));

/** Where answers go beside `<base>/send/`, and where they never go. */
export interface AnswerPlaces {
  /** Topics without their last slash. */
  readonly prefixes: readonly string[];
  /** Where hubs look for discovery. */
  readonly discoveryPrefix: string;
}

const harmfulEndings = ['set', 'stop', 'estop'];
const isBelow = (topic: string, prefix: string): boolean => topic.startsWith(`${prefix}/`);

/** [S6] A daemon that answered on any topic would publish other people's commands for them, with its own rights. */
function isHarmless(topic: string, base: string, { prefixes, discoveryPrefix }: AnswerPlaces): boolean {
  if (Buffer.byteLength(topic) > topicBytesMax || hasForbidden(topic)) return false;
  const levels = topic.split('/');
  if (levels.includes('') || harmfulEndings.includes(levels.at(-1) ?? '')) return false;
  if (isBelow(topic, base)) return isBelow(topic, `${base}/send`);
  return (
    ![discoveryPrefix, 'homie'].some((taken) => isBelow(topic, taken)) && prefixes.some((at) => isBelow(topic, at))
  );
}

export function topicsOf(base: string, bridgeId: string, answers?: AnswerPlaces): Topics {
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
    isAnswerable: (topic) => isHarmless(topic, base, answers ?? { prefixes: [], discoveryPrefix: 'homeassistant' }),
  };
}
