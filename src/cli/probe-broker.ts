import { connectBroker } from '../adapters/mqtt/broker-client.js';
import type { BrokerAccess } from '../adapters/mqtt/broker-options.js';
import type { Broker, Clock } from '../ports.js';
import { silentLog } from './silent-log.js';

/** How far a message gets through the broker and back. */
export type BrokerProbe =
  | { readonly kind: 'back'; readonly protocolVersion: 4 | 5; readonly roundTripMs: number }
  | { readonly kind: 'lost'; readonly protocolVersion: 4 | 5 }
  | { readonly kind: 'offline'; readonly reason: string };

const answerMs = 5000;
const farewellMs = 500;

/** Proves the rights by a round trip on `topic`: brokers grant subscriptions that they do not serve, and drop what they do
 *  not allow without a word. */
export async function probeBroker(access: BrokerAccess, topic: string, clock: Clock): Promise<BrokerProbe> {
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
