import type { Result } from '../../core/status.js';
import type { BrokerMessage } from '../../ports.js';
import type { FaceParts } from './face-parts.js';

const correlationBytesMax = 1024;

/** Where an answer goes beside `<chair>/result`; MQTT 5. */
export type AnswerAddress = Pick<BrokerMessage, 'responseTopic' | 'correlation'>;

/** Publishes what became of commands. */
export class Results {
  constructor(private readonly parts: Pick<FaceParts, 'topics' | 'fleet' | 'log' | 'send' | 'owns'>) {}

  publish(chairId: string, result: Result, address: AnswerAddress): void {
    const { topics, log, send, owns } = this.parts;
    const { id, command, code } = result;
    if (result.ok) log.debug('command_accepted', { chair: chairId, command, id });
    else log.info('command_refused', { chair: chairId, command, code, id });
    const payload = JSON.stringify(result);
    const manner = { payload, qos: 1, isRetained: false, offline: 'queue' } as const;
    // [S16] Whoever owns the chair answers. An accepted reset gives it back to us.
    if (!owns(chairId)) return;
    send({ topic: topics.chair(chairId, 'result'), ...manner });
    const { responseTopic, correlation } = address;
    if (responseTopic === undefined || !this.isAnswerable(responseTopic, correlation)) return;
    send({ topic: responseTopic, ...manner, ...(correlation === undefined ? {} : { correlation }) });
  }

  private isAnswerable(topic: string, correlation: Uint8Array | undefined): boolean {
    return this.parts.topics.isAnswerable(topic) && (correlation?.length ?? 0) <= correlationBytesMax;
  }
}
