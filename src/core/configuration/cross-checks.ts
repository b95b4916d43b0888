import { homieId, nobody, personIdPattern } from '../ids.js';
import { type DataPath, missingKey, type ShapeProblem, valueAt } from '../shape/complaints.js';
import { hintFor } from '../shape/nearest-word.js';
import { brokerPlace } from './addresses.js';
import { claimedKind, driverTraits } from './driver.js';
import { chairPort, portName } from './port.js';

/** What single values cannot show: ids and ports used twice, unknown people, secrets that lack their other half. Works on
 *  data as it was read, so that these are found beside whatever else is wrong. */
export function crossProblems(data: unknown): readonly ShapeProblem[] {
  const chairs = chairsOf(data);
  return [
    ...missingPorts(chairs),
    ...doubled(chairs.map(({ path, chair }) => ({ path: [...path, 'id'], name: textAt(chair, 'id'), what: 'id' }))),
    ...doubled(chairs.map(({ path, chair }) => portEntry(path, chair))),
    ...chairs.flatMap(({ path, chair }) => driverProblems(path, chair)),
    ...chairs.flatMap(({ path, chair }) => doubledGroups(path, chair)),
    ...bridgeIdProblems(data, chairs),
    ...homieProblems(data, chairs),
    ...personProblems(data, chairs),
    ...brokerProblems(data),
    ...brokerListProblems(data),
    ...doubledSecret(data, 'http', 'token'),
  ];
}

interface RawChair {
  readonly path: DataPath;
  readonly chair: unknown;
}

function chairsOf(data: unknown): readonly RawChair[] {
  const chairs = valueAt(data, ['chairs']);
  if (!Array.isArray(chairs)) return [];
  return chairs.flatMap((chair: unknown, index) =>
    typeof chair === 'object' && chair !== null ? [{ path: ['chairs', index], chair }] : [],
  );
}

const has = (data: unknown, ...path: DataPath): boolean => valueAt(data, path) !== undefined;

function textAt(data: unknown, ...path: DataPath): string | null {
  const value = valueAt(data, path);
  return typeof value === 'string' ? value : null;
}

const keyProblem = (path: DataPath, message: string): ShapeProblem => ({ path, of: 'key', message });

function missingPorts(chairs: readonly RawChair[]): ShapeProblem[] {
  return chairs.flatMap(({ path, chair }): ShapeProblem[] => {
    const suggestion = 'such as port: /dev/ttyUSB0; "chair2mqtt ports" lists what there is';
    if (!has(chair, 'port') && !has(chair, 'usb')) return [{ ...missingKey([...path, 'port']), suggestion }];
    if (!has(chair, 'port') || !has(chair, 'usb')) return [];
    return [keyProblem([...path, 'usb'], "'usb' stands in place of 'port': use one of them")];
  });
}

interface Named {
  readonly path: DataPath;
  readonly name: string | null;
  readonly what: string;
}

function doubled(entries: readonly Named[]): ShapeProblem[] {
  const seen = new Map<string, DataPath>();
  return entries.flatMap(({ path, name, what }): ShapeProblem[] => {
    if (name === null) return [];
    const first = seen.get(name);
    if (first === undefined) {
      seen.set(name, path);
      return [];
    }
    const message = `the ${what} ${name} is used twice`;
    const isOfChairs = what === 'id' || what === 'port';
    const suggestion = isOfChairs ? `give each chair its own ${what}` : 'remove one of the two';
    return [{ path, of: 'value', message, suggestion, firstAt: first }];
  });
}

/** Made once: a schema takes longer to make than a port to read, and there may be a thousand. */
const anyPort = chairPort();

function portEntry(path: DataPath, chair: unknown): Named {
  const key = has(chair, 'port') ? 'port' : 'usb';
  const port = anyPort.safeParse(key === 'port' ? valueAt(chair, ['port']) : chair);
  return { path: [...path, key], name: port.success ? portName(port.data) : null, what: 'port' };
}

function doubledGroups(path: DataPath, chair: unknown): ShapeProblem[] {
  const groups = valueAt(chair, ['groups']);
  if (!Array.isArray(groups)) return [];
  return doubled(
    groups.map((group: unknown, index) => ({
      path: [...path, 'groups', index],
      name: typeof group === 'string' ? group : null,
      what: 'group',
    })),
  );
}

/** A profile brings its own line, and a chair without a dead-man has nothing to commission. */
function driverProblems(path: DataPath, chair: unknown): ShapeProblem[] {
  const { hasOwnLine, hasDeadMan } = driverTraits[claimedKind(textAt(chair, 'driver') ?? '')];
  const problems: ShapeProblem[] = [];
  if (hasOwnLine && has(chair, 'baud_rate')) {
    const message = `'baud_rate' is the profile's: leave it out beside driver: ${textAt(chair, 'driver')}`;
    problems.push(keyProblem([...path, 'baud_rate'], message));
  }
  if (!hasDeadMan && valueAt(chair, ['require_commissioning']) === true) {
    const message = "'require_commissioning' cannot be met: a chair by profile has no dead-man to prove";
    problems.push(keyProblem([...path, 'require_commissioning'], message));
  }
  return problems;
}

