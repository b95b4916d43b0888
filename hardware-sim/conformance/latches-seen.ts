import type { Malformed, Mode, Report } from '../../src/core/protocol/messages.js';
import type { SentText } from './outgoing.js';

/** The faults that the chair has reported and that nothing has cleared yet. */
export class Latches {
  private readonly codes = new Set<string>();
  private readonly resets = new Map<number, string>();

  get isLatched(): boolean {
    return this.codes.size > 0;
  }

  forget(): void {
    this.codes.clear();
    this.resets.clear();
  }

  noteSent(sent: SentText & { readonly kind: 'request' }): void {
    if (sent.verb === 'RESET') this.resets.set(sent.seq, sent.args[0] ?? '');
  }

  note(report: Report | Malformed): void {
    if (report.kind === 'ok') {
      const cause = this.resets.get(report.seq);
      if (cause !== undefined) this.codes.delete(cause);
    }
    if (report.kind === 'ok' || report.kind === 'error') this.resets.delete(report.seq);
    if (report.kind !== 'event') return;
    if (report.event.event === 'fault') this.codes.add(report.event.code);
    if (report.event.event === 'clear') this.codes.delete(report.event.code);
  }

  /** How a mode contradicts what the chair has reported, or null. */
  contradicts(mode: Mode): string | null {
    if (this.codes.size === 0) return null;
    const hasEmergency = this.codes.has('estop');
    if (mode === 'estop' && hasEmergency) return null;
    if (mode === 'fault' && !hasEmergency) return null;
    return `mode ${mode} with ${[...this.codes].join(', ')} in force`;
  }
}
