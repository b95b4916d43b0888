import { setFlagsFromString } from 'node:v8';

/** With more chairs than this so much is thrown away that room for it pays. */
const fewChairsMax = 10;

/** With few chairs the heap of new objects stays as small as it begins, 2 MB. What is read at the start would make it grow to 32 MB and
 *  more, which it then never gives back: 25 MB of resident memory. Measured on Node.js 20: docs/performance.md. */
export function fitYoungHeap(chairCount: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${chairCount <= fewChairsMax ? 1 : 2}`);
}
