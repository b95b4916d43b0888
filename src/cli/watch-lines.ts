import type { StatusEvent } from '../core/status.js';
import { plainEvents, standingLine, standingWords } from '../core/watch/plain-lines.js';
import type { CliIo } from './process-edge.js';
import type { WatchDesk } from './watch-desk.js';

/** The watch of a log or a pipe: a line for each change, and no other sign than its letters. */
export class WatchLines {
  private readonly told = new Map<string, { readonly words: string; readonly event: StatusEvent | undefined }>();

  constructor(
    private readonly io: Pick<CliIo, 'stdout'>,
    private readonly desk: WatchDesk,
  ) {}

  /** Tells what has changed since. */
  changed(): void {
    for (const id of this.desk.house.ids) this.tell(id);
  }

  private tell(id: string): void {
    const shown = this.desk.shown(id);
    const words = shown === null ? null : standingWords(shown);
    if (shown === null || words === null) return;
    const before = this.told.get(id);
    const { events } = shown.chair;
    const known = before?.event === undefined ? -1 : events.indexOf(before.event);
    const news = plainEvents(shown, known < 0 ? events.length : known);
    this.told.set(id, { words, event: events[0] });
    const lines = before?.words === words ? news : [...news, standingLine(shown, words)];
    for (const line of lines) this.io.stdout.write(`${line}\n`);
  }
}
