import { randomUUID } from 'node:crypto';
import { topicsOf } from '../adapters/mqtt/topics.js';
import type { Broker, Clock } from '../ports.js';

/** A command as it goes out: whoever sends it can be answered, and nobody runs it late or twice. [S6] */
export type StampedRequest<Fields extends { readonly command: string }> = Fields & {
  readonly id: string;
  /** Seconds since 1970. */
  readonly ts: number;
};

/** Every chair of the base topic, for stops alone. */
export const allChairs = 'all';

export const stampRequest = <Fields extends { readonly command: string }>(
  fields: Fields,
  clock: Pick<Clock, 'wallMs'>,
): StampedRequest<Fields> => ({ ...fields, id: randomUUID(), ts: Math.round(clock.wallMs()) / 1000 });

/** MQTT 5: where the daemon is asked to answer, for users who may not read everybody's results. */
export const newReplyTopic = (baseTopic: string): string => `${baseTopic}/send/${randomUUID()}`;

/** Where a request goes, and where its answer is wanted. */
export interface RequestPlace {
  readonly baseTopic: string;
  readonly chairId: string;
  readonly replyTopic: string;
}

/** Sends it now or not at all. A stop goes by the lane that nothing can queue up in, too. [S7] */
export function publishRequest(
  broker: Pick<Broker, 'publish'>,
  request: StampedRequest<{ readonly command: string }>,
  { baseTopic, chairId, replyTopic }: RequestPlace,
): void {
  const { command } = request;
  const topics = topicsOf(baseTopic, 'bridge');
  const manner = { payload: JSON.stringify(request), qos: 1, isRetained: false, offline: 'drop' } as const;
  const reply = { responseTopic: replyTopic, correlation: Buffer.from(request.id) };
  const isStop = command === 'stop' || command === 'estop';
  if (chairId === allChairs && isStop) {
    broker.publish({ topic: topics.all(command), ...manner, ...reply });
    return;
  }
  if (isStop) broker.publish({ topic: topics.chair(chairId, command), ...manner });
  broker.publish({ topic: topics.chair(chairId, 'set'), ...manner, ...reply });
}
