import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog, type LogSetting } from '../../../src/adapters/logging/pino-log.js';
import type { Log } from '../../../src/ports.js';

function capture(setting: Partial<LogSetting> = {}, isTTY = false): { readonly log: Log; readonly written: string[] } {
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text) };
  return { log: createLog({ level: 'debug', format: 'json', ...setting, stream }), written };
}

const parsed = (written: readonly string[]): readonly Record<string, unknown>[] =>
  written.map((line) => JSON.parse(line));

describe('a log', () => {
  it('writes an event and its fields as one line of JSON, at once', () => {
    const { log, written } = capture();
    log.info('chair_opened', { chair: 'living-room' });
    expect(written).toHaveLength(1);
    expect(written[0]?.endsWith('\n')).toBe(true);
    expect(parsed(written)[0]).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      event: 'chair_opened',
      chair: 'living-room',
    });
  });

  it('keeps the fields of its parent, and writes nothing under its level', () => {
    const { log, written } = capture({ level: 'warn' });
    const child = log.child({ chair: 'a', password: 'x' }).child({ zone: 'back' });
    child.debug('no');
    child.info('no');
    child.warn('slow');
    child.error('broken', { zone: 'seat' });
    expect(parsed(written).map(({ level, event, chair }) => [level, event, chair])).toEqual([
      ['warn', 'slow', 'a'],
      ['error', 'broken', 'a'],
    ]);
    expect(written.join('')).not.toContain('"x"');
  });

  it('hides secrets at every depth and in addresses, and leaves paths to them', () => {
    const { log, written } = capture();
    log.info('config', {
      mqtt: { password: 'hunter2', password_file: '/run/secrets/mqtt', nested: [{ apiToken: 'hunter2' }] },
      secrets: { any: 'hunter2' },
      url: 'mqtt://user:hunter2@broker/x',
      long: `mqtt://user:${'hunter2'.repeat(80)}@broker`,
      error: new Error('cannot reach mqtts://u:hun@ter2@host'),
    });
    expect(written.join('')).not.toMatch(/hunter2|ter2/);
    expect(written.join('')).toContain('/run/secrets/mqtt');
    expect(written.join('')).toContain('://[hidden]@broker/x');
  });

  it('bounds long texts, long lists, deep and circular fields', () => {
    const { log, written } = capture();
    const circle: Record<string, unknown> = { list: Array.from({ length: 10_000 }, (_, index) => index) };
    circle['self'] = circle;
    log.info('flood', { circle, text: 'x'.repeat(1_000_000), bytes: new Uint8Array(1_000_000) });
    expect(written.join('').length).toBeLessThan(5000);
    expect(parsed(written)[0]).toMatchObject({ event: 'flood', bytes: '1000000 bytes' });
  });

  it('keeps what an error says', () => {
    const { log, written } = capture();
    log.error('failed', { error: Object.assign(new Error('no way'), { code: 'EIO', cause: new Error('deep down') }) });
    expect(parsed(written)[0]).toMatchObject({
      error: { message: 'no way', code: 'EIO', cause: { message: 'deep down' } },
    });
  });

  it('writes one line that can be parsed whatever the fields are, with its own level and event', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.anything({ withBigInt: true, withDate: true, withMap: true })),
        (fields) => {
          for (const format of ['json', 'pretty'] as const) {
            const { log, written } = capture({ format });
            log.warn('anything', { ...fields, level: 'x', event: 'y', time: 'z' });
            expect(written).toHaveLength(1);
            if (format === 'json')
              expect(parsed(written)[0]).toMatchObject({ level: 'warn', event: 'anything', event_: 'y' });
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the format of a log', () => {
  it('auto is pretty on a terminal and JSON elsewhere', () => {
    const terminal = capture({ format: 'auto' }, true);
    terminal.log.warn('chair_gone', { reason: 'cable' });
    expect(terminal.written.join('')).toMatch(/Warning: chair gone \(reason: cable\)/);
    expect(terminal.written.join('')).toContain('\u001b[');
    const file = capture({ format: 'auto' });
    file.log.warn('chair_gone');
    expect(parsed(file.written)).toHaveLength(1);
  });

  it('pretty has no colours where there is no terminal', () => {
    const { log, written } = capture({ format: 'pretty' });
    log.info('started', { chairs: 2 });
    expect(written.join('')).toMatch(/^\d\d:\d\d:\d\d {2}started /);
    expect(written.join('')).toContain('chairs: 2');
    expect(written.join('')).not.toContain('\u001b[');
  });
});

describe('lines that had to be dropped', () => {
  it.each(['json', 'pretty'] as const)('are told in the format of the log: %s', (format) => {
    let tell = (_lines: number): string => '';
    createLog({
      level: 'error',
      format,
      stream: {
        write: () => undefined,
        onLoss: (tellLoss) => {
          tell = tellLoss;
        },
      },
    });
    if (format === 'json')
      expect(JSON.parse(tell(7))).toMatchObject({ level: 'warn', event: 'log_lines_dropped', lines: 7 });
    else expect(tell(7)).toMatch(/Warning: 7 lines of this log were dropped/);
    expect(tell(7).endsWith('\n')).toBe(true);
  });
});
