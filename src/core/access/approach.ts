import {
  type IpAddress,
  type IpRange,
  isInRange,
  isLoopbackAddress,
  neighbourhoodOf,
  readIpAddress,
} from './ip-address.js';
import { type HostPlace, type OwnNames, readHostPlace, webPort } from './own-names.js';
import { headerOf, type RequestFacts } from './request-facts.js';

/** What the configuration says of who may come, and by which way. */
export interface AccessSettings {
  /** `http.open_stop`: a stop needs no login from anywhere. */
  readonly isStopOpen: boolean;
  readonly hostNames: readonly HostPlace[];
  readonly trustedProxies: readonly IpRange[];
  /** What a program of this machine may do without a login; everything only where all chairs are simulated. */
  readonly loopback: 'read' | 'own';
  /** What the users of the hub may do; everything only where all of them are its administrators. */
  readonly ingress: 'control' | 'own';
  /** Who may do everything may also save programs. */
  readonly mayEdit: boolean;
}

/** By which way a request came, as far as those are believed who passed it on. */
export interface Approach {
  readonly way: 'direct' | 'trusted proxy' | 'other proxy' | 'ingress';
  /** A program of this machine, and nothing says that it speaks for another. */
  readonly isLoopback: boolean;
  /** Whose failed logins are counted together. */
  readonly neighbourhood: string;
  readonly isSecure: boolean;
  /** The host that was asked for; undefined where none was named, or more than one. */
  readonly host: string | undefined;
  readonly names: OwnNames;
  /** Where the page begins, with a slash at its end. */
  readonly base: string;
}

/** The one address from which a hub's ingress comes. */
const ingressPeer = readIpAddress('172.30.32.2');

const isProxyHeader = (name: string): boolean => /^(forwarded|via|x-real-ip|x-forwarded-.*)$/.test(name);

/** What was added last: everything before it may have been written by anybody. */
const lastOf = (list: string | undefined): string | undefined => list?.split(',').at(-1)?.trim();

/** A path as it stands before ours: `/chairs`, without anything that leads elsewhere. */
const readPrefix = (text: string | undefined): string | null =>
  text !== undefined && text.length <= 256 && /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/.test(text) ? text : null;

/** The nearest address that is not one of the trusted proxies. */
function clientOf(facts: RequestFacts, trusted: readonly IpRange[]): IpAddress | null {
  const passed = (headerOf(facts, 'x-forwarded-for') ?? '').split(',').map((each) => readIpAddress(each.trim()));
  return passed.findLast((each) => each === null || !trusted.some((range) => isInRange(each, range))) ?? null;
}

function waysOf(facts: RequestFacts, peer: IpAddress | null, trusted: readonly IpRange[]): Approach['way'] {
  if (facts.listener === 'ingress') return 'ingress';
  if (!Object.keys(facts.headers).some(isProxyHeader)) return 'direct';
  return peer !== null && trusted.some((range) => isInRange(peer, range)) ? 'trusted proxy' : 'other proxy';
}

function soleHost(facts: RequestFacts): string | undefined {
  const hosts = facts.headers['host'];
  return hosts?.length === 1 ? hosts[0] : undefined;
}

/** A trusted proxy: its words count. The port by which it is reached is known where it tells it. */
function throughProxy(facts: RequestFacts, settings: AccessSettings, peer: IpAddress | null): Approach {
  const scheme = lastOf(headerOf(facts, 'x-forwarded-proto'));
  const isSecure = scheme === undefined ? facts.isTls : scheme.toLowerCase() === 'https';
  const passedHost = lastOf(headerOf(facts, 'x-forwarded-host'));
  const passedPort = lastOf(headerOf(facts, 'x-forwarded-port')) ?? '';
  const port = /^\d{1,5}$/.test(passedPort) ? Number(passedPort) : webPort(isSecure);
  const prefix = readPrefix(headerOf(facts, 'x-forwarded-prefix')?.replace(/\/$/, ''));
  return {
    way: 'trusted proxy',
    isLoopback: false,
    neighbourhood: neighbourhoodOf(clientOf(facts, settings.trustedProxies) ?? peer),
    isSecure,
    host: passedHost ?? soleHost(facts),
    names: {
      listed: settings.hostNames,
      local: readIpAddress(facts.localAddress),
      ports: [readHostPlace(passedHost ?? '')?.port ?? port],
    },
    base: `${prefix ?? ''}/`,
  };
}

export function approachOf(facts: RequestFacts, settings: AccessSettings): Approach {
  const peer = readIpAddress(facts.peerAddress);
  const way = waysOf(facts, peer, settings.trustedProxies);
  if (way === 'trusted proxy') return throughProxy(facts, settings, peer);
  return {
    way,
    isLoopback: way === 'direct' && peer !== null && isLoopbackAddress(peer),
    neighbourhood: neighbourhoodOf(peer),
    isSecure: facts.isTls,
    host: soleHost(facts),
    names: { listed: settings.hostNames, local: readIpAddress(facts.localAddress), ports: [facts.localPort] },
    base: '/',
  };
}

/** Whether an ingress request came from the hub itself, which has let its user in. */
export function isFromHub(facts: RequestFacts): boolean {
  const peer = readIpAddress(facts.peerAddress);
  const isHub = peer !== null && ingressPeer !== null && peer.join('.') === ingressPeer.join('.');
  return isHub && readPrefix(headerOf(facts, 'x-ingress-path')) !== null;
}
