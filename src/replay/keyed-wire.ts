import type { FileEntry } from '../core/flight/format.js';
import { bytesInText, sentText } from '../core/flight/wire-text.js';
import type { Mark } from './marks.js';
import { RecordedLine } from './recorded-line.js';
import type { ReplayClock } from './replay-clock.js';

/** What a record calls something that was sent. */
export const sentLabel = (text: string): string => (text.endsWith('\n') ? text.slice(0, -1) : text);

/** The line of a chair by profile: frames come again as they came, and what the replayed chair sends is noted. */
export class KeyedWire extends RecordedLine {
  sent: Mark[] = [];

  constructor(
    clock: ReplayClock,
    private readonly isBinary: boolean,
  ) {
    super(clock);
  }

  received({ line }: Extract<FileEntry, { readonly kind: 'rx' }>): void {
    if (this.isBinary) this.listener?.onBytes?.(bytesInText(line));
    else this.listener?.onLine(line);
  }

  protected override written(text: string): void {
    this.sent.push({ t: this.clock.now, label: sentLabel(sentText(text)) });
  }
}
