import {
  allCommands,
  checkOf,
  codeBytes,
  isForbidden,
  keyCommand,
  plainCommand,
  valueWriter,
  type WireCommand,
} from './commands.js';
import type { Control } from './control-shape.js';
import type { Profile } from './schema.js';
import type { ProfileFlaw } from './stop-problems.js';
import { greatestValue, readTemplate } from './template.js';

/** Codes and commands that are none on this wire, that say nothing, and those that must never go out. */
export function commandProblems(profile: Profile): readonly ProfileFlaw[] {
  const unreadable = codesOf(profile).flatMap(([path, code]): ProfileFlaw[] =>
    codeBytes(profile, code) === null ? [{ path, message: codeForm[profile.frame.kind] }] : [],
  );
  const templates = templatesOf(profile).flatMap((written) => templateProblems(profile, written));
  const isReadable = templates.length === 0 && unreadable.length === 0;
  return [
    ...unreadable,
    ...templates,
    ...(isReadable
      ? [
          ...forbiddenProblems(profile),
          ...zeroProblems(profile),
          ...askProblems(profile),
          ...sameCommandProblems(profile),
        ]
      : []),
  ];
}

/** A command as it is written, and what has to be in it. */
interface Written {
  readonly path: readonly string[];
  readonly text: string;
  readonly holds: 'key' | 'value' | null;
  /** The greatest value that it is given. */
  readonly valueMax: number;
}

function templatesOf({ send, ask, stop, controls, keys }: Profile): readonly Written[] {
  const plain = (path: readonly string[], text: string): Written => ({ path, text, holds: null, valueMax: 0 });
  const isKeyed = Object.keys(keys).length > 0;
  return [
    ...(send === undefined ? [] : [{ ...plain(['send'], send.template), holds: isKeyed ? ('key' as const) : null }]),
    ...(ask === undefined ? [] : [plain(['ask', 'send'], ask.send)]),
    ...(stop?.send ?? []).map((text, at) => plain(['stop', 'send', String(at)], text)),
    ...(stop?.soft?.send ?? []).map((text, at) => plain(['stop', 'soft', 'send', String(at)], text)),
    ...Object.entries(controls).flatMap(([name, control]) =>
      control.kind === 'value'
        ? control.commands.map((text, at) => ({
            path: ['controls', name, 'send', String(at)],
            text,
            holds: 'value' as const,
            valueMax: control.max,
          }))
        : [],
    ),
  ];
}

function templateProblems(profile: Profile, { path, text, holds, valueMax }: Written): readonly ProfileFlaw[] {
  const { frame } = profile;
  const template = readTemplate(text, frame.kind === 'binary');
  if (template === null) return [{ path, message: templateForm[frame.kind] }];
  const has = (kind: string): boolean => template.some((part) => part.kind === kind);
  const problems: string[] = [];
  if (holds !== null && !has(holds)) problems.push(`has no {${holds}} in it: it would always send the same`);
  if (holds === 'value' && valueMax > greatestValue(template))
    problems.push(`${valueMax} does not fit into its {value}`);
  if (checkOf(profile) !== null && !has('check'))
    problems.push('has no {check}; where commands carry none, say send: { template, check: { kind: none } }');
  if (frame.kind === 'lines' && holds !== 'key' && !/[\r\n]$/.test(text))
    problems.push('does not end its line: write \\r or \\n at its end, in double quotes');
  return problems.map((message) => ({ path, message }));
}

function forbiddenProblems(profile: Profile): readonly ProfileFlaw[] {
  const found = allCommands(profile).flatMap(({ path, command }): ProfileFlaw[] => {
    if (command === null) return [{ path, message: templateForm[profile.frame.kind] }];
    return isForbidden(profile, command) ? [{ path, message: 'would send a code that is listed as forbidden' }] : [];
  });
  return [...new Map(found.map((problem) => [problem.path.join(), problem])).values()];
}

const spelt = (command: WireCommand | null): string => command?.wire.join() ?? '';

