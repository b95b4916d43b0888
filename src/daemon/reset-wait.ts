import type { Verdict } from '../core/status.js';

/** Who waits for the verdict of the reset that is under way; nobody while none is. [S3] */
export class ResetWait {
  private reply: ((verdict: Verdict) => void) | null = null;

  asked(reply: (verdict: Verdict) => void): void {
    this.reply = reply;
  }

  done(verdict: Verdict): void {
    const { reply } = this;
    this.reply = null;
    reply?.(verdict);
  }
}
