import { describe, expect, it } from 'vitest';
import { KeyedDevice } from '../../../hardware-sim/keyed/keyed-device.js';
import { Hf8Twin } from '../../../hardware-sim/twins/hf8-twin.js';
import { RongtaiTwin } from '../../../hardware-sim/twins/rongtai-twin.js';
import type { StopsOutcome } from '../../../src/chair/proof/stop-run.js';
import type { Profile } from '../../../src/core/profile/schema.js';
import { remoteBus, shippedProfile } from '../../support/shipped-profiles.js';
import { StopProofBench, type StopProofOptions } from '../../support/stop-proof-bench.js';

type Options = Partial<StopProofOptions>;
type Answer = StopProofOptions['person'];

const handset = shippedProfile('rongtai');
const pad = shippedProfile('hf8');
const { ask: _ask, fault: _fault, ...padWithoutWords } = pad;
const blind: Profile = { ...padWithoutWords, sight: 'none', frames: {}, fields: {} };

const rongtai = (options: Options = {}) =>
  new StopProofBench({ profile: handset, make: (parts) => new RongtaiTwin(parts), ...options });
const bus = (options: Options = {}) =>
  new StopProofBench({
    profile: remoteBus,
    make: (parts) => new KeyedDevice({ ...parts, profile: remoteBus }),
    ...options,
  });
const hf8 = (options: Options = {}) =>
  new StopProofBench({ profile: pad, make: (parts) => new Hf8Twin(parts), ...options });

const yes: Answer = (_question, answer) => answer(true);

/** What was moved and how it went, once a stop. */
const told = ({ stops }: StopsOutcome): readonly string[] =>
  stops.map(
    ({ moved, failure }) =>
      `${moved.map(({ zone, technique }) => `${zone} ${technique}`).join(', ')}${failure === null ? '' : ` ! ${failure}`}`,
  );

const thrice = (words: readonly string[]): readonly string[] => words.flatMap((each) => [each, each, each]);

const strongestMotor = ({ twin }: StopProofBench): number =>
  Math.max(
    ...twin.history.map(({ output, value }) => (output.startsWith('motor') && typeof value === 'number' ? value : 0)),
  );

