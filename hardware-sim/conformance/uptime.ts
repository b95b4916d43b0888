const wrapFrom = 0xffff_0000;
/** Oscillators without a crystal are a few percent off; lines wait in buffers. */
const share = 0.03;
const jitterMs = 300;

/** Whether the chair's uptime goes on, and as fast as the kit's clock. */
export class Uptime {
  private first: { readonly uptimeMs: number; readonly atMs: number } | null = null;
  private lastMs = 0;

  /** A new boot or a new connection. */
  begin(): void {
    this.first = null;
  }

  /** What is wrong with this uptime, or null. */
  note(uptimeMs: number, atMs: number): string | null {
    const { first, lastMs } = this;
    this.lastMs = uptimeMs;
    if (first === null || (uptimeMs < lastMs && lastMs > wrapFrom)) {
      this.first = { uptimeMs, atMs };
      return null;
    }
    if (uptimeMs < lastMs) {
      this.first = { uptimeMs, atMs };
      return `the uptime fell from ${lastMs} to ${uptimeMs}: the chair has restarted`;
    }
    const passedMs = atMs - first.atMs;
    const countedMs = uptimeMs - first.uptimeMs;
    if (Math.abs(countedMs - passedMs) <= jitterMs + share * passedMs) return null;
    return `the uptime counts ${countedMs} ms while ${Math.round(passedMs)} ms pass`;
  }
}
