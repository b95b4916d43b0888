import { describe, expect, it } from 'vitest';
import type { Result, Status } from '../../../src/core/status.js';
import { outcomeOf, type SentCommand, seenStillAfter } from '../../../src/core/watch/asked.js';
import { newWatchedChair, type WatchedChair } from '../../../src/core/watch/watched-chair.js';
import { statusAtRest } from '../../support/status-sample.js';
import { sessionStatus } from './watch-bench.js';

const at = '2026-01-01T12:00:00Z';

const asked = (news: Partial<SentCommand> = {}): SentCommand => ({
  chairId: 'hall',
  command: 'stop',
  id: 'a1',
  atMs: 0,
  wasLatched: false,
  answer: null,
  stillAfterMs: null,
  ...news,
});

const result = (news: Partial<Result> = {}): Result => ({
  id: 'a1',
  command: 'stop',
  ok: true,
  code: 'ok',
  message: 'accepted',
  values: {},
  state: 'stopping',
  age_s: null,
  late: false,
  ts: at,
  ...news,
});

const answered = (news: Partial<SentCommand> = {}, said: Partial<Result> = {}): SentCommand =>
  asked({ answer: { result: result(said), atMs: 100 }, ...news });

const chairIn = (status: Partial<Status>): WatchedChair => ({
  ...newWatchedChair('hall'),
  status: statusAtRest(status),
});

const stopped = (still: boolean | null, since = at) =>
  ({ asked: 'stop', at: since, still, after_ms: still === true ? 840 : null }) as const;

const said = (one: SentCommand, chair: WatchedChair, nowMs: number): string | undefined =>
  outcomeOf(seenStillAfter(one, chair), chair, nowMs)?.text;

describe('what a watch says of a stop [S4]', () => {
  it('is not confirmed after one second without an answer', () => {
    expect(said(asked(), chairIn({}), 999)).toBe('Stopping …');
    expect(said(asked(), chairIn({}), 1000)).toBe('Not confirmed. Press the switch on the chair.');
  });

  it('was taken, and is still only by what the chair has shown after it', () => {
    const waiting = 'Stop taken. Waiting until it is still …';
    expect(said(answered(), chairIn({ stop: stopped(null) }), 200)).toBe(waiting);
    expect(said(answered(), chairIn({ stop: stopped(true, '2026-01-01T11:59:50Z') }), 200)).toBe(waiting);
    expect(said(answered(), chairIn({ stop: stopped(true) }), 200)).toBe('Still. Checked 0.8 s after.');
  });

  it('says of a chair that moves on, or cannot tell, what to do', () => {
    expect(said(answered(), chairIn({ stop: stopped(false) }), 5000)).toContain('hall: not still.');
    expect(said(answered(), chairIn({ stop: stopped(null) }), 5000)).toContain('cannot say that it is still: look.');
    const fault = { code: 'stop_unverified', zone: null, message: 'x', since: at } as const;
    expect(said(answered(), chairIn({ state: 'fault', fault, stop: stopped(true) }), 200)).toContain('not still');
  });

  it('says where only the emergency stop ended it, and where a session has begun since', () => {
    const escalated = chairIn({ state: 'emergency_stopped', stop: stopped(true) });
    expect(said(answered(), escalated, 200)).toContain('only the emergency stop ended it');
    expect(said(answered({ command: 'estop' }), escalated, 200)).toBe('Still. Checked 0.8 s after.');
    const again = { ...chairIn({}), status: sessionStatus({ stop: null }) };
    expect(said(answered({ stillAfterMs: 840 }), again, 200)).toContain('has been started again since');
  });

  it('tells a refusal with its cure', () => {
    const refused = answered({}, { ok: false, code: 'foreign_owner', message: 'another daemon owns it; ask that one' });
    expect(said(refused, chairIn({}), 200)).toBe(
      'Stop refused. Press the switch on the chair. foreign_owner: another daemon owns it; ask that one',
    );
  });
});

describe('what a watch says of another command', () => {
  it('tells what became of it, for a while', () => {
    const paused = answered({ command: 'pause' });
    expect(said(paused, chairIn({}), 200)).toBe('Paused.');
    expect(said(paused, chairIn({}), 20_000)).toBeUndefined();
  });

  it('tells a refusal by its code and what to do about it', () => {
    const refused = answered({ command: 'skip' }, { ok: false, code: 'stale', message: 'send it again' });
    expect(said(refused, chairIn({}), 200)).toBe('stale: send it again');
  });

  it('says where nobody answers', () => {
    expect(said(asked({ command: 'skip' }), chairIn({}), 5000)).toContain('No answer from a daemon for hall');
  });
});