describe('the proof of the stops of a chair whose status shows them', () => {
  it('[S4] measures every technique three times, from the first byte to the status that shows the end, and the way home', () => {
    const bench = rongtai();
    const outcome = bench.toEnd();
    expect(outcome).toMatchObject({ kind: 'proved', reason: null, rest: 'still', isRemoteSeen: null });
    expect(told(outcome)).toEqual(thrice(['back knead, legs compress', 'back tap, legs compress']));
    for (const stop of outcome.stops) {
      expect(stop).toMatchObject({ way: 'off', limitMs: 3500, homeLimitMs: 90_000, isSaidStill: null });
      // The twin says its status every 50 ms, and drives home for 8 s.
      expect(stop.tookMs).toBeLessThanOrEqual(150);
      expect(stop.homeMs).toBeGreaterThan(7500);
      expect(stop.homeMs).toBeLessThan(8500);
    }
    expect(bench.twin.moves).toBe(false);
    expect(bench.twin.look()['forbidden']).toBe(0);
  });

  it('moves each zone with the least that the chair has', () => {
    const outcome = bus().toEnd();
    expect(told(outcome)).toEqual(thrice(['back knead, legs roll', 'back tap, legs compress', 'back roll, legs roll']));
    const levels = outcome.stops.flatMap(({ moved }) => moved.map(({ technique, level }) => `${technique} ${level}`));
    expect(new Set(levels)).toEqual(new Set(['knead 20', 'tap 20', 'roll 20', 'compress 20', 'roll 40']));
  });

  it('[S10] presses no key where the least of every zone is over the cap', () => {
    const bench = bus({ levelMax: 10 });
    expect(bench.toEnd()).toMatchObject({ kind: 'interrupted', stops: [], rest: 'still' });
    expect(bench.twin.presses).toEqual([]);
  });

  it('fails where the chair stops later than its profile says, and says how late', () => {
    const bench = rongtai();
    bench.until(() => bench.twin.look()['massages'] === true && bench.twin.look()['scanning'] === false);
    bench.twin.inject('deaf-key:power');
    bench.clock.advance(8000);
    bench.twin.clear('deaf-key:power');
    const outcome = bench.toEnd();
    expect(outcome).toMatchObject({ kind: 'failed', rest: 'still' });
    expect(told(outcome)).toHaveLength(1);
    expect(told(outcome)[0]).toMatch(/! seen still only after [4-9]\d\d\d ms; the profile says within 3500 ms$/);
    expect(bench.twin.moves).toBe(false);
  });

  it('fails where the massage goes on, and says that the chair was left moving', () => {
    const bench = rongtai({ faults: ['runaway'] });
    const outcome = bench.toEnd();
    expect(outcome).toMatchObject({ kind: 'failed', rest: 'moving' });
    expect(bench.alarms).toBe(1);
    expect(told(outcome)).toEqual(['back knead, legs compress ! not seen still within 3500 ms, nor long after']);
  });

  it('fails where the way home takes longer than the profile says', () => {
    const { stop } = handset;
    if (stop === undefined) throw new Error('the profile has no stop');
    const outcome = rongtai({ profile: { ...handset, stop: { ...stop, rests_within: 2000 } } }).toEnd();
    expect(outcome).toMatchObject({ kind: 'failed', rest: 'still' });
    expect(told(outcome)[0]).toMatch(/! home only after [78]\d\d\d ms; the profile says within 2000 ms$/);
  });

  it.each(['power', 'speed-6'])('ends when somebody presses %s at its remote, and stops the chair', (key) => {
    const bench = rongtai();
    bench.until(() => (bench.twin.look()['zones'] as { legs: boolean }).legs);
    bench.clock.advance(700);
    bench.twin.press(key);
    const outcome = bench.toEnd();
    expect(outcome).toMatchObject({ kind: 'interrupted', stops: [], rest: 'still' });
    expect(outcome.reason).toContain("somebody used the chair's own remote");
    expect(bench.twin.moves).toBe(false);
  });

  it('sees a key of its own remote where somebody is there to press it', () => {
    const bench = bus({
      person: ({ kind }) => kind === 'remote' && bench.clock.after(4000, () => bench.twin.press('power')),
    });
    expect(bench.toEnd()).toMatchObject({ kind: 'proved', isRemoteSeen: true, rest: 'still' });
    expect(bench.questions).toEqual(['remote']);
    expect(bench.twin.moves).toBe(false);
  });

  it('goes without that key where nobody presses one', () => {
    expect(bus({ person: () => undefined }).toEnd()).toMatchObject({
      kind: 'proved',
      isRemoteSeen: false,
      rest: 'still',
    });
  });

  it('[S15] sends the stop when it is interrupted in the middle of a movement, and waits until the chair is home', () => {
    const bench = rongtai();
    bench.until(() => bench.twin.look()['massages'] === true);
    bench.run.abort('SIGINT');
    expect(bench.toEnd()).toMatchObject({ kind: 'interrupted', reason: 'SIGINT', stops: [], rest: 'still' });
    expect(bench.twin.presses.at(-1)).toMatchObject({ key: 'power', by: 'host' });
    expect(bench.twin.moves).toBe(false);
  });

  it('says that a chair was left moving whose cable was pulled, and stops it where the cable comes back', () => {
    const [gone, back] = [bus(), bus()];
    for (const bench of [gone, back]) {
      bench.until(() => bench.twin.moves);
      bench.twin.setPlugged(false);
      bench.clock.advance(3000);
    }
    back.twin.setPlugged(true);
    expect(gone.toEnd()).toMatchObject({ kind: 'interrupted', rest: 'moving' });
    expect(back.toEnd()).toMatchObject({ kind: 'interrupted', rest: 'still' });
    expect(back.twin.moves).toBe(false);
  });

  it('begins nothing while the chair is in use, and leaves it as it is', () => {
    const bench = bus();
    bench.twin.press('power');
    bench.twin.press('manual');
    bench.clock.advance(3000);
    const outcome = bench.toEnd();
    expect(outcome).toMatchObject({ kind: 'interrupted', stops: [] });
    expect(outcome.reason).toContain('switch it off at its own remote');
    expect(bench.twin.presses.filter(({ by }) => by === 'host')).toEqual([]);
  });

  it('proves nothing where a zone does not begin to move', () => {
    const outcome = rongtai({ faults: ['deaf-key:air-legs'] }).toEnd();
    expect(outcome).toMatchObject({ kind: 'interrupted', stops: [], rest: 'still' });
    expect(outcome.reason).toMatch(/air-legs/);
  });
});

