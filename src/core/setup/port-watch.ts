import type { FoundPort } from '../web/setup.js';

type Change = FoundPort['change'];

/** A port as it is looked for again: under the name that lasts longest. */
export interface WatchedPort {
  readonly key: string;
}

/** What was there when the watch began, and what has happened to each port since. */
export type PortWatch<Port extends WatchedPort> = ReadonlyMap<string, { readonly port: Port; readonly change: Change }>;

export const watchFrom = <Port extends WatchedPort>(ports: readonly Port[]): PortWatch<Port> =>
  new Map(ports.map((port) => [port.key, { port, change: 'same' }]));

const cameBack: Readonly<Record<Change, Change>> = { same: 'same', new: 'new', gone: 'back', back: 'back' };

/** One more that was there already, and nobody had listed. */
export const alsoWatching = <Port extends WatchedPort>(watch: PortWatch<Port>, port: Port): PortWatch<Port> =>
  watch.has(port.key) ? watch : new Map([...watch, [port.key, { port, change: 'same' }]]);

/** Another look at what is plugged in. */
export function looked<Port extends WatchedPort>(watch: PortWatch<Port>, ports: readonly Port[]): PortWatch<Port> {
  const there = new Map(ports.map((port) => [port.key, port]));
  const gone = [...watch].flatMap(([key, { port }]) =>
    there.has(key) ? [] : [[key, { port, change: 'gone' }] as const],
  );
  const present = ports.map((port) => {
    const before = watch.get(port.key)?.change;
    return [port.key, { port, change: before === undefined ? 'new' : cameBack[before] }] as const;
  });
  return new Map([...present, ...gone]);
}

/** The chair's port, where just one was pulled out and came back, or came anew. */
export function recognisedIn<Port extends WatchedPort>(watch: PortWatch<Port>): Port | null {
  const moved = [...watch.values()].filter(({ change }) => change === 'new' || change === 'back');
  const [first, ...others] = moved;
  return first === undefined || others.length > 0 ? null : first.port;
}
