import { Transform, type TransformCallback } from 'node:stream';
import { cutLines, type LineState, noLine } from '../../core/protocol/lines.js';

export type Noise = 'overflow' | 'alphabet';

/** Passes only whole, legal lines on, each ended by LF, and reports what it discards. It stands in front of the line parser,
 *  which has no bound of its own and takes a half line for a whole one when the stream ends. */
export class BoundedLines extends Transform {
  private state: LineState = noLine;
  private readonly onNoise: (kind: Noise) => void;

  constructor(onNoise: (kind: Noise) => void) {
    super();
    this.onNoise = onNoise;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const [state, items] = cutLines(this.state, chunk.toString('latin1'));
    this.state = state;
    for (const item of items) {
      if (item.kind === 'line') this.push(`${item.line}\n`, 'latin1');
      else this.onNoise(item.kind);
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    this.state = noLine;
    done();
  }
}