/** [S4] A stop by commands: it sets nothing to more than nothing, and where it sets one control to nothing it sets all. */
function zeroProblems(profile: Profile): readonly ProfileFlaw[] {
  const sent = (profile.stop?.send ?? []).map((text) => spelt(plainCommand(profile, text)));
  const controls = Object.entries(profile.controls).flatMap(([name, control]) =>
    control.kind === 'value' ? [{ name, ...setBy(profile, control, new Set(sent)) }] : [],
  );
  const isByValues = controls.some(({ zeros }) => zeros.some((command) => sent.includes(command)));
  return controls.flatMap(({ name, zeros, more }): ProfileFlaw[] => {
    const at = sent.indexOf(more ?? '');
    const isLeft = isByValues && zeros.some((command) => !sent.includes(command));
    return [
      ...(more === null
        ? []
        : [
            {
              path: ['stop', 'send', String(at)],
              message: `sets '${name}' to more than nothing: a stop must not move anything`,
            },
          ]),
      ...(isLeft
        ? [
            {
              path: ['stop', 'send'],
              message: `leaves '${name}' as it is: all its commands have to be there, with nothing`,
            },
          ]
        : []),
    ];
  });
}

/** [S5] A question goes out all the time, at rest too: it must not be, or hold, what moves something. */
function askProblems(profile: Profile): readonly ProfileFlaw[] {
  const { ask, keys, controls } = profile;
  if (ask === undefined) return [];
  const asked = `,${spelt(plainCommand(profile, ask.send))},`;
  const isIn = (command: WireCommand | null): boolean => asked.includes(`,${spelt(command)},`);
  const pressed = Object.entries(keys).find(([, { press }]) => isIn(keyCommand(profile, press)))?.[0];
  const set = Object.entries(controls).find(
    ([, control]) => control.kind === 'value' && canSay(profile, control, isIn),
  )?.[0];
  const what = pressed === undefined ? set : pressed;
  const kind = pressed === undefined ? 'control' : 'key';
  return what === undefined
    ? []
    : [{ path: ['ask', 'send'], message: `is a command of the ${kind} '${what}': a question must move nothing` }];
}

/** Two controls that say the same set the same: the one would undo the other. */
function sameCommandProblems(profile: Profile): readonly ProfileFlaw[] {
  const controls = Object.entries(profile.controls).flatMap(([name, control]) =>
    control.kind === 'value' ? [{ name, max: control.max, write: valueWriter(profile, control) }] : [],
  );
  return controls.flatMap(({ name, max, write }, at): ProfileFlaw[] => {
    const owner = controls.slice(0, at).find((before) => {
      const value = Math.min(max, before.max);
      const said = before.write(value).map(spelt);
      return write(value).some((command) => said.includes(spelt(command)));
    });
    return owner === undefined
      ? []
      : [{ path: ['controls', name, 'send'], message: `says what '${owner.name}' says: the one would undo the other` }];
  });
}

/** Whether one of its values is said by a command that fits. */
function canSay(
  profile: Profile,
  control: Extract<Control, { kind: 'value' }>,
  fits: (command: WireCommand | null) => boolean,
): boolean {
  const write = valueWriter(profile, control);
  for (let value = control.min; value <= control.max; value += 1) if (write(value).some(fits)) return true;
  return false;
}

/** The commands that set it to nothing, and one of `sent` that sets it to more, or null. */
function setBy(
  profile: Profile,
  control: Extract<Control, { kind: 'value' }>,
  sent: ReadonlySet<string>,
): { readonly zeros: readonly string[]; readonly more: string | null } {
  const write = valueWriter(profile, control);
  const zeros = write(control.min).map(spelt);
  for (let value = control.min + 1; sent.size > 0 && value <= control.max; value += 1) {
    const more = write(value)
      .map(spelt)
      .find((command) => sent.has(command));
    if (more !== undefined) return { zeros, more };
  }
  return { zeros, more: null };
}

/** Codes that no command checks: those that are only heard, or never sent. */
const codesOf = ({ forbidden, answers, keys }: Profile): readonly (readonly [readonly string[], string])[] => [
  ...forbidden.map((code, at) => [['forbidden', String(at)], code] as const),
  ...Object.entries(answers ?? {}).flatMap(([name, code]) =>
    code === undefined ? [] : [[['answers', name], code] as const],
  ),
  ...Object.entries(keys).map(([name, { press }]) => [['keys', name, 'press'], press] as const),
];

const codeForm = {
  digits: 'must be upper-case hex digits in quotes, such as "0303"',
  lines: 'must be printable text in quotes',
  binary: 'must be bytes in hex, such as "F0 82"',
} as const;

const templateForm = {
  digits: 'must be text, with {key}, {value} or {check} where these belong',
  lines: 'must be text, with {key}, {value} or {check} where these belong',
  binary: 'must be bytes in hex, such as "F0 82 {key} {check} F1"',
} as const;
