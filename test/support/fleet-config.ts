import type { Fleet as SimulatedFleet } from '../../hardware-sim/index.js';

export interface FleetConfig {
  readonly url: string;
  readonly bridgeId?: string;
  /** Ids of chairs and the groups of each. */
  readonly chairs: Readonly<Record<string, readonly string[]>>;
  /** The simulated chairs, in the same order. */
  readonly fleet: SimulatedFleet;
  /** The first of the simulated chairs that belongs to these. */
  readonly from?: number;
}

/** A configuration file for chairs of a simulated fleet that listens on TCP. */
export function fleetConfig({ url, bridgeId = 'bridge', chairs, fleet, from = 0 }: FleetConfig): string {
  const lines = Object.entries(chairs).map(([id, groups], index) => {
    const port = fleet.chairs[from + index]?.addresses.tcp?.port;
    return `  - { id: ${id}, port: "tcp://127.0.0.1:${port}", groups: [${groups.join(', ')}] }`;
  });
  const own = `data_dir: ./data-${bridgeId}`;
  return [`mqtt: { url: "${url}", bridge_id: ${bridgeId} }`, 'http: off', own, 'chairs:', ...lines, ''].join('\n');
}
