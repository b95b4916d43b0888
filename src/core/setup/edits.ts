import type { DataPath } from '../shape/complaints.js';
import type { SetupAnswers } from '../web/setup.js';
import { defaultBaudRate, defaultBrokerUrl, type KnownSetup, portSettings } from './answers.js';
import { addressesIn } from './broker-text.js';

/** One change of a configuration. `append` adds to a list, which is made where there is none. */
export type ConfigEdit =
  | { readonly kind: 'set'; readonly path: DataPath; readonly value: unknown }
  | { readonly kind: 'append'; readonly path: DataPath; readonly value: unknown }
  | { readonly kind: 'remove'; readonly path: DataPath };

const set = (path: DataPath, value: unknown): ConfigEdit => ({ kind: 'set', path, value });
const remove = (path: DataPath): ConfigEdit => ({ kind: 'remove', path });

/** From a key that may be empty to one that may be empty. */
function replaced(key: string, before: string, after: string): readonly ConfigEdit[] {
  if (before === after) return [];
  return [after === '' ? remove(['mqtt', key]) : set(['mqtt', key], after)];
}

function passwordEdits(password: string | null, hasPassword: boolean): readonly ConfigEdit[] {
  if (password === null) return [];
  if (password !== '') return [set(['mqtt', 'password'], password)];
  return hasPassword ? [remove(['mqtt', 'password'])] : [];
}

function brokerEdits({ broker }: SetupAnswers, { broker: known }: KnownSetup, isNew: boolean): readonly ConfigEdit[] {
  const { url, username, password, password_file, ca_file } = broker;
  const addresses = addressesIn(url);
  const isUrlSaid = url !== (known.url ?? defaultBrokerUrl) || isNew;
  return [
    ...(isUrlSaid ? [set(['mqtt', 'url'], addresses.length > 1 ? addresses : url)] : []),
    ...replaced('username', known.username, username),
    ...replaced('password_file', known.passwordFile, password_file),
    ...passwordEdits(password, known.hasPassword),
    ...replaced('ca_file', known.caFile, ca_file),
  ];
}

function chairItem({ port, chair, people }: SetupAnswers): Readonly<Record<string, unknown>> {
  const { id, name, driver, baud_rate } = chair;
  const isClp = driver === 'clp';
  return {
    id,
    ...(name === '' || name === id ? {} : { name }),
    ...portSettings(port.port),
    ...(isClp && baud_rate !== defaultBaudRate ? { baud_rate } : {}),
    ...(isClp ? {} : { driver }),
    ...(people.person === '' ? {} : { person: people.person }),
  };
}

function peopleEdits({ people }: SetupAnswers): readonly ConfigEdit[] {
  return people.people.map(({ id, avoid, level_max }) =>
    set(['people', id], { ...(avoid.length > 0 ? { avoid } : {}), ...(level_max < 100 ? { level_max } : {}) }),
  );
}

/** What has to change in the file for these answers. It removes nothing but what an answer has replaced. */
export function editsOf(answers: SetupAnswers, known: KnownSetup, isNew: boolean): readonly ConfigEdit[] {
  return [
    ...brokerEdits(answers, known, isNew),
    ...(answers.port.adds_chair ? [{ kind: 'append', path: ['chairs'], value: chairItem(answers) } as const] : []),
    ...peopleEdits(answers),
  ];
}

type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function changed(data: unknown, [key, ...rest]: DataPath, change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(data);
  const map = isPlain(data) ? data : {};
  const value = changed(map[key], rest, change);
  const others = Object.fromEntries(Object.entries(map).filter(([each]) => each !== key || value !== undefined));
  return value === undefined ? others : { ...others, [key]: value };
}

/** The data of a file after these changes. */
export function withEdits(data: unknown, edits: readonly ConfigEdit[]): unknown {
  return edits.reduce(
    (all, edit) =>
      changed(all, edit.path, (value) => {
        if (edit.kind === 'remove') return undefined;
        if (edit.kind === 'set') return edit.value;
        return [...(Array.isArray(value) ? value : []), edit.value];
      }),
    data,
  );
}
