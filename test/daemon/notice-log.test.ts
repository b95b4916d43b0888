import { describe, expect, it } from 'vitest';
import { NoticeLog } from '../../src/daemon/notice-log.js';
import { silentLog } from '../support/silent-log.js';

function written() {
  const lines: string[] = [];
  const info = (event: string, fields = {}): void => void lines.push(`${event} ${JSON.stringify(fields)}`);
  return { lines, log: new NoticeLog({ ...silentLog, info }) };
}

describe('the log of what a chair tells [S16]', () => {
  it('says what repeats itself once, and how often it came when it is over', () => {
    const { lines, log } = written();
    for (let atMs = 0; atMs < 12_000; atMs += 200) {
      log.told('fault', { fault: 'stall' }, atMs);
      log.told('fault_cleared', { fault: 'stall' }, atMs + 100);
      log.tick(atMs + 100);
    }
    expect(lines).toEqual(['session.fault {"fault":"stall"}', 'session.fault_cleared {"fault":"stall"}']);
    log.tick(30_000);
    expect(lines.slice(2)).toEqual([
      'session.fault {"fault":"stall","times":60}',
      'session.fault_cleared {"fault":"stall","times":60}',
    ]);
  });

  it('says at once what is another thing, or comes again after a while', () => {
    const { lines, log } = written();
    log.told('fault', { fault: 'stall' }, 0);
    log.told('fault', { fault: 'estop' }, 10);
    log.tick(11_000);
    log.told('fault', { fault: 'stall' }, 11_000);
    expect(lines).toHaveLength(3);
  });

  it('says everything that people have asked for', () => {
    const { lines, log } = written();
    for (const atMs of [0, 10, 20]) log.told('session_started', { program: 'demo' }, atMs);
    expect(lines).toHaveLength(3);
  });
});
