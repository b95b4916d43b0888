import { cutLines, type LineNoise, type LineState, noLine } from '../../core/protocol/lines.js';

/** What ends a line; behind `cr` a line feed means nothing. */
export type LineEnd = 'lf' | 'cr';

interface LineSink {
  onLine(line: string): void;
  onNoise(kind: LineNoise): void;
}

/** Reads lines from what a serial port or a socket gives (latin1: a character a byte); the same way for both. It holds no more than
 *  one line, and half a line that is never ended is none. */
export function lineReader(lineEnd: LineEnd, sink: LineSink): (text: string) => void {
  let state: LineState = noLine;
  return (text) => {
    const [next, items] = cutLines(state, lineEnd === 'lf' ? text : text.replaceAll('\n', '').replaceAll('\r', '\n'));
    state = next;
    for (const item of items) {
      if (item.kind === 'line') sink.onLine(item.line);
      else sink.onNoise(item.kind);
    }
  };
}
