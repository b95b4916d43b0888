import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { metricFamilies } from '../../src/core/metrics/families.js';
import { killChild, startWatched } from '../support/child.js';
import { eventually } from '../support/eventually.js';
import { FleetHub } from '../support/fleet-hub.js';
import { freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';
import { labelsOf, prometheusPath, rulesPath, shippedQueries } from '../support/promql.js';

const isInstalled = spawnSync('prometheus', ['--version']).error === undefined;
const isWanted = isInstalled || process.env['CI'] === 'true';

const seriesSchema = z.array(z.record(z.string(), z.string()));
const alertsSchema = z.object({
  alerts: z.array(z.object({ state: z.string(), labels: z.record(z.string(), z.string()) })),
});
const targetsSchema = z.object({ activeTargets: z.array(z.object({ health: z.string(), lastError: z.string() })) });

/** A real Prometheus with what is shipped; only how often it asks, and how long an alert waits, is shortened to a second. */
class PrometheusServer {
  private constructor(
    private readonly child: ReturnType<typeof startWatched>,
    private readonly port: number,
  ) {}

  static async start(folder: string, daemonPort: number, token: string): Promise<PrometheusServer> {
    const port = await freePort();
    mkdirSync(folder);
    writeFileSync(join(folder, 'token'), token);
    const rules = readFileSync(rulesPath, 'utf8').replaceAll(/for: \w+/g, 'for: 1s');
    writeFileSync(join(folder, 'chair2mqtt.rules.yml'), rules);
    const config = readFileSync(prometheusPath, 'utf8')
      .replaceAll('_interval: 15s', '_interval: 1s')
      .replace('/etc/prometheus/chair2mqtt-token', 'token')
      .replace('127.0.0.1:8470', `127.0.0.1:${daemonPort}`);
    writeFileSync(join(folder, 'prometheus.yml'), config);
    const words = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    const server = new PrometheusServer(startWatched('prometheus', words), port);
    await eventually(() => server.isReady(), 'Prometheus answers');
    return server;
  }

  /** What it answers, or what is wrong with the question. */
  async ask(path: string, questions: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const query = new URLSearchParams(questions);
    const answer = await fetch(`http://127.0.0.1:${this.port}/api/v1/${path}?${query}`);
    const { status, data, error } = z
      .object({ status: z.string(), data: z.unknown(), error: z.string().optional() })
      .parse(await answer.json());
    if (status !== 'success') throw new Error(error);
    return data;
  }

  async series(name: string): Promise<z.infer<typeof seriesSchema>> {
    return seriesSchema.parse(await this.ask('series', { 'match[]': name }));
  }

  /** The chairs, or else the daemons, that an alert fires for. */
  async firing(alert: string): Promise<readonly string[]> {
    const { alerts } = alertsSchema.parse(await this.ask('alerts'));
    const mine = alerts.filter(({ state, labels }) => state === 'firing' && labels['alertname'] === alert);
    return mine.map(({ labels }) => labels['chair'] ?? 'the daemon');
  }

  async targetTrouble(): Promise<string> {
    const { activeTargets } = targetsSchema.parse(await this.ask('targets'));
    return activeTargets.map(({ health, lastError }) => (health === 'up' ? '' : `${health} ${lastError}`)).join('');
  }

  async kill(): Promise<void> {
    await killChild(this.child);
  }

  private async isReady(): Promise<boolean> {
    return await fetch(`http://127.0.0.1:${this.port}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

const portOf = async (sim: Program): Promise<string> => (await sim.line(/^ready tcp=/)).replace(/^ready tcp=/, '');

describe.runIf(isWanted)('a real Prometheus that watches a real daemon', () => {
  const folder = temporaryFolder();
  const token = 'a token that is long enough';
  let sims: readonly Program[] = [];
  let broker: Mosquitto;
  let daemon: Program;
  let hub: FleetHub;
  let prometheus: PrometheusServer;

  beforeAll(async () => {
    broker = await startMosquitto();
    sims = ['LOBBY1', 'ATTIC1'].map((id) => new Program(['sim', '--tcp', '127.0.0.1:0', '--id', id]));
    const ports = await Promise.all(sims.map(portOf));
    const httpPort = await freePort();
    const chairs = ['lobby', 'attic'].map((id, at) => `  - { id: ${id}, port: "tcp://${ports[at]}" }`);
    const config = [
      `mqtt: { url: "${broker.url}" }`,
      `http: { listen: "127.0.0.1:${httpPort}", token: "${token}", metrics: true }`,
      'chairs:',
      ...chairs,
      '',
    ];
    writeFileSync(join(folder.path, 'chair2mqtt.yaml'), config.join('\n'));
    hub = await FleetHub.connect(broker.url);
    daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: folder.path });
    await hub.untilReady(['lobby', 'attic']);
    prometheus = await PrometheusServer.start(join(folder.path, 'prometheus'), httpPort, token);
    await eventually(
      async () => (await prometheus.series('chair2mqtt_chair_available')).length === 2,
      'a first scrape',
    );
  });

  afterAll(async () => {
    await prometheus.kill();
    await hub.close();
    await daemon.kill();
    await Promise.all(sims.map((sim) => sim.kill()));
    await broker.stop();
    folder.remove();
  });

  it('finds every metric with its labels, and nothing wrong with what it is given', async () => {
    await hub.publish('lobby/set', { command: 'start', program: 'quick-break', id: 'p-1' });
    await hub.untilAll(['lobby'], 'running');
    await eventually(
      async () => (await prometheus.series('chair2mqtt_lease_margin_least_ratio')).length === 1,
      'the lease of the chair that moves',
    );
    for (const { name, kind } of metricFamilies) {
      const series = kind === 'histogram' ? `${name}_bucket` : name;
      const labels = new Set((await prometheus.series(series)).flatMap((each) => Object.keys(each)));
      const known = labelsOf(series) ?? [];
      expect([series, [...labels].toSorted()]).toEqual([series, ['__name__', ...known].toSorted()]);
    }
    expect(await prometheus.targetTrouble()).toBe('');
  });

  it('understands every query of the alerts and of the dashboard', async () => {
    for (const { where, text } of shippedQueries()) {
      const answer = await prometheus.ask('query', { query: text }).catch((error: unknown) => `${where}: ${error}`);
      expect(answer).toHaveProperty('resultType');
    }
  });

  it('sees a stop: asked for, taken, verified', async () => {
    await hub.publish('lobby/stop', '');
    await hub.untilAll(['lobby'], 'idle');
    const count = 'chair2mqtt_stop_still_seconds_count > 0 and on() chair2mqtt_stops_verified_total{chair="lobby"} > 0';
    const isSeen = async (): Promise<boolean> => {
      const { result } = z
        .object({ result: z.array(z.unknown()) })
        .parse(await prometheus.ask('query', { query: count }));
      return result.length === 1;
    };
    await eventually(isSeen, 'a stop that was verified');
  });

  it('raises the alarm for a chair that is killed, and for that one alone', async () => {
    const alert = 'Chair2mqttChairNotAvailable';
    expect(await prometheus.firing(alert)).toEqual([]);
    await sims[0]?.kill();
    await eventually(async () => (await prometheus.firing(alert)).length > 0, 'the alarm');
    expect(await prometheus.firing(alert)).toEqual(['lobby']);
  });

  it('raises the alarm for a daemon that is killed', async () => {
    await daemon.kill();
    await eventually(async () => (await prometheus.firing('Chair2mqttGone')).length > 0, 'the alarm');
  });
});
