import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';

interface Row {
  readonly from: string;
  readonly event: string;
  readonly guard: string;
  /** Null: handled without leaving the state. */
  readonly to: string | null;
  readonly actions: string;
}

const anyState = 'any_state';

/** Empty for what has no name of ours: the timer that a delay starts by itself. */
const nameOf = (named: unknown): string => {
  if (typeof named === 'string') return named;
  if (typeof named !== 'object' || named === null || !('type' in named)) return '';
  const params = 'params' in named && typeof named.params === 'object' ? Object.values(named.params ?? {}) : [];
  return params.length === 0 ? String(named.type) : `${String(named.type)}(${params.join(' ')})`;
};

const namesOf = (named: readonly unknown[]): string =>
  named
    .map(nameOf)
    .filter((name) => name !== '')
    .join(', ');

/** `xstate.after.unconfirmed.session.starting` is what `after` makes of a delay; an eventless transition has no event at all. */
function eventOf(eventType: string): string {
  const delay = /^xstate\.after\.(\w+)\./.exec(eventType)?.[1];
  if (delay !== undefined) return `after ${delay}`;
  return eventType === '' ? 'always' : eventType;
}

/** The transitions of one event, in the order in which they are tried. */
const choicesOf = (from: string, transitions: readonly AnyTransitionDefinition[]): Row[] =>
  transitions.map(({ eventType, guard, target, actions }, index) => ({
    from,
    event: eventOf(eventType),
    guard: guard === undefined ? (index > 0 ? 'else' : '') : nameOf(guard),
    to: target?.[0]?.key ?? null,
    actions: namesOf(actions),
  }));

const rowsOf = (node: AnyStateNode, name: string): Row[] =>
  [node.always ?? [], ...node.transitions.values()].flatMap((transitions) => choicesOf(name, transitions));

const childrenOf = (node: AnyStateNode): readonly AnyStateNode[] => Object.values(node.states);

/** A state and all that lie in it, the outer ones first. */
const withInner = (node: AnyStateNode): readonly AnyStateNode[] => [node, ...childrenOf(node).flatMap(withInner)];

/** What lies in a state, as the diagram nests it. */
function nested(node: AnyStateNode, indent: string): string[] {
  const inner = childrenOf(node);
  if (inner.length === 0) return [];
  const first = node.initial.target[0]?.key ?? '';
  const more = inner.flatMap((child) => nested(child, `${indent}  `));
  const names = inner.flatMap(({ key, states }) => (Object.keys(states).length > 0 ? [] : [`${indent}  ${key}`]));
  return [`${indent}state ${node.key} {`, `${indent}  [*] --> ${first}`, ...names, ...more, `${indent}}`];
}

const labelOf = ({ event, guard }: Row): string => (guard === '' ? event : `${event} [${guard}]`);

const arrow = (row: Row): string[] => (row.to === null ? [] : [`  ${row.from} --> ${row.to} : ${labelOf(row)}`]);

const tableLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const tableOf = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [tableLine(heads), tableLine(heads.map(() => '---')), ...rows.map(tableLine)].join('\n');

/** The machine as a page: a Mermaid diagram of what leaves a state, and a table of everything that is handled. */
export function drawMachine(root: AnyStateNode): string {
  const states = childrenOf(root).flatMap(withInner);
  const rows = [...rowsOf(root, anyState), ...states.flatMap((state) => rowsOf(state, state.key))];
  const diagram = [
    'stateDiagram-v2',
    `  ${anyState} : any state`,
    `  [*] --> ${root.initial.target[0]?.key ?? ''}`,
    ...childrenOf(root).flatMap((state) => nested(state, '  ')),
    ...rows.flatMap(arrow),
  ];
  const entries = states.flatMap(({ key, entry }) => (entry.length === 0 ? [] : [[key, namesOf(entry)]]));
  const table = rows.map(({ from, event, guard, to, actions }) => [
    from === anyState ? 'any' : from,
    event,
    guard,
    to ?? 'stays',
    actions,
  ]);
  return [
    '# The session machine',
    'Generated from `session-machine.ts`; `UPDATE_DIAGRAM=1 npx vitest run test/session/diagram.test.ts` writes it anew.',
    "A state's own answer to an event goes before that of any state; of several with guards the first that holds is taken.",
    ['```mermaid', ...diagram, '```'].join('\n'),
    '## On entry',
    tableOf(['state', 'actions'], entries),
    '## Transitions',
    tableOf(['state', 'event', 'guard', 'to', 'actions'], table),
  ]
    .join('\n\n')
    .concat('\n');
}
