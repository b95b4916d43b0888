import { connectBroker } from '../adapters/mqtt/broker-connector.js';
import type { Config, Secrets } from '../config.js';
import { splitCure } from '../core/cure.js';
import { doubtful, proven, refuted } from '../core/setup/findings.js';
import type { SetupFinding } from '../core/web/setup.js';
import type { Broker, Clock } from '../ports.js';
import { type DoctorAccess, doctorAccess, ownBridgeId } from './doctor-checks.js';
import { silentLog } from './process-edge.js';

/** How far a message gets through the broker and back. */
type BrokerProbe =
  | { readonly kind: 'back'; readonly protocolVersion: 4 | 5; readonly roundTripMs: number }
  | { readonly kind: 'lost'; readonly protocolVersion: 4 | 5 }
  | { readonly kind: 'offline'; readonly reason: string };

const answerMs = 5000;
const farewellMs = 500;

/** Proves the rights by a round trip on `topic`: brokers grant subscriptions that they do not serve, and drop what they do
 *  not allow without a word. */
async function probeBroker(access: DoctorAccess, topic: string, clock: Clock): Promise<BrokerProbe> {
  let broker: Broker | null = null;
  const nonce = clock.random().toString(36).slice(2);
  const probe = await new Promise<BrokerProbe>((resolve) => {
    let unanswered: BrokerProbe = { kind: 'offline', reason: 'the broker does not answer; check mqtt.url' };
    let sentAtMs = 0;
    const timer = clock.after(answerMs, () => resolve(unanswered));
    const finish = (result: BrokerProbe): void => {
      clock.clear(timer);
      resolve(result);
    };
    const online = ({ protocolVersion }: { readonly protocolVersion: 4 | 5 }): void => {
      unanswered = { kind: 'lost', protocolVersion };
      sentAtMs = clock.nowMs();
      broker?.publish({ topic, payload: nonce, qos: 1, isRetained: false, offline: 'drop' });
    };
    broker = connectBroker(
      { ...access, subscriptions: [{ topic, qos: 1, retainHandling: 2 }] },
      {
        onOnline: online,
        onOffline: (reason) => finish(unanswered.kind === 'lost' ? unanswered : { kind: 'offline', reason }),
        onMessage: ({ payload }) => {
          if (unanswered.kind !== 'lost' || Buffer.from(payload).toString() !== nonce) return;
          const roundTripMs = Math.round(clock.nowMs() - sentAtMs);
          finish({ kind: 'back', protocolVersion: unanswered.protocolVersion, roundTripMs });
        },
      },
      clock,
      silentLog,
    );
  });
  await (broker as Broker | null)?.close(farewellMs);
  return probe;
}

function judgeAway(url: string, reason: string): SetupFinding {
  const { what, cure } = splitCure(reason);
  const otherwise = /^(mqtts|wss):/.test(url)
    ? 'look at the log of the broker, and whether this is its port for TLS'
    : 'look at the log of the broker; where this port speaks TLS, write mqtts:// in mqtt.url';
  return refuted('broker_away', { url, reason: what }, `${url}: ${what}`, cure ?? otherwise);
}

function judgeBroker(probe: BrokerProbe, url: string, topic: string): readonly SetupFinding[] {
  switch (probe.kind) {
    case 'offline':
      return [judgeAway(url, probe.reason)];
    case 'lost': {
      const message = `${url}: connected, but what is published on ${topic} does not come back`;
      const topics = `${topic.split('/').slice(0, -2).join('/')}/#`;
      const advice = `give this user the right to read and write ${topics}`;
      return [refuted('broker_no_return', { url, topic, topics }, message, advice)];
    }
    case 'back': {
      const { roundTripMs } = probe;
      const said = `${url}: reads and writes, round trip ${roundTripMs} ms`;
      const good = proven('broker_answered', { url, round_trip_ms: roundTripMs }, said);
      if (probe.protocolVersion === 5) return [good];
      const message = `${url} speaks MQTT 3.1.1 only: there retained commands look fresh when they are published`;
      const advice = 'use a broker with MQTT 5, or see that no hub retains commands';
      return [good, doubtful('broker_old_version', { url }, message, advice)];
    }
  }
}

/** What there is to say of the broker, and how far a message got. */
export async function checkBroker(
  config: Config,
  secrets: Secrets,
  clock: Clock,
): Promise<{ readonly kind: BrokerProbe['kind']; readonly findings: readonly SetupFinding[] }> {
  const { urls, base_topic } = config.mqtt;
  const url = urls.join(', ');
  const topic = `${base_topic}/${ownBridgeId(config)}/doctor`;
  const probe = await probeBroker(doctorAccess(config, secrets, clock), topic, clock);
  return { kind: probe.kind, findings: judgeBroker(probe, url, topic) };
}
