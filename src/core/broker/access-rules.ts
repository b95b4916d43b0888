/** A user of the broker, and the topic filters that it may read and write. */
export interface BrokerUser {
  readonly name: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

const head = (mark: string): string =>
  `${mark} Made by "chair2mqtt acl". What is not named here is denied; docs/fleet.md says how to load it.\n`;

/** What both may have in common is one line: `topic readwrite`. */
function mosquittoUser({ name, reads, writes }: BrokerUser): string {
  const line = (filter: string): string => {
    const access = !writes.includes(filter) ? 'read' : reads.includes(filter) ? 'readwrite' : 'write';
    return `topic ${access} ${filter}\n`;
  };
  return `\nuser ${name}\n${[...new Set([...reads, ...writes])].map(line).join('')}`;
}

/** The `acl_file` of Mosquitto. */
export const mosquittoRules = (users: readonly BrokerUser[]): string => head('#') + users.map(mosquittoUser).join('');

const erlangText = (text: string): string => JSON.stringify(text);

function emqxUser({ name, reads, writes }: BrokerUser): string {
  const rule = (action: 'subscribe' | 'publish', filters: readonly string[]): string =>
    filters.length === 0
      ? ''
      : `{allow, {username, ${erlangText(name)}}, ${action}, [${filters.map(erlangText).join(', ')}]}.\n`;
  return `\n${rule('subscribe', reads)}${rule('publish', writes)}`;
}

/** The `acl.conf` of EMQX 5: the first rule that fits counts. */
export const emqxRules = (users: readonly BrokerUser[]): string =>
  `${head('%%')}${users.map(emqxUser).join('')}\n{deny, all}.\n`;

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** RabbitMQ turns a topic into a routing key: slashes and dots change places, `+` is `*`. A subscription is judged by its filter. */
function routingKeys(filter: string): string {
  const levels = filter.split('/').map((level) => {
    if (level === '+') return '[^.#]+';
    return level === '#' ? '.*' : literal(level.replaceAll('.', '/'));
  });
  return levels.join('\\.');
}

/** Fits no routing key: a user without a pattern might do everything. */
const none = '^$';

const anyOf = (filters: readonly string[]): string =>
  filters.length === 0 ? none : `^(${filters.map(routingKeys).join('|')})$`;

/** Where MQTT sessions have their queues. */
const queues = '^mqtt-subscription-.*$';
const queuesAndTopics = '^(mqtt-subscription-.*|amq\\.topic)$';

/** Definitions for `rabbitmqctl import_definitions`; the users have to be there. */
export function rabbitmqRules(users: readonly BrokerUser[], vhost: string): string {
  const permissions = users.map(({ name }) => ({
    user: name,
    vhost,
    configure: queues,
    write: queuesAndTopics,
    read: queuesAndTopics,
  }));
  const topics = users.map(({ name, reads, writes }) => ({
    user: name,
    vhost,
    exchange: 'amq.topic',
    write: anyOf(writes),
    read: anyOf(reads),
  }));
  return `${JSON.stringify({ permissions, topic_permissions: topics }, null, 2)}\n`;
}
