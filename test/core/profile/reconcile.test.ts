import { describe, expect, it } from 'vitest';
import { frameBytes, hexOf } from '../../../hardware-sim/keyed/keyed-frames.js';
import { pressKey } from '../../../hardware-sim/keyed/keyed-keys.js';
import type { KeyedProfile } from '../../../hardware-sim/keyed/keyed-profile.js';
import { type KeyedState, newKeyedState, switchedOn } from '../../../hardware-sim/keyed/keyed-state.js';
import { type Random, seededRandom } from '../../../hardware-sim/random.js';
import type { Aims } from '../../../src/core/profile/aims.js';
import {
  newReconciling,
  type ReconcileEffect,
  type Reconciling,
  reconcile,
} from '../../../src/core/profile/reconcile.js';
import { forgetBlinking, noSight, type Sight, takeTextLine } from '../../../src/core/profile/sight.js';
import { profileView } from '../../../src/core/profile/view.js';
import { remoteBus } from '../../support/shipped-profiles.js';

const stepMs = 50;
const frameEveryMs = 250;
/** Both kinds of status and a blink come round twice in it. */
const quietMs = 2000;

interface Play {
  readonly lostKeys?: number;
  readonly stuck?: boolean;
  /** Presses of somebody else, by time. */
  readonly others?: readonly (readonly [number, string])[];
  readonly random?: Random;
  readonly profile?: KeyedProfile;
}

/** The reconciler against a simulated chair, both pure: the whole wire between them is this loop. */
class Loop {
  readonly effects: ReconcileEffect[] = [];
  readonly pressedAtMs: number[] = [];
  state: Reconciling = newReconciling;
  private sight: Sight = noSight;
  private movedAtMs = 0;

  constructor(
    public chair: KeyedState,
    private readonly aims: Aims,
    private readonly options: Required<Play>,
  ) {}

  /** False where there is no more to wait for. */
  step(nowMs: number): boolean {
    const { others, profile } = this.options;
    this.chair = { ...this.chair, nowMs };
    for (const [atMs, key] of others) if (atMs === nowMs) this.press(key);
    if (others.some(([atMs]) => atMs >= nowMs)) this.movedAtMs = nowMs;
    if (nowMs % frameEveryMs === 0) this.show((nowMs / frameEveryMs) % 2 === 0 ? 'short' : 'long', nowMs);
    const [next, effect] = reconcile(profile, this.state, this.aims, profileView(profile, this.sight, nowMs), nowMs);
    this.state = next;
    if (effect !== null) this.take(effect, nowMs);
    if (effect !== null || next.pressed !== null || next.blindSinceMs !== null) this.movedAtMs = nowMs;
    return effect?.kind !== 'unreachable';
  }

  /** Nothing is under way, so no time counts, and every status has come round: what it sees from here on it has seen. */
  isAtRest(nowMs: number): boolean {
    return nowMs - this.movedAtMs >= quietMs;
  }

  private take(effect: ReconcileEffect, nowMs: number): void {
    const { stuck, lostKeys, random } = this.options;
    this.effects.push(effect);
    if (effect.kind !== 'press') return;
    this.pressedAtMs.push(nowMs);
    this.sight = forgetBlinking(this.sight, nowMs);
    if (!stuck && random.next() >= lostKeys) this.press(effect.key);
  }

  private press(key: string): void {
    this.chair = pressKey(this.options.profile, this.chair, key).state;
  }

  private show(name: string, nowMs: number): void {
    const { profile } = this.options;
    const frame = takeTextLine(profile, this.sight, `~${hexOf(frameBytes(profile, this.chair, name))}`, nowMs);
    if (frame.kind === 'status') this.sight = frame.sight;
  }
}

const usual = { lostKeys: 0, stuck: false, others: [], random: seededRandom(1), profile: remoteBus };

function play(from: KeyedState, aims: Aims, untilMs: number, options: Play = {}): Loop {
  const loop = new Loop(from, aims, { ...usual, ...options });
  for (let nowMs = 0; nowMs <= untilMs && loop.step(nowMs); nowMs += stepMs);
  return loop;
}

/** Plays until it rests or gives up; what does neither within `mostMs` fails. */
function playToRest(from: KeyedState, aims: Aims, mostMs: number, options: Play = {}): Loop {
  const loop = new Loop(from, aims, { ...usual, ...options });
  for (let nowMs = 0; nowMs <= mostMs; nowMs += stepMs) {
    if (!loop.step(nowMs) || loop.isAtRest(nowMs)) return loop;
  }
  throw new Error(`it does not rest within ${mostMs} ms: ${JSON.stringify(loop.state)}`);
}

const on = switchedOn(remoteBus, newKeyedState(remoteBus));
const aimsOf = (aims: Readonly<Record<string, string>>): Aims => new Map(Object.entries(aims));
const valuesOf = (name: string): readonly string[] => {
  const field = remoteBus.fields[name];
  if (field?.kind === 'named') return Object.values(field.values);
  return field?.kind === 'blinks' ? Object.keys(field.blinks) : [];
};

/** Every state of the chair that its keys lead to, as far as a session sets it. */
function everyStart(): readonly KeyedState[] {
  const found: KeyedState[] = [];
  for (let manual = 0; manual <= 6; manual += 1) {
    for (let speed = 0; speed < 3; speed += 1) {
      for (const air of [0, 1, 3]) {
        let state = on;
        const keys = [...Array(manual).fill('manual'), ...Array(speed).fill('speed'), ...Array(air).fill('air-mode')];
        for (const key of keys) state = pressKey(remoteBus, state, key).state;
        found.push(state);
      }
    }
  }
  return found;
}

