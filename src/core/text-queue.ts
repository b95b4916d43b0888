/** How a gap is told where it is, by the number of its lines. */
export type TellLoss = (lines: number) => string;

const encoder = new TextEncoder();

/** Text that waits for a reader, at most `bytesMax` of it (a single longer text is taken where nothing waits). What comes beyond
 *  is dropped and counted, and the count stands where the lines are missing. [S7] */
export class TextQueue {
  private readonly waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private lostLines = 0;
  /** How many lines have been dropped so far. */
  droppedLines = 0;

  constructor(
    private readonly bytesMax: number,
    private tellLoss: TellLoss,
  ) {}

  /** From now on a gap is told like this. */
  tellLossBy(tellLoss: TellLoss): void {
    this.tellLoss = tellLoss;
  }

  /** Once something was dropped, half of the room has to be free: a slow reader gets few long gaps, not many short ones. */
  push(text: string): void {
    const bytes = encoder.encode(text);
    const bytesMax = this.lostLines > 0 ? this.bytesMax / 2 : this.bytesMax;
    if (this.waitingBytes > 0 && this.waitingBytes + bytes.length > bytesMax) {
      const lines = linesIn(text);
      this.lostLines += lines;
      this.droppedLines += lines;
      return;
    }
    this.addLoss();
    this.add(bytes);
  }

  /** What has to go next; null where nothing waits. */
  get head(): Uint8Array | null {
    return this.waiting[0] ?? null;
  }

  /** So many bytes of the head have gone. */
  took(count: number): void {
    const [head] = this.waiting;
    if (head === undefined) return;
    this.waitingBytes -= count;
    if (count < head.length) this.waiting[0] = head.subarray(count);
    else this.waiting.shift();
    if (this.waiting.length === 0) this.addLoss();
  }

  private add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
  }

  private addLoss(): void {
    if (this.lostLines === 0) return;
    const lines = this.lostLines;
    this.lostLines = 0;
    this.add(encoder.encode(this.tellLoss(lines)));
  }
}

const linesIn = (text: string): number => Math.max(1, text.split('\n').length - 1);
