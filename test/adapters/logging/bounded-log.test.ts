import { describe, expect, it } from 'vitest';
import { boundRepetition } from '../../../src/adapters/logging/bounded-log.js';
import { createLog } from '../../../src/adapters/logging/pino-log.js';
import { VirtualTime } from '../../support/virtual-time.js';

function capture() {
  const lines: Record<string, unknown>[] = [];
  const time = new VirtualTime();
  const stream = { write: (text: string) => lines.push(JSON.parse(text)) };
  return { log: boundRepetition(createLog({ level: 'debug', format: 'json', stream }), time), lines, time };
}

describe('a log of a daemon', () => {
  it('bounds what one chair repeats, says how often it came, and leaves other chairs and kinds alone', () => {
    const { log, lines, time } = capture();
    const face = log.child({ face: 'mqtt' });
    for (let index = 0; index < 1200; index += 1) {
      face.info('command_refused', { chair: 'hall', code: 'not_in_state', id: `${index}` });
      if (index === 600) {
        face.info('command_refused', { chair: 'den', code: 'not_in_state' });
        face.info('command_refused', { chair: 'hall', code: 'stale' });
        log.child({ chair: 'hall' }).error('port_closed', {});
      }
      time.advance(500);
    }
    time.advance(60_000);
    const flood = lines.filter(({ chair, code }) => chair === 'hall' && code === 'not_in_state');
    expect(flood.length).toBe(5 + 10);
    const counted = flood.reduce((sum, { repeated }) => sum + (typeof repeated === 'number' ? repeated : 1), 0);
    expect(counted).toBe(1200);
    expect(flood.at(-1)).toMatchObject({ level: 'info', face: 'mqtt', id: '1199' });
    expect(lines.length - flood.length).toBe(3);
  });

  it('says the count also when nothing else is logged any more', () => {
    const { log, lines, time } = capture();
    for (let index = 0; index < 8; index += 1) log.warn('noise', { chair: 'hall' });
    expect(lines).toHaveLength(5);
    time.advance(60_000);
    expect(lines.at(-1)).toMatchObject({ level: 'warn', event: 'noise', chair: 'hall', repeated: 3 });
    time.advance(600_000);
    expect([lines.length, time.waiting]).toEqual([6, 0]);
  });

  it('leaves every line of debug', () => {
    const { log, lines } = capture();
    for (let index = 0; index < 100; index += 1) log.debug('command_accepted', { chair: 'hall' });
    expect(lines).toHaveLength(100);
  });

  it('says everything that is wrong with a file, once each', () => {
    const { log, lines } = capture();
    for (let line = 1; line <= 20; line += 1) log.error('program_refused', { file: 'a.yaml', line, message: 'x' });
    expect(lines).toHaveLength(20);
  });

  it('takes fields of any kind', () => {
    const { log, lines } = capture();
    log.info('strange', { chair: Object.create(null), code: Symbol('x'), topic: 'x'.repeat(100_000) });
    expect(lines).toHaveLength(1);
  });
});
