import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { it } from 'vitest';
import { killChild } from '../support/child.js';
import { eventually } from '../support/eventually.js';
import { FleetHub } from '../support/fleet-hub.js';
import { startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';
import { chairCounts, FleetFigures } from './figures.js';
import { ChairProcesses, cpuS, Meter, machineMs, residentMb, startFloor } from './fleet-parts.js';

/** How long each standing is measured, s. */
const idleS = 10;
const runningS = 15;
const patienceMs = 180_000;

const configOf = (url: string, ids: readonly string[], ports: readonly number[]): string =>
  [
    `mqtt: { url: "${url}" }`,
    'http: off',
    'chairs:',
    ...ids.map((id, at) => `  - { id: ${id}, port: "tcp://127.0.0.1:${ports[at]}", groups: [hall] }`),
    '',
  ].join('\n');

/** CPU time for so long, in % of a core. */
async function coreShare(pid: number, forS: number): Promise<number> {
  const before = cpuS(pid);
  await pause(1000 * forS);
  return (100 * (cpuS(pid) - before)) / forS;
}

/** One daemon with so many chairs: from its start to a stop of all. */
class Fleet {
  readonly ids: readonly string[];
  private readonly figures: FleetFigures;

  private constructor(
    private readonly hub: FleetHub,
    private readonly daemon: Program,
    private readonly chairs: ChairProcesses,
    private readonly meter: Meter,
    count: number,
  ) {
    this.ids = idsOf(count);
    this.figures = new FleetFigures(count);
  }

  static async start(url: string, folder: string, chairs: ChairProcesses): Promise<Fleet> {
    const { ports } = chairs;
    const ids = idsOf(ports.length);
    writeFileSync(join(folder, 'chair2mqtt.yaml'), configOf(url, ids, ports));
    const hub = await FleetHub.connect(url);
    const meter = new Meter(folder);
    const startedMs = machineMs();
    const env = meter.env;
    const daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: folder, env });
    const fleet = new Fleet(hub, daemon, chairs, meter, ports.length);
    await fleet.untilAll('idle');
    fleet.figures.add('from the start of the process until all are idle', 'ms', [machineMs() - startedMs]);
    fleet.figures.add('CPU of the start, a chair', 'ms', [(1000 * cpuS(daemon.pid)) / ids.length]);
    fleet.figures.add('delay of the event loop while it comes up', 'ms', meter.lagsMs);
    return fleet;
  }

  /** Started together by one command to their group. */
  async run(): Promise<void> {
    const { figures, chairs, daemon, hub, meter } = this;
    await hub.untilReady(this.ids, patienceMs);
    await pause(3000);
    meter.begin();
    figures.add('CPU idle', '% of a core', [await coreShare(daemon.pid, idleS)]);
    figures.add('resident memory idle', 'MB', [residentMb(daemon.pid)]);
    const startedMs = machineMs();
    await hub.publish('group/hall/set', { command: 'start', program: 'relaxation' });
    await this.untilNearlyAll('running');
    figures.add('from the start of the group until its last chair runs', 's', [(machineMs() - startedMs) / 1000]);
    await pause(2000);
    await chairs.ask('begin');
    meter.begin();
    const chairsBeforeS = chairs.cpuS;
    figures.add('CPU in motion', '% of a core', [await coreShare(daemon.pid, runningS)]);
    const seen = await chairs.ask('begin');
    figures.add('chairs in motion', '', [seen.armed]);
    figures.add('resident memory in motion', 'MB', [residentMb(daemon.pid)]);
    figures.add('delay of the event loop in motion', 'ms', meter.lagsMs);
    figures.add('the daemon is silent for, as armed chairs see it', 'ms', seen.silencesMs);
    figures.add('lines a second, both directions', '', [(seen.lines + seen.sent) / runningS]);
    figures.add('CPU of the simulated chairs', '% of a core', [(100 * (chairs.cpuS - chairsBeforeS)) / runningS]);
  }

  /** The broker ends, and another one begins without what it knew. */
  async loseBroker(restart: () => Promise<void>): Promise<void> {
    const { figures, hub, meter } = this;
    hub.statuses.clear();
    meter.begin();
    await restart();
    await this.untilNearlyAll('running');
    await pause(2000);
    figures.add('delay of the event loop when the broker comes back', 'ms', meter.lagsMs);
  }

  async stopAll(): Promise<void> {
    const { figures, chairs, hub, meter } = this;
    meter.begin();
    const stoppedMs = machineMs();
    void hub.publish('all/stop', '');
    await eventually(async () => (await chairs.ask('look')).armed === 0, 'all stopped', patienceMs);
    await this.untilAll('idle');
    figures.add('from all/stop until every stop is verified', 'ms', [machineMs() - stoppedMs]);
    await pause(1000);
    const seen = await chairs.ask('begin');
    const firstsMs = seen.stops.map(([firstMs = Number.NaN]) => firstMs - stoppedMs);
    figures.add('from all/stop until a chair has its STOP', 'ms', firstsMs);
    figures.add('from all/stop until the last chair has its STOP', 'ms', [Math.max(...firstsMs)]);
    figures.add('STOP lines', '', [seen.stops.flat().length]);
    figures.add('delay of the event loop while all stop', 'ms', meter.lagsMs);
  }

  /** What must not be. */
  async judge(): Promise<void> {
    const { ids, figures, chairs, hub } = this;
    const { latches, connections } = await chairs.ask('look');
    const latched = ids.filter((id) => hub.seenAtMs(id, 'emergency_stopped') !== undefined);
    figures.add('links lost', '', [connections - ids.length]);
    figures.add('emergency stops', '', [Math.max(latched.length, latches.length)]);
    figures.add('other faults', '', [ids.filter((id) => hub.seenAtMs(id, 'fault') !== undefined).length]);
  }

  /** The script beside it, for the same chairs once the daemon has gone. */
  async floor(): Promise<void> {
    const { figures, chairs } = this;
    const folder = temporaryFolder();
    const meter = new Meter(folder.path);
    const floor = startFloor(chairs.ports, meter);
    await pause(5000);
    meter.begin();
    figures.addFloor('CPU in motion', [await coreShare(floor.pid ?? 0, runningS)]);
    figures.addFloor('resident memory in motion', [residentMb(floor.pid ?? 0)]);
    figures.addFloor('delay of the event loop in motion', meter.lagsMs);
    await killChild(floor);
    folder.remove();
  }

  async close(): Promise<void> {
    await this.daemon.kill();
    await this.hub.close();
  }

  record(): void {
    this.figures.record();
  }

  private async untilAll(state: 'idle' | 'running'): Promise<void> {
    await this.hub.untilAll(this.ids, state, patienceMs);
  }

  /** A chair that was lost meanwhile is in the figures; the others are measured all the same. */
  private async untilNearlyAll(state: 'running'): Promise<void> {
    await this.hub.untilAll(this.ids, state, 40_000).catch(() => {});
  }
}

const idsOf = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `chair-${index + 1}`);

it.each(chairCounts)('measures one daemon with %s chairs', async (count) => {
  const folder = temporaryFolder();
  const config = ['set_tcp_nodelay true'];
  let broker = await startMosquitto({ config });
  const chairs = await ChairProcesses.start(count);
  const fleet = await Fleet.start(broker.url, folder.path, chairs);
  try {
    await fleet.run();
    await fleet.loseBroker(async () => {
      await broker.stop();
      broker = await startMosquitto({ config, port: broker.port });
    });
    await fleet.stopAll();
    await fleet.judge();
    await fleet.close();
    await fleet.floor();
  } finally {
    fleet.record();
    await fleet.close();
    await chairs.close();
    await broker.stop();
    folder.remove();
  }
});
