import { hostname, networkInterfaces } from 'node:os';
import type { MachineNames } from '../../../core/access/page-place.js';

/** The networks of containers and virtual machines, in which no phone is. */
const isInner = (name: string): boolean => /^(docker|br-|veth|virbr|cni|podman)/.test(name);

/** As this machine calls itself now. IPv6 addresses change too often to be told; they are where there is no other. */
export function machineNames(hostNames: readonly string[] | undefined): MachineNames {
  const all = Object.entries(networkInterfaces())
    .filter(([name]) => !isInner(name))
    .flatMap(([, places]) => places ?? [])
    .filter(({ internal, scopeid }) => !internal && (scopeid ?? 0) === 0);
  const four = all.filter(({ family }) => family === 'IPv4');
  const addresses = (four.length > 0 ? four : all).slice(0, 3).map(({ address }) => address);
  return { hostNames, machine: hostname(), addresses };
}
