import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../../src/adapters/logging/pino-log.js';
import { sentenceOf } from '../../../src/adapters/logging/sentences.js';

const source = join(import.meta.dirname, '../../../src');

/** The names of all that the program may log. */
const events = [
  ...new Set(
    readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...readFileSync(join(source, file), 'utf8').matchAll(
          /\b(?:log|loggerTo\(\w+, 'warn'\))\.(?:debug|info|warn|error)\((?:\{ lines \}, )?'([^']+)'/gi,
        ),
      ])
      .map(([, name]) => name ?? ''),
  ),
];

describe('the log of a terminal', () => {
  it.each(events)('has a sentence for %s, and its name is in one style', (event) => {
    expect(event).toMatch(/^[a-z0-9_]+$/);
    const sentence = sentenceOf({ level: 'info', event });
    expect(sentence).toMatch(/ |^Ready|^stopped|^\?:/);
    expect(sentence).not.toBe(event.replaceAll('_', ' '));
  });

  it('finds what is logged', () => {
    expect(events.length).toBeGreaterThan(60);
  });

  it.each([
    [
      { level: 'warn', event: 'port_closed', chair: 'hall', reason: 'gone' },
      'Warning: hall: the line to the chair is closed: gone',
    ],
    [{ level: 'error', event: 'odd_thing', code: 7 }, 'Error: odd thing (code: 7)'],
    [
      { level: 'warn', event: 'clock_not_set', hint: 'set it', repeated: 4 },
      'Warning: the clock of this machine is not right (repeated: 4) - set it',
    ],
    [{ level: 'info', event: 'chair_up', model: 'm', id: 'X', fw: 'f', zones: ['back'] }, 'the chair answers: m X, f'],
    [
      { level: 'error', event: 'bug', error: { message: 'no way', stack: 'at ...' } },
      'Error: a bug of this program: every chair was told to stop (error: no way)',
    ],
  ])('says %j as people would', (fields, sentence) => {
    expect(sentenceOf(fields)).toBe(sentence);
  });

  it('says at the end of a start what is where', () => {
    const places = { chairs: ['a answers on x', 'b answers on y'], broker: 'mqtt://h', hub: 'none' };
    expect(sentenceOf({ level: 'info', event: 'ready', ...places, next: [] }).split('\n')).toEqual([
      'Ready.',
      '  chair   a answers on x',
      '  chair   b answers on y',
      '  broker  mqtt://h',
      '  hub     none',
    ]);
  });

  it.each([
    [true, false, true],
    [true, true, false],
    [false, false, false],
  ])('on a terminal: %s, NO_COLOR: %s, colours: %s', (isTTY, isPlain, hasColours) => {
    const written: string[] = [];
    const log = createLog({
      level: 'info',
      format: 'pretty',
      stream: { isTTY, write: (text) => written.push(text) },
      isPlain,
    });
    log.warn('port_closed', { chair: 'hall', reason: 'gone' });
    expect(written.join('').includes('\u001b[')).toBe(hasColours);
    expect(written.join('')).toMatch(/^\d\d:\d\d:\d\d {2}.*Warning: hall: the line to the chair is closed: gone.*\n$/);
  });
});