const shows = (chair: KeyedState, aims: Aims): boolean =>
  [...aims].every(([name, value]) => chair.values[remoteBus.controls[name]?.field ?? ''] === value);

const everyAim = valuesOf('technique').flatMap((technique) =>
  valuesOf('speed').map((speed) => aimsOf({ mode: 'manual', technique, speed, air: 'on', 'air-strength': '5' })),
);

// Bounded in steps, not by real time: what is pure takes as long as the machine takes.
describe('the reconciler', { timeout: 0 }, () => {
  it('brings the chair from every state to every aim, and then rests', () => {
    for (const start of everyStart()) {
      for (const aims of everyAim) {
        const { chair, effects } = playToRest(start, aims, 35_000 + quietMs);
        expect([shows(chair, aims), effects.every(({ kind }) => kind === 'press')]).toEqual([true, true]);
        expect(effects.length).toBeLessThanOrEqual(16);
      }
    }
  });

  it('presses nothing any more once it rests', () => {
    for (const aims of everyAim) {
      const { effects, state } = playToRest(on, aims, 35_000 + quietMs);
      expect(play(on, aims, 120_000)).toMatchObject({ effects, state });
    }
  });

  it('presses nothing where everything is as it should be', () => {
    const aims = aimsOf({ air: 'off', 'foot-roller': 'off' });
    expect(play(on, aims, 10_000).effects).toEqual([]);
  });

  it('presses one key at a time, and none before the last could show', () => {
    const { pressedAtMs } = play(on, everyAim[10] ?? new Map(), 40_000);
    const gaps = pressedAtMs.slice(1).map((atMs, at) => atMs - (pressedAtMs[at] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(800);
  });

  it.each(Array.from({ length: 40 }, (_each, at) => 100 + at))(
    'gets there although a third of the keys are lost, seed %i',
    (seed) => {
      const random = seededRandom(seed);
      const aims = everyAim[Math.floor(random.next() * everyAim.length)] ?? new Map();
      const { chair, effects } = playToRest(on, aims, 90_000, { lostKeys: 0.33, random });
      const unreachable = effects.find(({ kind }) => kind === 'unreachable');
      // Five keys lost in a row are a chair that does not hear.
      expect(shows(chair, aims) || unreachable?.kind === 'unreachable').toBe(true);
    },
  );

  it('gives up a chair that does not hear, after a few presses', () => {
    const { effects } = play(on, aimsOf({ air: 'on' }), 60_000, { stuck: true });
    expect(effects.filter(({ kind }) => kind === 'press')).toHaveLength(5);
    expect(effects.at(-1)).toEqual({ kind: 'unreachable', control: 'air', aim: 'on', why: 'deaf' });
  });

  it('gives up a cycle that comes round without its aim', () => {
    const { effects } = play(on, aimsOf({ 'foot-roller': 'sideways' }), 60_000);
    expect(effects.at(-1)).toMatchObject({ kind: 'unreachable', control: 'foot-roller', why: 'cycle' });
    expect(effects.length).toBeLessThanOrEqual(7);
  });

  it('gives up a control that no status shows', () => {
    const blind: KeyedProfile = {
      ...remoteBus,
      fields: {
        ...remoteBus.fields,
        odd: { kind: 'named', frame: 'other', source: { kind: 'bits', bits: [] }, values: {} },
      },
    };
    const odd = { kind: 'cycle', field: 'odd', key: 'width', steps: 2, needs: {} } as const;
    const profile: KeyedProfile = { ...blind, controls: { odd } };
    const { effects } = play(on, aimsOf({ odd: 'x' }), 30_000, { profile });
    expect(effects).toEqual([{ kind: 'unreachable', control: 'odd', aim: 'x', why: 'unseen' }]);
  });

  it('lets the person win: what they set after it was reached stays theirs', () => {
    const aims = aimsOf({ mode: 'manual', technique: 'knead', speed: '3', air: 'on' });
    const { chair, effects } = play(on, aims, 60_000, { others: [[30_000, 'speed']] });
    expect(effects.filter(({ kind }) => kind === 'adopted')).toEqual([
      { kind: 'adopted', control: 'speed', value: '5' },
    ]);
    expect(chair.values['speed']).toBe('5');
    expect(chair.values['air']).toBe('on');
  });

  it.each(Array.from({ length: 60 }, (_each, at) => 500 + at))(
    'never fights somebody who presses keys at any time, and comes to rest, seed %i',
    (seed) => {
      const random = seededRandom(seed);
      const keys = ['speed', 'air-mode', 'air-strength', 'manual', 'foot-roller', 'width', 'timer', 'auto-sleep'];
      const others = Array.from({ length: 6 }, (): readonly [number, string] => [
        stepMs * Math.floor(random.next() * 800),
        keys[Math.floor(random.next() * keys.length)] ?? 'speed',
      ]);
      const aims = everyAim[Math.floor(random.next() * everyAim.length)] ?? new Map();
      const { effects, state } = playToRest(on, aims, 110_000 + quietMs, { others, lostKeys: 0.1, random });
      expect(effects.filter(({ kind }) => kind === 'press').length).toBeLessThanOrEqual(60);
      for (const [control, value] of Object.entries(state.adopted)) expect([control, value]).not.toContain('several');
    },
  );
});
