import { type AccessSettings, type Approach, approachOf, isFromHub } from './approach.js';
import { isOwnPlace, readHostPlace, readOrigin, webPort } from './own-names.js';
import { type Denial, forbid, headerOf, type RequestFacts } from './request-facts.js';

/** What a page of ours sends with everything but a stop: no other page can without asking first, which is refused. */
const customHeader = 'x-chair2mqtt';

/** The hub's ingress passes on how the browser calls the hub. */
function isHubOrigin(origin: string, facts: RequestFacts): boolean {
  const page = readOrigin(origin);
  const hub = readHostPlace(headerOf(facts, 'x-forwarded-host') ?? '');
  if (page === null || hub === null) return false;
  return page.place.name === hub.name && page.place.port === (hub.port ?? webPort(page.isSecure));
}

/** Whether a web page may have sent this that is not ours. Browsers write `Origin` themselves: no page can leave it out or forge it. */
function isForeignOrigin(facts: RequestFacts, approach: Approach): boolean {
  const origin = headerOf(facts, 'origin');
  if (origin === undefined) return false;
  if (approach.way === 'ingress') return !isHubOrigin(origin, facts);
  const page = readOrigin(origin);
  if (page === null || (approach.isSecure && !page.isSecure)) return true;
  return !isOwnPlace(page.place, approach.names);
}

const foreign = (): Denial =>
  forbid(
    'this comes from the page of another site',
    'open the page of this daemon itself; behind a proxy, set http.host_names and http.trusted_proxies',
  );

/** The two cases in which a stop is refused; `hasCredential`: a token, a session or a stop pass came with it. Host is never looked at. [S7] */
export function refuseStop(facts: RequestFacts, settings: AccessSettings, hasCredential: boolean): Denial | null {
  const approach = approachOf(facts, settings);
  if (isForeignOrigin(facts, approach) || headerOf(facts, 'sec-fetch-site')?.toLowerCase() === 'cross-site')
    return foreign();
  const mayStop =
    hasCredential || approach.isLoopback || settings.isStopOpen || (approach.way === 'ingress' && isFromHub(facts));
  if (mayStop) return null;
  return {
    status: 401,
    error: {
      code: 'unauthenticated',
      message: 'this stop was not taken: from another machine it needs a login, a token or a stop pass',
      values: {},
      help: 'use the switch on the chair; then log in with a link of `chair2mqtt link`, or set http.open_stop: true',
    },
    headers: { 'WWW-Authenticate': 'Bearer' },
  };
}

/** The host that was asked for, where it is a name of ours and a port by which we are reached. A trusted proxy listens on whatever
 *  port it likes, and not every one passes that on. */
export function ownHostOf({ host, names, way, isSecure }: Approach): string | null {
  const asked = readHostPlace(host ?? '');
  if (host === undefined || asked === null) return null;
  const place = { ...asked, port: asked.port ?? webPort(isSecure) };
  return isOwnPlace(place, { ...names, ports: way === 'trusted proxy' ? null : names.ports }) ? host : null;
}

/** What is no name of a host is not repeated in a message. */
function refuseHost({ peerAddress }: RequestFacts, approach: Approach): Denial | null {
  if (ownHostOf(approach) !== null) return null;
  const { host, names, way, isSecure } = approach;
  const asked = readHostPlace(host ?? '');
  if (asked === null) return forbid('the request does not say to which host it goes', 'send one header Host');
  const name = asked.address?.length === 16 ? `[${asked.name}]` : asked.name;
  const port = asked.port ?? webPort(isSecure);
  const isOwnPort = way === 'trusted proxy' || names.ports?.includes(port) === true;
  if (way === 'other proxy')
    return forbid(
      `this daemon does not answer to ${host}`,
      `add ${name} to http.host_names, and the proxy ${peerAddress} to http.trusted_proxies`,
    );
  return forbid(
    `this daemon does not answer to ${host}`,
    `use its address or its name, or add ${isOwnPort ? name : `${name}:${port}`} to http.host_names`,
  );
}

const isReading = ({ method }: RequestFacts): boolean => method === 'GET' || method === 'HEAD';

/** A link on another site may lead to the page, and to nothing else. */
function isForeignFetch(facts: RequestFacts): boolean {
  const site = headerOf(facts, 'sec-fetch-site')?.toLowerCase() ?? 'same-origin';
  if (site === 'same-origin' || site === 'none') return false;
  const isFollowedLink = headerOf(facts, 'sec-fetch-mode')?.toLowerCase() === 'navigate';
  return !(isReading(facts) && !facts.isUpgrade && facts.path === '' && isFollowedLink);
}

/** Why anything but a stop does not come in at all, whoever sends it. `hasBearer`: a token came in its header, right or wrong, which no page
 *  of another site can send. */
export function refuseAtDoor(facts: RequestFacts, approach: Approach, hasBearer: boolean): Denial | null {
  if (approach.way === 'ingress') {
    if (!isFromHub(facts)) return forbid('this port is for the ingress of the hub alone', 'open the page in the hub');
  } else {
    const denial = refuseHost(facts, approach);
    if (denial !== null) return denial;
  }
  if (isForeignFetch(facts)) return foreign();
  if (isReading(facts) && !facts.isUpgrade) return null;
  if (isForeignOrigin(facts, approach)) return foreign();
  const isAsked = isReading(facts) || hasBearer || headerOf(facts, customHeader) !== undefined;
  return isAsked
    ? null
    : forbid(
        'the header X-Chair2mqtt is missing',
        'send X-Chair2mqtt: 1, or the token as "Authorization: Bearer TOKEN"',
      );
}
