import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { once, request, value } from './admission-support.js';

const cases = (word: string): readonly string[] => [
  word,
  word.toUpperCase(),
  ` ${word}\r\n`,
  `"${word}"`,
  `'${word}'`,
  `${word}\0`,
  `\ufeff${word}`,
];

describe('what can only mean to halt [S7]', () => {
  it.each(['stop', 'estop', 'pause'])('is %s as a word on set, in any case, quoted or padded', (command) => {
    for (const text of cases(command)) expect([text, once(request(text))]).toEqual([text, { command }]);
  });

  it.each(['stop', 'off', '0', 'false'])('is %s on run', (word) => {
    for (const text of [...cases(word), `{"value":"${word}"}`]) {
      expect([text, once(value('run', text))]).toEqual([text, { command: 'stop' }]);
    }
  });

  it.each([
    ['run', '{"value":0}', 'stop'],
    ['run', '{"value":false,"x":1}', 'stop'],
    ['run', '{"value":"off"', 'stop'],
    ['run', '{ "VALUE" : 0, ', 'stop'],
    ['run', 'estop', 'estop'],
    ['pause', 'pause', 'pause'],
    ['pause', ' On ', 'pause'],
    ['pause', '{"value":true,', 'pause'],
    ['pause', 'stop', 'stop'],
  ])('on %s is also %s', (name, text, command) => {
    expect(once(value(name, text))).toEqual({ command });
  });

  it.each([
    '{"command":"stop"',
    '{"command":"stop",}',
    ' \n{ "command" : "STOP" , "id": }',
    '{"command":"stop","note":"\n"}',
    '{"command":" Stop "}',
    `{"command":"stop","x":"${'y'.repeat(5000)}"}`,
    `{"command":"stop","x":"${'y'.repeat(70_000)}"}`,
    `{"x":"${'y'.repeat(5000)}","command":"stop"}`,
    `stop${' '.repeat(9000)}`,
  ])('is a text that says so and is torn, odd or too large (%#)', (text) => {
    expect(once(request(text))).toEqual({ command: 'stop' });
  });

  it('is found also where the rest is not UTF-8', () => {
    const payload = Buffer.concat([
      Buffer.from('{"command":"estop","id":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ]);
    expect(once(request('', { payload }))).toEqual({ command: 'estop', id: '\ufffd\ufffd' });
  });

  it('is not looked for where something else could be meant', () => {
    const others = [
      'stops',
      'stop now',
      '{"program":"stop"}',
      '["stop"]',
      '{"x":{"command":"stop"}}',
      '{"value":"stop"}',
    ];
    for (const text of others) expect([text, once(request(text))]).not.toMatchObject([text, { command: 'stop' }]);
    expect(once(value('start', 'off'))).toEqual({ command: 'start' });
    expect(once(value('program', 'stop'))).toMatchObject({ command: 'select', program: 'stop' });
    expect(once(value('intensity', '0'))).toBe('invalid_command');
  });

  it('is never lost, whatever stands around the command, and nothing throws', () => {
    const junk = fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 });
    fc.assert(
      fc.property(junk, fc.constantFrom('stop', 'estop', 'pause'), fc.boolean(), (fields, command, isRetained) => {
        const text = JSON.stringify({ ...fields, command });
        expect(once(request(text, { isRetained, isDuplicate: true, isSettling: true, isFenced: true }))).toMatchObject({
          command,
        });
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.string({ maxLength: 12 }), (payload, name) => {
        expect(() => once(value(name, '', { payload }))).not.toThrow();
        expect(() => once(request('', { payload }))).not.toThrow();
      }),
    );
  });
});
