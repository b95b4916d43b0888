import { z } from 'zod';
import { advise, checkedText, written } from './values.js';

const brokerSchemes = ['mqtt:', 'mqtts:', 'ws:', 'wss:'];
const brokerForm = 'must be the address of a broker: mqtt://, mqtts://, ws:// or wss:// and a host';

function addressProblem(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const port = Number(/^[a-z+]+:\/\/[^/]*:(\d+)(\/|$)/i.exec(text)?.[1]);
  if (port < 1 || port > 65_535) return 'must have a port from 1 to 65535';
  if (url === null || !text.includes('://') || !brokerSchemes.includes(url.protocol) || url.hostname === '') {
    return brokerForm;
  }
  if (url.username !== '' || url.password !== '') return 'must not hold a user or a password: addresses are logged';
  const hasPath = !['', '/'].includes(url.pathname) || url.search !== '';
  return url.protocol.startsWith('mqtt') && hasPath
    ? 'must end after the port: only ws:// and wss:// have a path'
    : null;
}

const isSecure = (scheme: string): boolean => /^(mqtts|ssl|tls|https|mqtt\+ssl)$/i.test(scheme);

/** The address that a text is probably meant to be: a bare port or host, another scheme, a lost colon or slash, a user, a path. */
export function likelyBroker(text: string): string | null {
  if (/^\d+$/.test(text)) return rightBroker(`mqtt://localhost:${text}`);
  const [, scheme = '', rest = text] = /^([a-z+]+)(?::\/{0,2}|\/\/)(?!\d+(?:\/|$))(.*)$/i.exec(text) ?? [];
  const isKnown = /^(mqtts?|wss?)$/i.test(scheme);
  const place = rest.replace(/^[^/]*@/, '');
  const own = isKnown ? scheme.toLowerCase() : isSecure(scheme) ? 'mqtts' : 'mqtt';
  return rightBroker(`${own}://${own.startsWith('ws') ? place : place.replace(/\/.*$/, '')}`);
}

const rightBroker = (address: string): string | null =>
  /^[a-z]+:\/\/[\w.-]+(:\d+)?(\/[\w./-]*)?$/.test(address) && addressProblem(address) === null ? address : null;

function brokerUrlProblem(text: string): string | null {
  const problem = addressProblem(text);
  if (problem === null) return null;
  const likely = likelyBroker(text);
  const rest = text.includes('@') ? ' and the keys username and password_file' : '';
  return advise(problem, likely === null ? 'such as mqtt://broker.lan:1883' : `write ${written(likely)}${rest}`);
}

const brokerUrl = () => checkedText('the address of a broker', brokerUrlProblem);

const nodesMax = 16;

/** One address, or those of the nodes of one cluster. */
export const brokerUrls = () =>
  z.union(
    [
      brokerUrl(),
      z
        .array(brokerUrl())
        .min(1, 'must have at least one address')
        .max(nodesMax, `must have at most ${nodesMax} addresses`),
    ],
    { error: ({ input }) => brokerUrl().safeParse(input).error?.issues[0]?.message ?? brokerForm },
  );

const usualPorts: Readonly<Record<string, string>> = { 'mqtt:': '1883', 'mqtts:': '8883', 'ws:': '80', 'wss:': '443' };

/** The same words for the same place, and whether the way there is secure; null where that is no address. */
export function brokerPlace(text: string): { readonly name: string; readonly isSecure: boolean } | null {
  if (addressProblem(text) !== null) return null;
  const { protocol, hostname, port, pathname, search } = new URL(text);
  const path = pathname === '/' ? '' : `${pathname}${search}`;
  const name = `${hostname.toLowerCase()}:${port === '' ? usualPorts[protocol] : port}${path}`;
  return { name, isSecure: protocol === 'mqtts:' || protocol === 'wss:' };
}

const topicBytesMax = 128;

function topicFault(text: string): string | null {
  if (/[+#]/.test(text)) return 'must not hold + or #: they are wildcards';
  if (text.startsWith('$')) return 'must not begin with $: such topics belong to the broker';
  if (text.split('/').includes('')) return 'must not begin or end with / or hold //';
  return text.length > topicBytesMax ? `must be at most ${topicBytesMax} characters` : null;
}

function topicProblem(text: string): string | null {
  const fault = topicFault(text);
  if (fault === null) return null;
  const likely = text
    .replaceAll(/[+#$]/g, '')
    .split('/')
    .filter((level) => level !== '')
    .join('/');
  return advise(fault, likely === '' || topicFault(likely) !== null ? null : `write ${written(likely)}`);
}

/** Where topics begin: one level or more. */
export const topicPrefix = () => checkedText('a topic', topicProblem);

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

const listenForm = 'must be host:port';

export function listenProblem(text: string): string | null {
  if (readHostPort(text) !== null) return null;
  const place = text.replace(/^[a-z]+:\/\//i, '').replace(/\/.*$/, '');
  const likely = /^:?\d+$/.test(place) ? `127.0.0.1:${place.replace(':', '')}` : place;
  const isRight = readHostPort(likely) !== null;
  return advise(listenForm, isRight ? `write ${written(likely)}` : 'such as 127.0.0.1:8470 or [::1]:8470');
}

export const listenAddress = () =>
  checkedText('host:port', listenProblem).transform((text): HostPort => readHostPort(text) ?? { host: '', port: 0 });

/** A host and a TCP port; `[::1]:8470` gives the host without its brackets. Null for anything else. */
export function readHostPort(text: string): HostPort | null {
  const match = /^(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9._-]{1,253})):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}
