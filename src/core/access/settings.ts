import type { AccessSettings } from './approach.js';
import { readIpRange } from './ip-address.js';
import { readHostPlace } from './own-names.js';

/** Of the token, in characters. */
export const tokenLengthMin = 16;

/** The keys of `http` that say who may come. */
export interface AccessConfig {
  readonly open_stop: boolean;
  readonly host_names?: readonly string[] | undefined;
  readonly trusted_proxies: readonly string[];
  readonly ingress_own: boolean;
  readonly may_edit_programs: boolean;
}

/** The names of a machine in its own network: `pi.fritz.box` is also `pi` and, by mDNS, `pi.local`. */
function namesOf(machine: string): readonly string[] {
  const first = machine.split('.')[0] ?? '';
  return [...new Set([machine, first, `${first}.local`])];
}

const hostNamesOf = ({ host_names }: Pick<AccessConfig, 'host_names'>, machine: string): readonly string[] =>
  host_names ?? namesOf(machine);

/** `hasOwnPrograms`: the configuration names a folder of programs. */
export const accessSettingsOf = (
  http: AccessConfig,
  machine: string,
  loopback: AccessSettings['loopback'],
  hasOwnPrograms: boolean,
): AccessSettings => ({
  isStopOpen: http.open_stop,
  hostNames: hostNamesOf(http, machine).flatMap((name) => readHostPlace(name) ?? []),
  trustedProxies: http.trusted_proxies.flatMap((range) => readIpRange(range) ?? []),
  loopback,
  ingress: http.ingress_own ? 'own' : 'control',
  mayEdit: http.may_edit_programs && hasOwnPrograms,
});