function bridgeIdProblems(data: unknown, chairs: readonly RawChair[]): ShapeProblem[] {
  const bridgeId = textAt(data, 'mqtt', 'bridge_id') ?? 'bridge';
  return chairs.flatMap(({ path, chair }): ShapeProblem[] => {
    if (textAt(chair, 'id') !== bridgeId) return [];
    const suggestion = 'give the chair another id, or set mqtt.bridge_id';
    return [{ path: [...path, 'id'], of: 'value', message: `'id' is the bridge's own id, ${bridgeId}`, suggestion }];
  });
}

/** Homie knows no underscore: two ids that differ only in that would be one device. */
function homieProblems(data: unknown, chairs: readonly RawChair[]): ShapeProblem[] {
  if (valueAt(data, ['mqtt', 'homie']) !== true) return [];
  const bridgeId = textAt(data, 'mqtt', 'bridge_id') ?? 'bridge';
  const taken = new Map([[homieId(bridgeId), bridgeId]]);
  return chairs.flatMap(({ path, chair }): ShapeProblem[] => {
    const id = textAt(chair, 'id');
    if (id === null) return [];
    const other = taken.get(homieId(id));
    taken.set(homieId(id), id);
    if (other === undefined || other === id) return [];
    const message = `in Homie, ${id} is the same as ${other}: it has no underscores`;
    return [{ path: [...path, 'id'], of: 'value', message, suggestion: 'give the chair another id' }];
  });
}

function personProblems(data: unknown, chairs: readonly RawChair[]): ShapeProblem[] {
  const people = valueAt(data, ['people']);
  const known = typeof people === 'object' && people !== null ? Object.keys(people) : [];
  const taken = known.includes(nobody) ? [keyProblem(['people', nobody], nobodyIsNoPerson)] : [];
  return [...taken, ...chairs.flatMap(({ path, chair }) => sitterProblems(path, textAt(chair, 'person'), known))];
}

const nobodyIsNoPerson = `'${nobody}' takes the choice of a person back, so no person can be called that: use another id`;

function sitterProblems(path: DataPath, person: string | null, known: readonly string[]): ShapeProblem[] {
  if (person === null || known.includes(person)) return [];
  const message = `there is no ${person.slice(0, 40).replaceAll(/\p{Cc}/gu, '?')} under people`;
  return [{ path: [...path, 'person'], of: 'value', message, suggestion: personAdvice(person, known) }];
}

function personAdvice(person: string, known: readonly string[]): string {
  if (person === nobody || !personIdPattern.test(person)) {
    return hintFor(person, known, 'leave person out');
  }
  return hintFor(person, known, `add ${person} to people`);
}

/** A secret stands in the file or in one of its own. */
function doubledSecret(data: unknown, section: 'mqtt' | 'http', key: string): ShapeProblem[] {
  const inFile = `${key}_file`;
  if (!has(data, section, key) || !has(data, section, inFile)) return [];
  return [keyProblem([section, inFile], `'${key}' and '${inFile}': use one of them`)];
}

function brokerProblems(data: unknown): ShapeProblem[] {
  const secret = has(data, 'mqtt', 'password') ? 'password' : 'password_file';
  const pairs = [
    [secret, 'username'],
    ['cert_file', 'key_file'],
    ['key_file', 'cert_file'],
  ] as const;
  const halves = pairs.filter(([key, other]) => has(data, 'mqtt', key) && !has(data, 'mqtt', other));
  return [
    ...doubledSecret(data, 'mqtt', 'password'),
    ...halves.map(([key, other]) => keyProblem(['mqtt', key], `'${key}' needs '${other}' beside it`)),
  ];
}

/** The nodes of a cluster have one login and one set of certificates: it must not go to one of them in the clear. */
function brokerListProblems(data: unknown): ShapeProblem[] {
  const urls = valueAt(data, ['mqtt', 'url']);
  if (!Array.isArray(urls)) return [];
  const entries = urls.flatMap((url: unknown, index) => {
    const place = typeof url === 'string' ? brokerPlace(url) : null;
    return place === null ? [] : [{ path: ['mqtt', 'url', index], what: 'broker', ...place }];
  });
  const isSecure = entries[0]?.isSecure;
  const suggestion = 'use mqtts:// or wss:// for each of them, or for none';
  const message =
    isSecure === true ? 'must be secure, as the first address is' : 'must not use TLS, as the first address does not';
  const others = entries.filter((entry) => entry.isSecure !== isSecure);
  return [...doubled(entries), ...others.map(({ path }): ShapeProblem => ({ path, of: 'value', message, suggestion }))];
}
