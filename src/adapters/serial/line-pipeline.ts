import type { Readable } from 'node:stream';
import { ReadlineParser } from '@serialport/parser-readline';
import { BoundedLines, type LineEnd, type Noise } from './bounded-lines.js';

export interface LineSink {
  onLine(line: string): void;
  onNoise(kind: Noise): void;
}

/** Reads lines from a serial port or a socket; the same way for both. */
export function readLines(source: Readable, lineEnd: LineEnd, sink: LineSink): void {
  source
    .pipe(new BoundedLines((kind) => sink.onNoise(kind), lineEnd))
    .pipe(new ReadlineParser({ delimiter: '\n', encoding: 'latin1' }))
    .on('data', (line: string) => sink.onLine(line));
}
