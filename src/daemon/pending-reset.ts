import type { Verdict } from '../core/command/schema.js';
import { accepted } from '../core/safety/rules.js';

/** The one reset that is under way, and who waits for its verdict: up to 3 s. [S3] */
export class PendingReset {
  private reply: ((verdict: Verdict) => void) | null = null;

  get isPending(): boolean {
    return this.reply !== null;
  }

  begin(reply: (verdict: Verdict) => void): void {
    this.reply = reply;
  }

  /** `missing` is what stands in the way, or null; `isClear` says that no fault is left. */
  finish(missing: string | null, isClear: boolean, isLinkUp: boolean): void {
    const { reply } = this;
    this.reply = null;
    const why = missing ?? 'another fault has come meanwhile';
    const refusal = { code: isLinkUp ? 'fault' : 'link_down', message: `reset is not possible yet: ${why}` } as const;
    reply?.(missing === null && isClear ? accepted : refusal);
  }
}
