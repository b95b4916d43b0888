const wrapFrom = 0xffff_0000;

/** Whether the boot id tells one run of the chair from the next. */
export class Boots {
  private id: string | null = null;
  private hasRestarted = false;
  private uptimeMs = 0;

  noteRestart(): void {
    this.hasRestarted = true;
  }

  noteUptime(uptimeMs: number): void {
    this.hasRestarted ||= uptimeMs < this.uptimeMs && this.uptimeMs < wrapFrom;
    this.uptimeMs = uptimeMs;
  }

  /** Takes the words of an answer; gives what is wrong with the boot id in it, or null. */
  note(words: readonly string[]): string | null {
    const id = words.find((word) => word.startsWith('boot='))?.slice('boot='.length);
    if (id === undefined) return null;
    const { id: before, hasRestarted } = this;
    this.id = id;
    this.hasRestarted = false;
    if (before === null || (before === id) !== hasRestarted) return null;
    return hasRestarted
      ? `boot id ${id} before and after a restart`
      : `boot id ${id} after ${before} without a restart`;
  }
}
