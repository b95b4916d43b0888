import { type DataPath, type ShapeProblem, valueAt } from '../shape/complaints.js';
import { nearestWord } from '../shape/nearest-word.js';
import { likelyBroker } from './addresses.js';
import { childOf, formsOf, keysOf, nodeAt, type SchemaNode } from './schema-node.js';

/** What other programs call these keys. The words for a broker's address are not here: it is one text. */
const otherWords: Readonly<Record<string, string>> = {
  user: 'username',
  login: 'username',
  pass: 'password',
  passwd: 'password',
  topic: 'base_topic',
  prefix: 'base_topic',
  clientid: 'client_id',
  device: 'port',
  serial: 'port',
  tty: 'port',
  path: 'port',
  baud: 'baud_rate',
  speed: 'baud_rate',
  title: 'name',
  group: 'groups',
  level: 'level_max',
  max_level: 'level_max',
  duration: 'session_max',
  pause: 'rest',
  temperature: 'temperature_max',
  broker: 'mqtt',
  logging: 'log',
  person: 'people',
  persons: 'people',
  data: 'data_dir',
  vid: 'vendorId',
  pid: 'productId',
  password: 'token',
  secret: 'token',
  names: 'host_names',
  hosts: 'host_names',
  proxies: 'trusted_proxies',
  trust_proxy: 'trusted_proxies',
  ssl: 'tls',
  cert: 'cert_file',
  key: 'key_file',
};

const addressWords = ['host', 'hostname', 'server', 'broker', 'address', 'ip', 'port', 'uri'];
const tlsWords = ['tls', 'ssl', 'secure', 'use_tls', 'use_ssl'];

/** An unknown key, and what was probably meant by it. Nothing is advised that would stand there twice. */
export function unknownSetting(path: DataPath, data: unknown, schema: SchemaNode): ShapeProblem {
  const key = String(path.at(-1));
  const suggestion = advice(path, key, data, schema);
  return { path, of: 'key', message: `unknown key '${key.slice(0, 40)}'`, suggestion };
}

function advice(path: DataPath, key: string, data: unknown, schema: SchemaNode): string {
  const around = path.slice(0, -1);
  const parent = nodeAt(schema, around);
  const known = parent === null ? [] : keysOf(parent);
  const beside = (other: string): boolean => valueAt(data, [...around, other]) !== undefined;
  const tight = /^(\w+):/.exec(key)?.[1];
  if (tight !== undefined && known.includes(tight)) return `write a space behind the colon of ${tight}`;
  if (known.includes('listen') && addressWords.includes(key.toLowerCase())) {
    return beside('listen')
      ? 'remove it: host and port stand in listen'
      : 'such as listen: 127.0.0.1:8470 in its place';
  }
  if (known.includes('url')) {
    const address = addressAdvice(key, valueAt(data, path), beside('url'));
    if (address !== null) return address;
  }
  const meant = meantBy(key, known);
  if (meant !== null) return beside(meant) ? `remove it: '${meant}' is there already` : `did you mean '${meant}'?`;
  const home = homeOf(key, around, schema);
  return home === null ? `known here: ${known.join(', ')}` : `it belongs ${home}`;
}

/** The known key that was probably meant, or null. */
function meantBy(key: string, known: readonly string[]): string | null {
  const other = otherWords[key.toLowerCase().replaceAll('-', '_')];
  return other !== undefined && known.includes(other) ? other : nearestWord(key, known);
}

/** The address of a broker is one text, where others have several keys. */
function addressAdvice(key: string, value: unknown, hasUrl: boolean): string | null {
  const word = key.toLowerCase();
  if (tlsWords.includes(word)) return 'remove it: a url that begins with mqtts:// is secure';
  if (!addressWords.includes(word)) return null;
  if (hasUrl) return 'remove it: host and port stand in url, such as mqtt://broker.lan:1883';
  const likely = typeof value === 'string' || typeof value === 'number' ? likelyBroker(String(value)) : null;
  return `such as url: ${likely ?? 'mqtt://broker.lan:1883'} in its place`;
}

/** Where else a key of this name belongs, as `under limits`, or null. */
function homeOf(key: string, around: DataPath, schema: SchemaNode): string | null {
  const here = around.map((part) => (typeof part === 'number' ? '0' : part)).join(' ');
  const homes = homesIn(key, schema, []).map((path) => path.join(' '));
  const below = homes.find((home) => here !== '' && home.startsWith(`${here} `));
  const home = below?.slice(here.length + 1) ?? homes[0];
  if (home === undefined) return null;
  const names = home.split(' ').filter((part) => part !== '0' && part !== 'id' && part !== '');
  return names.length === 0 ? 'at the left margin, outside of any section' : `under ${names.join(', ')}`;
}

function homesIn(key: string, node: SchemaNode, path: readonly string[]): readonly (readonly string[])[] {
  const here = keysOf(node).includes(key) ? [path] : [];
  const below = formsOf(node).flatMap(({ properties, items, additionalProperties }) => [
    ...Object.keys(properties ?? {}).flatMap((name) => {
      const child = childOf(node, name);
      return child === null ? [] : homesIn(key, child, [...path, name]);
    }),
    ...(items === undefined ? [] : homesIn(key, items, [...path, '0'])),
    ...(typeof additionalProperties === 'object' ? homesIn(key, additionalProperties, [...path, 'id']) : []),
  ]);
  return [...here, ...below];
}
