import type { Refusal } from '../../core/command/admission.js';
import type { Command, Verdict } from '../../core/command/schema.js';
import { isoTime } from '../../core/iso-time.js';
import type { Result } from '../../core/status.js';
import type { BrokerMessage, Clock, Fleet, Log, Publication } from '../../ports.js';
import type { Topics } from './topics.js';

const correlationBytesMax = 1024;

/** Where an answer goes beside `<chair>/result`; MQTT 5. */
export type AnswerAddress = Pick<BrokerMessage, 'responseTopic' | 'correlation'>;

export interface ResultParts {
  readonly topics: Topics;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly log: Log;
  readonly send: (publication: Publication) => void;
  readonly owns: (chairId: string) => boolean;
}

/** Makes results and publishes them. */
export class Results {
  constructor(private readonly parts: ResultParts) {}

  ofVerdict(chairId: string, command: Command, verdict: Verdict, note: string | null): Result {
    const message = note === null ? verdict.message : `${verdict.message} ${note}`.trim();
    return this.make(chairId, { id: command.id ?? null, command: command.command, code: verdict.code, message });
  }

  make(chairId: string, { id, command, code, message, ageS }: Refusal): Result {
    const { fleet, clock } = this.parts;
    const { state } = fleet.status(chairId);
    const age = ageS === undefined ? {} : { age_s: ageS };
    return { id, command, ok: code === 'ok', code, message, ...age, state, ts: isoTime(clock.wallMs()) };
  }

  publish(chairId: string, result: Result, address: AnswerAddress): void {
    const { topics, log, send, owns } = this.parts;
    const { id, command, code } = result;
    if (result.ok) log.debug('command_taken', { chair: chairId, command, id });
    else log.info('command_refused', { chair: chairId, command, code, id });
    const payload = JSON.stringify(result);
    const manner = { payload, qos: 1, isRetained: false, offline: 'queue' } as const;
    // Looked up first: an accepted reset gives the chair back to us.
    const isOwn = owns(chairId);
    if (isOwn || !result.ok) send({ topic: topics.chair(chairId, 'result'), ...manner });
    const { responseTopic, correlation } = address;
    if (responseTopic === undefined || !this.isAnswerable(responseTopic, correlation)) return;
    send({ topic: responseTopic, ...manner, ...(correlation === undefined ? {} : { correlation }) });
  }

  private isAnswerable(topic: string, correlation: Uint8Array | undefined): boolean {
    const { topics, fleet } = this.parts;
    return topics.isAnswerable(topic, fleet.chairIds) && (correlation?.length ?? 0) <= correlationBytesMax;
  }
}