describe('the proof of the stops of a chair that only answers', () => {
  it('measures the time until the answer, and says nothing of a chair that nobody looked at', () => {
    const bench = hf8();
    const outcome = bench.toEnd();
    expect(outcome).toMatchObject({ kind: 'proved', rest: 'unknown' });
    expect(told(outcome)).toEqual(thrice(['back vibrate, seat vibrate, legs vibrate']));
    for (const { tookMs, isSaidStill } of outcome.stops) {
      expect(tookMs).toBeGreaterThan(100);
      expect(tookMs).toBeLessThan(1500);
      expect(isSaidStill).toBeNull();
    }
    expect(strongestMotor(bench)).toBe(51);
    expect(bench.twin.moves).toBe(false);
  });

  it('asks somebody who looks, zone by zone, and keeps what they say apart from the figures', () => {
    const bench = hf8({ person: yes });
    const outcome = bench.toEnd();
    expect(bench.questions).toEqual(
      ['moves', 'rests'].flatMap((kind) => ['back', 'seat', 'legs'].map((zone) => `${kind} ${zone}`)),
    );
    expect(outcome.stops.map(({ isSaidStill }) => isSaidStill)).toEqual([true, null, null]);
    expect(outcome.kind).toBe('proved');
  });

  it('is interrupted where nothing is answered any more, and sends the stop all the same', () => {
    const bench = hf8();
    bench.until(() => bench.twin.moves);
    bench.twin.inject('mute');
    const outcome = bench.toEnd();
    expect(outcome).toMatchObject({ kind: 'interrupted', stops: [], rest: 'moving' });
    expect(outcome.reason).toContain('the line was lost');
    expect(bench.twin.moves).toBe(false);
  });
});

describe('the proof of the stops of a chair that shows nothing', () => {
  const answers =
    (no: string): Answer =>
    ({ kind, zone }, answer) =>
      answer(`${kind} ${zone}` !== no);

  it('asks what somebody sees, once, and measures nothing', () => {
    const outcome = hf8({ profile: blind, person: yes }).toEnd();
    expect(outcome).toMatchObject({ kind: 'proved', rest: 'unknown' });
    expect(outcome.stops).toMatchObject([{ tookMs: null, homeMs: null, isSaidStill: true, failure: null }]);
  });

  it('fails where somebody sees a zone go on, and sends the stop again', () => {
    const bench = hf8({ profile: blind, person: answers('rests seat') });
    const outcome = bench.toEnd();
    expect(outcome).toMatchObject({ kind: 'failed', rest: 'moving' });
    expect(told(outcome)).toEqual(['back vibrate, seat vibrate, legs vibrate ! the seat goes on, as you say']);
    expect(bench.questions.at(-1)).toBe('rests seat');
  });

  it('proves nothing where somebody sees a zone that never moved', () => {
    const bench = hf8({ profile: blind, person: answers('moves back') });
    expect(bench.toEnd()).toMatchObject({ kind: 'interrupted', stops: [], rest: 'unknown' });
    expect(bench.twin.moves).toBe(false);
  });

  it('[S15] stops the chair where nobody answers', () => {
    const bench = hf8({ profile: blind, person: () => undefined });
    expect(bench.toEnd()).toMatchObject({ kind: 'interrupted', reason: 'nobody answered' });
    expect(bench.twin.moves).toBe(false);
  });
});
