import type { Config, Secrets } from '../config.js';
import { urlWithoutSecrets } from '../core/broker/broker-url.js';
import type { Clock } from '../ports.js';
import { checkBroker } from './check-broker.js';
import { checkBridgeId } from './doctor-bridge.js';
import { type DoctorAccess, type DoctorFinding, doctorAccess, findingsAbout, warningFinding } from './doctor-checks.js';
import { checkSpread } from './doctor-nodes.js';
import { checkRetain } from './doctor-retain.js';
import { checkRights } from './doctor-rights.js';

interface ExaminedNode {
  readonly url: string;
  readonly isOnline: boolean;
  readonly findings: readonly DoctorFinding[];
}

const atNode = (config: Config, url: string): Config => ({ ...config, mqtt: { ...config.mqtt, urls: [url] } });

/** The broker, or one node of a cluster. Where it is away, nothing more is said about it: that is the one thing to see to. */
async function examineNode(config: Config, secrets: Secrets, clock: Clock): Promise<ExaminedNode> {
  const [url = ''] = config.mqtt.urls;
  const access = (): DoctorAccess => doctorAccess(config, secrets, clock);
  const broker = await checkBroker(config, secrets, clock);
  if (broker.kind === 'offline') return { url, isOnline: false, findings: findingsAbout('broker', broker.findings) };
  const rights = await checkRights(access(), config, clock);
  // Rights that are missing are said by their topics; that our own topic is among them adds nothing.
  const isSaid = broker.kind === 'back' || rights.every(({ kind }) => kind === 'ok');
  const retained = broker.kind === 'back' ? await checkRetain(access(), config, clock) : [];
  const findings = [
    ...(isSaid ? findingsAbout('broker', broker.findings) : []),
    ...findingsAbout('broker rights', rights),
    ...findingsAbout('retained messages', retained),
  ];
  return { url, isOnline: true, findings };
}

/** A node that is away is no problem where another one answers. */
const beside = (finding: DoctorFinding): DoctorFinding => ({
  ...finding,
  kind: finding.kind === 'problem' ? 'warning' : finding.kind,
});

/** Says of each finding which node it is about. */
const named = ({ url, findings }: ExaminedNode): readonly DoctorFinding[] => {
  const name = urlWithoutSecrets(url);
  return findings.map((each) =>
    each.message.startsWith(name) ? each : { ...each, message: `${name}: ${each.message}` },
  );
};

async function* examineCluster(config: Config, secrets: Secrets, clock: Clock): AsyncGenerator<DoctorFinding, boolean> {
  const nodes: ExaminedNode[] = [];
  for (const url of config.mqtt.urls) nodes.push(await examineNode(atNode(config, url), secrets, clock));
  const online = nodes.filter(({ isOnline }) => isOnline);
  for (const node of nodes) yield* node.isOnline || online.length === 0 ? named(node) : named(node).map(beside);
  const accesses = online.map(({ url }) => doctorAccess(atNode(config, url), secrets, clock));
  yield* await checkSpread(accesses, config, clock);
  if (!config.mqtt.require_ts) yield withoutStamps;
  return online.length > 0;
}

const withoutStamps = warningFinding(
  'cluster',
  'mqtt.url is a list and mqtt.require_ts is off: what another node kept back cannot be told from what is new',
  'set mqtt.require_ts: true, and let hubs send "ts" with their commands',
);

/** What is to be said of the broker, or of each node of a cluster by itself. Returns whether any answers. */
export async function* examineBroker(
  config: Config,
  secrets: Secrets,
  clock: Clock,
): AsyncGenerator<DoctorFinding, boolean> {
  const isCluster = config.mqtt.urls.length > 1;
  if (isCluster) {
    const isOnline = yield* examineCluster(config, secrets, clock);
    if (isOnline) yield* await checkBridgeId(config, doctorAccess(config, secrets, clock), clock);
    return isOnline;
  }
  const { isOnline, findings } = await examineNode(config, secrets, clock);
  yield* findings;
  if (isOnline) yield* await checkBridgeId(config, doctorAccess(config, secrets, clock), clock);
  return isOnline;
}
