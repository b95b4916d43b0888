import type { Readable } from 'node:stream';
import { ReadlineParser } from '@serialport/parser-readline';
import { type LineNoise, readCutLine } from '../../core/protocol/lines.js';
import { type LineEnd, LineGuard } from './line-guard.js';

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
