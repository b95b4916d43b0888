import { approachOf } from '../../../src/core/access/approach.js';
import { refuseAtDoor } from '../../../src/core/access/doors.js';
import type { RequestFacts } from '../../../src/core/access/request-facts.js';
import { type AccessConfig, accessSettingsOf } from '../../../src/core/access/settings.js';

export type SampleHeaders = Readonly<Record<string, string | readonly string[]>>;

type Sample = Partial<Omit<RequestFacts, 'headers'>> & { readonly headers?: SampleHeaders };

/** A request of a browser of the house to `pi.local:8470`, with something else about it. */
export function sampleRequest({ headers = {}, ...rest }: Sample = {}): RequestFacts {
  const all = Object.entries({ host: 'pi.local:8470', ...headers });
  return {
    method: 'GET',
    path: 'api/snapshot',
    isUpgrade: false,
    peerAddress: '192.168.1.20',
    localAddress: '192.168.1.7',
    localPort: 8470,
    listener: 'main',
    isTls: false,
    ...rest,
    headers: Object.fromEntries(all.map(([name, value]) => [name, [value].flat()])),
  };
}

/** The same from a program of the machine itself. */
export const localRequest = (sample: Sample = {}): RequestFacts =>
  sampleRequest({
    peerAddress: '127.0.0.1',
    localAddress: '127.0.0.1',
    ...sample,
    headers: { host: 'localhost:8470', ...sample.headers },
  });

/** The machine is called `pi`; it trusts the proxy 10.0.0.2. */
export const sampleSettings = (config: Partial<AccessConfig> = {}, loopback: 'read' | 'own' = 'read') =>
  accessSettingsOf(
    {
      open_stop: false,
      trusted_proxies: ['10.0.0.2'],
      ingress_own: false,
      may_edit_programs: false,
      ...config,
    },
    'pi',
    loopback,
    true,
  );

/** What a request is told at the door: `in`, or the status and code of its refusal. */
export function atDoor(facts: RequestFacts, config: Partial<AccessConfig> = {}, hasBearer = false): string {
  const settings = sampleSettings(config);
  const denial = refuseAtDoor(facts, approachOf(facts, settings), hasBearer);
  return denial === null ? 'in' : `${denial.status} ${denial.error.code}`;
}

export const refusedAtDoor = '403 forbidden';
