import { z } from 'zod';
import { chairIdPattern, personIdPattern } from '../ids.js';
import { durationPattern, readDurationMs, showDuration } from '../time-text.js';

/** A message and, on the next line, what to do about it: messages of the schema library are one text. */
export const advise = (message: string, suggestion: string): string => `${message}\n${suggestion}`;

type Input = { readonly input?: unknown };

const textMax = 1000;
const quoted = (value: unknown): string => JSON.stringify(String(value));

/** One line of text. YAML reads 0123 and 1e5 as numbers and so loses how they were written. */
export const lineOfText = (what = 'text') =>
  oneLine(what, ({ input }) =>
    typeof input === 'number' || typeof input === 'boolean'
      ? advise(`must be ${what}, not a ${typeof input}`, `put it in quotes, such as ${quoted(input)}`)
      : `must be ${what}`,
  );

/** A password or token: what was written is not repeated in a problem. */
export const secretText = () => oneLine('text', () => advise('must be text', 'put it in quotes'));

function oneLine(what: string, error: (issue: Input) => string) {
  return z
    .string({ error })
    .min(1, 'must not be empty')
    .max(textMax, `must be at most ${textMax} characters`)
    .regex(/^\P{Cc}*$/u, `must be ${what} in one line without control characters`);
}

export const yesOrNo = () =>
  z.boolean({
    error: ({ input }: Input) =>
      typeof input === 'string'
        ? advise('must be true or false', `write true or false without quotes, not ${quoted(input)}`)
        : 'must be true or false',
  });

/** A whole number from `min` to `max`; `unit` is what people write behind it by mistake. */
export function wholeNumber(min: number, max: number, unit: string) {
  const message = `must be a whole number from ${min} to ${max}${unit === '' ? '' : ` (${unit})`}`;
  const error = ({ input }: Input): string => {
    const digits = typeof input === 'string' ? /^\s*(\d+)/.exec(input)?.[1] : undefined;
    return digits === undefined ? message : advise(message, `write ${digits}, not ${quoted(input)}`);
  };
  return z.int({ error }).min(min, message).max(max, message);
}

const durationForm = 'must be a duration such as 500ms, 12s, 15m or 1h';

/** A duration text; gives ms. `unit` is the one that a bare number is probably meant in. */
export function durationSetting(minMs: number, maxMs: number, unit: 'h' | 'm' | 's' = 'm') {
  return z
    .string({
      error: ({ input }: Input) =>
        typeof input === 'number' ? advise(durationForm, `write ${input}${unit}, not ${input}`) : durationForm,
    })
    .meta({ pattern: durationPattern })
    .transform((text, context) => {
      const durationMs = readDurationMs(text);
      const problem = durationProblem(text, durationMs, { minMs, maxMs, unit });
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
      return durationMs ?? 0;
    });
}

function durationProblem(
  text: string,
  durationMs: number | null,
  { minMs, maxMs, unit }: { readonly minMs: number; readonly maxMs: number; readonly unit: string },
): string | null {
  if (durationMs === null) {
    const digits = /^\s*(\d+)/.exec(text)?.[1];
    return digits === undefined ? durationForm : advise(durationForm, `write ${digits}${unit}, not ${quoted(text)}`);
  }
  if (durationMs < minMs) return `must be at least ${showDuration(minMs)}`;
  return durationMs > maxMs ? `must be at most ${showDuration(maxMs)}` : null;
}

const idForm = 'must be 1 to 32 small letters, digits, - and _, and begin with a letter or digit, such as living-room';

/** Words that mean something else where an id stands in a topic. */
const reservedIds: readonly string[] = ['all', 'group', 'homeassistant', 'homie'];

const settingId = (pattern: RegExp) => lineOfText('an id').regex(pattern, idForm);

export const personId = () => settingId(personIdPattern);

/** The id of a chair, a group or a bridge: one level of a topic. */
export const topicId = () =>
  settingId(chairIdPattern).refine(
    (id) => !reservedIds.includes(id),
    `must not be one of ${reservedIds.join(', ')}: they are reserved`,
  );

const brokerSchemes = ['mqtt:', 'mqtts:', 'ws:', 'wss:'];

function brokerUrlProblem(text: string): string | null {
  const form = 'must be the address of a broker: mqtt://, mqtts://, ws:// or wss:// and a host';
  if (!text.includes('://')) return advise(form, `write mqtt://${text}`);
  if (!URL.canParse(text)) return form;
  const url = new URL(text);
  if (!brokerSchemes.includes(url.protocol) || url.hostname === '') return form;
  if (url.username !== '' || url.password !== '') {
    return advise('must not hold a user or a password: addresses are logged', 'use username and password_file');
  }
  const hasPath = !['', '/'].includes(url.pathname) || url.search !== '';
  return url.protocol.startsWith('mqtt') && hasPath
    ? 'must end after the port: only ws:// and wss:// have a path'
    : null;
}

const checkedText = (what: string, problemOf: (text: string) => string | null) =>
  lineOfText(what).superRefine((text, context) => {
    const problem = problemOf(text);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });

export const brokerUrl = () => checkedText('the address of a broker', brokerUrlProblem);

const topicBytesMax = 128;

function topicProblem(text: string): string | null {
  if (/[+#]/.test(text)) return 'must not hold + or #: they are wildcards';
  if (text.startsWith('$')) return 'must not begin with $: such topics belong to the broker';
  if (text.split('/').includes('')) return 'must not begin or end with / or hold //';
  return text.length > topicBytesMax ? `must be at most ${topicBytesMax} characters` : null;
}

/** Where topics begin: one level or more. */
export const topicPrefix = () => checkedText('a topic', topicProblem);

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export const listenAddress = () =>
  lineOfText('host:port').transform((text, context): HostPort => {
    const address = readHostPort(text);
    if (address === null) {
      const suggestion = /^\d+$/.test(text) ? `write 127.0.0.1:${text}` : 'such as 127.0.0.1:8470 or [::1]:8470';
      context.addIssue({ code: 'custom', message: advise('must be host:port', suggestion) });
    }
    return address ?? { host: '', port: 0 };
  });

export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host);

/** A host and a TCP port; `[::1]:8470` gives the host without its brackets. Null for anything else. */
export function readHostPort(text: string): HostPort | null {
  const match = /^(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9._-]{1,253})):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}
