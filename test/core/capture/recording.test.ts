import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesLine, markLine, readRecording, settingLine } from '../../../src/core/capture/recording.js';

const setting = { baudRate: 19_200, parity: 'even' } as const;
const piece = fc.record({
  atMs: fc.nat(10_000_000),
  line: fc.constantFrom('status' as const, 'command' as const),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
});
const mark = fc.record({ atMs: fc.nat(10_000_000), key: fc.string({ minLength: 1, maxLength: 40 }) });

const textOf = (lines: readonly object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

it('gives back every byte and every word with its time, whatever they are', () => {
  fc.assert(
    fc.property(fc.array(piece), fc.array(mark), (heard, marks) => {
      const text = textOf([settingLine(setting), ...heard.map(bytesLine), ...marks.map(markLine)]);
      expect(readRecording(text)).toEqual({ setting, heard, marks });
    }),
  );
});

const whole = textOf([settingLine(setting), bytesLine({ atMs: 5, line: 'status', bytes: Uint8Array.from([0xf0, 1]) })]);

it('is read also where its last line was cut off at any byte', () => {
  const cut = textOf([markLine({ atMs: 9, key: 'Power' })]);
  for (let length = 0; length < cut.length; length += 1) {
    expect(readRecording(whole + cut.slice(0, length))).toMatchObject({ heard: [{ atMs: 5 }] });
  }
});

it.each([
  ['a line that is none', `${whole}{"t":1,"line":"status","hex":"f"}\n${whole}`, 'line 3 is no line of a capture'],
  ['another file', 'chairs:\n  - id: hall\n', 'line 1 is no line of a capture'],
  ['no first line', textOf([markLine({ atMs: 1, key: 'a' })]), 'the first line of a capture is missing'],
])('is a problem with %s', (_, text, problem) => {
  expect(readRecording(text)).toEqual({ problem: expect.stringContaining(problem) });
});
