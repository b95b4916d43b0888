import { Transform, type TransformCallback } from 'node:stream';
import { cutLines, type LineState, noLine } from '../../core/protocol/lines.js';

export type Noise = 'overflow' | 'alphabet';

/** What ends a line; behind `cr` a line feed means nothing. */
export type LineEnd = 'lf' | 'cr';

/** Passes only whole, legal lines on, each ended by LF, and reports what it discards. It stands in front of the line parser,
 *  which has no bound of its own and takes a half line for a whole one when the stream ends. */
export class BoundedLines extends Transform {
  private state: LineState = noLine;
  private readonly onNoise: (kind: Noise) => void;

  private readonly lineEnd: LineEnd;

  constructor(onNoise: (kind: Noise) => void, lineEnd: LineEnd = 'lf') {
    super();
    this.lineEnd = lineEnd;
    this.onNoise = onNoise;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const [state, items] = cutLines(this.state, this.textOf(chunk));
    this.state = state;
    for (const item of items) {
      if (item.kind === 'line') this.push(`${item.line}\n`, 'latin1');
      else this.onNoise(item.kind);
    }
    done();
  }

  private textOf(chunk: Buffer): string {
    const text = chunk.toString('latin1');
    return this.lineEnd === 'lf' ? text : text.replaceAll('\n', '').replaceAll('\r', '\n');
  }

  override _flush(done: TransformCallback): void {
    this.state = noLine;
    done();
  }
}
