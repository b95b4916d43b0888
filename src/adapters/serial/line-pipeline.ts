import { type Readable, Transform, type TransformCallback } from 'node:stream';
import { ReadlineParser } from '@serialport/parser-readline';
import { type LineNoise, readCutLine } from '../../core/protocol/lines.js';
import { lineBytesMax } from '../../core/protocol/messages.js';

/** What ends a line; behind `cr` a line feed means nothing. */
export type LineEnd = 'lf' | 'cr';

const codeOf = { lf: 0x0a, cr: 0x0d } as const;

/** Stands in front of the line parser, which has no bound of its own. Bytes go through as they are, until a line has come to be
 *  too long: one byte more than it may have is left of it, which says so in its place among the lines, and the next line is
 *  whole again. */
export class LineGuard extends Transform {
  private readonly endByte: number;
  private readonly ignoredByte: number | null;
  /** Bytes since the last end of a line. */
  private count = 0;

  constructor(lineEnd: LineEnd) {
    super();
    this.endByte = codeOf[lineEnd];
    this.ignoredByte = lineEnd === 'cr' ? codeOf.lf : null;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    done(
      null,
      chunk.filter((byte) => this.isPassed(byte)),
    );
  }

  private isPassed(byte: number): boolean {
    if (byte === this.ignoredByte) return false;
    if (byte === this.endByte) {
      this.count = 0;
      return true;
    }
    this.count += 1;
    return this.count <= lineBytesMax;
  }
}

interface LineSink {
  onLine(line: string): void;
  onNoise(kind: LineNoise): void;
}

/** Reads lines from a serial port or a socket; the same way for both. */
export function readLines(source: Readable, lineEnd: LineEnd, sink: LineSink): void {
  const parser = new ReadlineParser({ delimiter: lineEnd === 'lf' ? '\n' : '\r', encoding: 'latin1' });
  parser.on('data', (text: string) => {
    const item = readCutLine(text);
    if (item?.kind === 'line') sink.onLine(item.line);
    else if (item !== null) sink.onNoise(item.kind);
  });
  // At the end of its input the parser takes half a line for a whole one, so it is not told.
  source.pipe(new LineGuard(lineEnd)).pipe(parser, { end: false });
}
