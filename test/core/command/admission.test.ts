import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, newAdmission } from '../../../src/core/command/admission.js';
import { resultCodes } from '../../../src/core/status.js';
import { Admitting, once, request, settings, value, wallMs, wallS } from './admission-support.js';

const start = { command: 'start' };

describe('a JSON command', () => {
  it.each([
    [{ command: 'start', program: 'relaxation', intensity: 70, duration: '15m', person: 'guest', id: 'a1', ts: wallS }],
    [{ command: 'resume' }],
    [{ command: 'skip' }],
    [{ command: 'reset' }],
  ])('is let in as it is: %j', (payload) => {
    const expected = 'duration' in payload ? { ...payload, duration: 900_000 } : payload;
    expect(once(request(payload))).toEqual(expected);
  });

  it.each([
    ['{"command":"start"', 'invalid_json'],
    ['', 'invalid_json'],
    ['start', 'invalid_json'],
    ['[]', 'invalid_command'],
    ['null', 'invalid_command'],
    ['42', 'invalid_command'],
    ['{}', 'invalid_command'],
    ['{"command":"dance"}', 'invalid_command'],
    ['{"command":"START"}', 'invalid_command'],
    ['{"command":"start","colour":"red"}', 'invalid_command'],
    ['{"command":"start","__proto__":{"intensity":1}}', 'invalid_command'],
    ['{"command":"start","intensity":"70"}', 'invalid_command'],
    ['{"command":"start","intensity":101}', 'invalid_command'],
    ['{"command":"start","intensity":0}', 'invalid_command'],
    ['{"command":"start","intensity":70.5}', 'invalid_command'],
    ['{"command":"start","duration":"31m"}', 'invalid_command'],
    ['{"command":"start","duration":0}', 'invalid_command'],
    ['{"command":"start","id":5}', 'invalid_command'],
    ['{"command":"start","ts":"now"}', 'invalid_command'],
    ['{"command":"adjust"}', 'invalid_command'],
    ['{"command":["stop"]}', 'invalid_command'],
  ])('is refused: %s gives %s', (payload, code) => {
    expect(once(request(payload))).toBe(code);
  });

  it('is refused where it is no UTF-8', () => {
    expect(once(request('', { payload: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]) }))).toBe('invalid_json');
  });

  it('is told its id and what is wrong with it', () => {
    const [, admission] = admit(newAdmission, request({ ...start, intensity: 500, id: 'a1' }), settings);
    expect(admission).toMatchObject({
      refusal: { id: 'a1', command: 'start', message: expect.stringMatching(/^intensity: /) },
    });
    const [, unknown] = admit(newAdmission, request({ ...start, colour: 1 }), settings);
    expect(unknown).toMatchObject({ refusal: { id: null, message: 'unknown key "colour"; leave it out' } });
    const [, long] = admit(newAdmission, request({ ...start, id: 'x'.repeat(65) }), settings);
    expect(long).toMatchObject({ refusal: { id: null, message: expect.stringMatching(/^id: /) } });
    const [, nameless] = admit(newAdmission, request({ command: 'dance' }), settings);
    expect(nameless).toMatchObject({ refusal: { message: expect.stringContaining('must be one of start, stop') } });
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json()),
        fc.uint8Array({ maxLength: 40 }),
        fc.string(),
        (text, bytes, name) => {
          for (const message of [
            request(text),
            request('', { payload: bytes }),
            value(name, text),
            value('run', text),
          ]) {
            const code = once(message);
            if (typeof code === 'string') expect(resultCodes).toContain(code);
          }
        },
      ),
    );
  });
});

