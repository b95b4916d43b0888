import { systemClock } from '../../../src/adapters/system-clock.js';
import type { BrokerSession } from '../../../src/core/broker/broker-session.js';
import type { BrokerEvents, BrokerMessage, Log, LogFields, Publication } from '../../../src/ports.js';
import { eventually } from '../../support/eventually.js';

/** A log whose lines a test can look at: `warn broker_unreachable`. */
export class RecordingLog implements Log {
  readonly lines: { readonly level: string; readonly event: string; readonly fields: LogFields }[] = [];

  debug(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'debug', event, fields });
  }
  info(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'info', event, fields });
  }
  warn(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'warn', event, fields });
  }
  error(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'error', event, fields });
  }
  child(): Log {
    return this;
  }
  of(event: string): readonly LogFields[] {
    return this.lines.filter((line) => line.event === event).map((line) => line.fields);
  }
}

/** What a connection told. */
export class RecordingEvents implements BrokerEvents {
  readonly sessions: (4 | 5)[] = [];
  readonly kept: boolean[] = [];
  readonly reasons: string[] = [];
  readonly messages: BrokerMessage[] = [];

  onOnline({ protocolVersion, isSessionKept }: BrokerSession): void {
    this.sessions.push(protocolVersion);
    this.kept.push(isSessionKept);
  }
  onOffline(reason: string): void {
    this.reasons.push(reason);
  }
  onSessionKept(isKept: boolean): void {
    this.kept.push(isKept);
  }
  onMessage(message: BrokerMessage): void {
    this.messages.push(message);
  }
  get texts(): readonly string[] {
    return this.messages.map(({ topic, payload }) => `${topic} ${Buffer.from(payload).toString()}`);
  }
}

export const until = (claim: () => boolean, what = claim.toString()): Promise<void> => eventually(claim, what);

export const realClock = systemClock();

export const textOf = (payload: Uint8Array): string => Buffer.from(payload).toString();

export const publication = (topic: string, payload: string, rest: Partial<Publication> = {}): Publication => ({
  topic,
  payload,
  qos: 1,
  isRetained: false,
  offline: 'queue',
  ...rest,
});