describe('the freshness of a command [S6]', () => {
  it.each([
    ['retained', { isRetained: true }, 'retained'],
    ['retained while the subscription settles', { isRetained: true, isSettling: true }, 'retained'],
    ['within a second of a subscription', { isSettling: true }, 'stale'],
    ['behind a stop of the other connection', { isFenced: true }, 'stale'],
  ])('%s it is refused', (_name, rest, code) => {
    expect(once(request(start, rest))).toBe(code);
    expect(once(value('run', 'ON', rest))).toBe(code);
    expect(once(value('start', '', rest))).toBe(code);
  });

  it.each([
    ['start', {}],
    ['resume', {}],
    ['adjust', { intensity: 5 }],
  ])('a stop of the other connection holds up %s', (command, fields) => {
    expect(once(request({ command, ...fields }, { isFenced: true }))).toBe('stale');
  });

  it.each(['select', 'skip', 'reset'])('a stop of the other connection does not hold up %s', (command) => {
    expect(once(request({ command }, { isFenced: true }))).toEqual({ command });
  });

  it.each([
    [0, 'taken'],
    [10, 'taken'],
    [10.2, 'stale'],
    [86_400, 'stale'],
    [-2, 'taken'],
    [-2.2, 'stale'],
    [-1e9, 'stale'],
  ])('a ts of %d s ago is %s', (ageS, expected) => {
    const [, admission] = admit(newAdmission, request({ ...start, ts: wallS - ageS }), settings);
    if (expected === 'taken') expect(admission.kind).toBe('run');
    else expect(admission).toMatchObject({ refusal: { code: 'stale', ageS: expect.closeTo(ageS, 1) } });
  });

  it.each([
    ['start', 5.25, 5000, 'stale'],
    ['start', 4.75, 5000, 'run'],
    ['resume', 5.25, 5000, 'stale'],
    ['start', 9, 500, 'stale'],
    ['select', 5.25, 5000, 'run'],
  ])('%s with a ts of %d s ago, and a stop %d ms ago: %s', (command, ageS, stoppedAgoMs, expected) => {
    const [, admission] = admit(
      newAdmission,
      request({ command, ts: wallS - ageS - 1e-4 }, { stoppedAgoMs }),
      settings,
    );
    const outcome = admission.kind === 'refused' ? admission.refusal.code : admission.kind;
    expect(outcome).toBe(expected);
  });

  it('takes a ts of whole seconds for any moment of that second', () => {
    const wallMs = 1_767_268_800_900;
    const asked = { ...start, ts: 1_767_268_800 };
    const kindOf = (ts: number) =>
      admit(newAdmission, request({ ...asked, ts }, { wallMs, stoppedAgoMs: 500 }), settings)[1].kind;
    expect([kindOf(asked.ts), kindOf(asked.ts + 0.001), kindOf(asked.ts - 1)]).toEqual(['run', 'refused', 'refused']);
  });

  it('wants a ts where the configuration does', () => {
    const strict = { ...settings, requireTs: true };
    expect(once(request(start), strict)).toBe('stale');
    expect(once(value('run', 'ON'), strict)).toBe('stale');
    expect(once(value('start', 'PRESS'), strict)).toBe('stale');
    expect(once(value('run', { value: 'ON', ts: wallS }), strict)).toEqual({ command: 'start', ts: wallS });
    expect(once(value('run', 'OFF'), strict)).toEqual({ command: 'stop' });
  });

  it('is stale where the broker says that it may have delivered it before', () => {
    expect(once(request(start, { isDuplicate: true }))).toBe('stale');
    expect(once(request({ ...start, ts: wallS, id: 'a1' }, { isDuplicate: true }))).toBe('stale');
    expect(once(value('run', 'ON', { isDuplicate: true }))).toBe('stale');
    expect(once(value('run', 'OFF', { isDuplicate: true }))).toEqual({ command: 'stop' });
  });

  it.each([wallMs, wallMs + 0.5, 1e15, Number.MAX_VALUE])('is told that a ts of %d looks like milliseconds', (ts) => {
    const [, admission] = admit(newAdmission, request({ ...start, ts }), settings);
    expect(admission).toMatchObject({
      refusal: { code: 'stale', message: expect.stringContaining('divide it by 1000') },
    });
  });

  it('ignores ts and says so while the clock is not set', () => {
    const [, admission] = admit(newAdmission, request({ ...start, ts: wallS }, { wallMs: 5_000 }), settings);
    expect(admission).toMatchObject({ kind: 'run', note: expect.stringContaining('clock is not set') });
    const [, plain] = admit(newAdmission, request(start, { wallMs: 5_000 }), settings);
    expect(plain).toMatchObject({ kind: 'run', note: null });
  });
});

describe('a stop, an estop or a pause [S7]', () => {
  const halts = [
    ['a stop', request({ command: 'stop' }), 'stop'],
    ['an estop', request({ command: 'estop' }), 'estop'],
    ['a pause', request({ command: 'pause' }), 'pause'],
    ['a stop with nonsense around it', request({ command: 'stop', id: 7, ts: 'x', a: { b: [] } }), 'stop'],
    ['pause ON', value('pause', 'on'), 'pause'],
    ['run OFF', value('run', 'OFF'), 'stop'],
    ['run false', value('run', { value: false, x: 1, ts: {} }), 'stop'],
  ] as const;

  it.each(halts)('%s is taken although it is retained, early, old and behind a fence', (_name, message, command) => {
    const late = { ...message, isRetained: true, isSettling: true, isFenced: true };
    expect(once(late, { ...settings, requireTs: true })).toMatchObject({ command });
  });

  it.each(halts)('%s is taken in a flood, and again with the same id', (_name, message, command) => {
    const admitting = new Admitting();
    for (let index = 0; index < 50; index += 1) admitting.take(request(start));
    expect(admitting.take(message)).toMatchObject({ command });
    expect(admitting.take(message)).toMatchObject({ command });
  });

  it('keeps its id for the result', () => {
    expect(once(request({ command: 'stop', id: 's1', extra: 1 }))).toEqual({ command: 'stop', id: 's1' });
  });
});

describe('too much of a command', () => {
  it('over 4096 bytes is refused, at most once a second', () => {
    const admitting = new Admitting();
    const large = JSON.stringify({ command: 'start', x: 'y'.repeat(4096) });
    const taken = [0, 500, 999, 1000, 1001].map((ms) => admitting.take(request(large, { nowMs: ms })));
    expect(taken).toEqual(['too_large', 'silent', 'silent', 'too_large', 'silent']);
    expect(once(request(`{"command":"skip"}${' '.repeat(4096 - 18)}`))).toEqual({ command: 'skip' });
  });

  it('takes ten in any second, the invalid ones counted', () => {
    const admitting = new Admitting();
    const take = (nowMs: number) => admitting.take(request({ command: 'skip' }, { nowMs }));
    for (let index = 0; index < 5; index += 1) take(index * 100);
    for (let index = 5; index < 10; index += 1) admitting.take(request('x', { nowMs: index * 100 }));
    expect(take(950)).toBe('rate_limited');
    expect(take(960)).toBe('silent');
    expect(take(1000)).toEqual({ command: 'skip' });
    expect(take(1050)).toBe('silent');
    expect(take(1100)).toEqual({ command: 'skip' });
  });

  it('does not count stops', () => {
    const admitting = new Admitting();
    for (let index = 0; index < 100; index += 1) admitting.take(request({ command: 'stop' }));
    expect(admitting.take(request({ command: 'start' }))).toEqual({ command: 'start' });
  });

  it('is answered without an id', () => {
    let state = newAdmission;
    for (let index = 0; index < 10; index += 1) [state] = admit(state, request(start), settings);
    const [, admission] = admit(state, request({ ...start, id: 'a1' }), { ...settings, buildWallMs: wallMs });
    expect(admission).toMatchObject({ refusal: { id: null, code: 'rate_limited' } });
  });
});
