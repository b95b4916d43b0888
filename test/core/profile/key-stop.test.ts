import { describe, expect, it } from 'vitest';
import { beginKeyStop, joinKeyStops, type KeyStop, stepKeyStop } from '../../../src/core/profile/key-stop.js';
import { alarmAfterMs, type StopPlan } from '../../../src/core/profile/stop-plan.js';
import type { ProfileView } from '../../../src/core/profile/view.js';
import { stopDoubt } from '../../../src/core/safety/attention.js';

const never = Number.NEGATIVE_INFINITY;
const settlesMs = 1500;
const view = (isOn: boolean | null, isActive: boolean | null, values: ProfileView['values'] = {}): ProfileView => ({
  values,
  atMs: {},
  isOn,
  isBetween: false,
  isActive,
});

interface Moment {
  readonly nowMs: number;
  readonly statusAtMs?: number;
  readonly view: ProfileView;
  readonly answeredAtMs?: number;
  readonly canPress?: boolean;
}

/** How a chair is stopped by a key that leads it from on to off. */
const byPower: StopPlan = {
  keys: ['power'],
  commands: [],
  settlesMs,
  withinMs: alarmAfterMs,
  isNeeded: ({ isOn }) => isOn === true,
  isDone: ({ isOn, isActive }) => isOn === false && isActive === false,
  home: null,
};
/** How it is held. */
const byPause: StopPlan = {
  ...byPower,
  keys: ['pause'],
  isNeeded: ({ isActive }) => isActive === true,
  isDone: ({ isActive }) => isActive === false,
};

/** A chair that shows the same at each look, every 50 ms. */
const lasting = (fromMs: number, untilMs: number, moment: Omit<Moment, 'nowMs'>): readonly Moment[] =>
  Array.from({ length: (untilMs - fromMs) / 50 }, (_, at) => ({ ...moment, nowMs: fromMs + at * 50 }));

/** What has become of a stop after these moments, and the times of its alarms. */
function lookedAt(
  stop: KeyStop,
  plan: StopPlan,
  moments: readonly Moment[],
): KeyStop & { readonly alarms: readonly number[] } {
  const alarms: number[] = [];
  const ended = moments.reduce(
    (now, { nowMs, statusAtMs = nowMs, view: seen, answeredAtMs = never, canPress = true }) => {
      const facts = { view: seen, statusAtMs, answeredAtMs, canPress, canSend: canPress, nowMs };
      const [next, effects] = stepKeyStop(now, plan, facts);
      if (effects.includes('alarm')) alarms.push(nowMs);
      return next;
    },
    stop,
  );
  return { ...ended, alarms };
}

function run(
  stop: KeyStop,
  moments: readonly Moment[],
  plan: StopPlan = stop.kind === 'pause' ? byPause : byPower,
): readonly string[] {
  let now = stop;
  let isDone = false;
  return moments.flatMap(({ nowMs, statusAtMs = nowMs, view: seen, answeredAtMs = never, canPress = true }) => {
    const [next, effects] = stepKeyStop(now, plan, {
      view: seen,
      statusAtMs,
      answeredAtMs,
      canPress,
      canSend: canPress,
      nowMs,
    });
    now = next;
    if (isDone) return [];
    isDone = effects.includes('still') || effects.includes('dark');
    return effects.map((effect) => `${nowMs} ${effect}`);
  });
}

const off = (nowMs = 0) => beginKeyStop('off', nowMs, never, settlesMs);

describe('[S4] a stop by key', () => {
  it('presses once, and is done when two statuses show the chair off and nothing moving', () => {
    const moments = [
      { nowMs: 0, view: view(true, true) },
      { nowMs: 250, view: view(true, true) },
      { nowMs: 500, view: view(false, null) },
      { nowMs: 1000, view: view(false, false) },
      { nowMs: 1250, view: view(false, false) },
    ];
    expect(run(off(), moments)).toEqual(['0 press', '1250 still']);
  });

  it('never presses a toggle twice for a status that may be from before the first press', () => {
    const stale = Array.from({ length: 30 }, (_each, at) => ({ nowMs: at * 50, view: view(true, true) }));
    expect(run(off(), stale)).toEqual(['0 press']);
    const old = [...stale, { nowMs: 1600, statusAtMs: 1400, view: view(true, true) }];
    expect(run(off(), old)).toEqual(['0 press']);
  });

  it('presses again when a fresh status shows that the key was lost, and alarms like any other stop', () => {
    const moments = Array.from({ length: 120 }, (_each, at) => ({ nowMs: at * 50, view: view(true, true) }));
    expect(run(off(), moments)).toEqual(['0 press', '1500 press', '3000 press', `${alarmAfterMs} alarm`, '4500 press']);
    expect(alarmAfterMs).toBe(3500);
  });

  it('presses nothing where the chair is off already', () => {
    const moments = [250, 500].map((nowMs) => ({ nowMs, view: view(false, false) }));
    expect(run(off(), moments)).toEqual(['500 still']);
  });

  it('is not done while something still blinks, though the display is dark', () => {
    const moments = Array.from({ length: 80 }, (_each, at) => ({ nowMs: at * 50, view: view(false, true) }));
    expect(run(off(), moments)).toEqual([`${alarmAfterMs} alarm`]);
  });

  it('waits for a key that was pressed to switch the chair on: it looks as if it were off', () => {
    const stop = beginKeyStop('off', 1000, 800, settlesMs);
    const moments = [
      { nowMs: 1050, view: view(false, false) },
      { nowMs: 1300, view: view(false, false) },
      { nowMs: 2000, view: view(true, null) },
      { nowMs: 2350, view: view(true, true) },
      { nowMs: 3000, view: view(false, null) },
      { nowMs: 3500, view: view(false, false) },
      { nowMs: 3750, view: view(false, false) },
    ];
    expect(run(stop, moments)).toEqual(['2350 press', '3750 still']);
  });

  it('is done where the chair took the key and its display went out, but not where the line just fell silent', () => {
    const moments = (answeredAtMs: number) =>
      Array.from({ length: 60 }, (_each, at) => ({
        nowMs: at * 50,
        statusAtMs: Math.min(at * 50, 200),
        view: view(true, true),
        answeredAtMs: at * 50 >= answeredAtMs ? answeredAtMs : never,
      }));
    expect(run(off(), moments(100))).toEqual(['0 press', '2200 dark']);
    expect(run(off(), moments(Number.POSITIVE_INFINITY))).toEqual(['0 press']);
  });

  it('holds a chair for a pause, and becomes a stop where that does not show', () => {
    const pause = beginKeyStop('pause', 0, never, settlesMs);
    const held = [
      { nowMs: 0, view: view(true, true) },
      { nowMs: 2000, view: view(true, false) },
      { nowMs: 2250, view: view(true, false) },
    ];
    expect(run(pause, held)).toEqual(['0 press', '2250 still']);
    const alarmed = lookedAt(pause, byPause, lasting(0, 3600, { view: view(true, true), canPress: false }));
    expect(alarmed).toMatchObject({ kind: 'off', isAlarmed: true });
  });

  it('gives a stop under way no more time when another comes, but makes a pause a stop', () => {
    expect(joinKeyStops(off(0), off(3000)).askedAtMs).toBe(0);
    expect(joinKeyStops(beginKeyStop('pause', 0, never, settlesMs), off(500))).toMatchObject({
      kind: 'off',
      askedAtMs: 0,
    });
    expect(joinKeyStops(off(0), beginKeyStop('pause', 500, never, settlesMs)).kind).toBe('off');
  });
});

describe('[S4] a daemon that stood still during a stop by key', () => {
  const moving = view(true, true);
  const still = view(false, false);
  const before = lasting(0, 400, { view: moving });
  const doubt = (stop: KeyStop, nowMs: number) => stopDoubt(stop.attention, 1000, nowMs);

  it('is done with what it finds unread, without an alarm', () => {
    const moments = [...before, ...lasting(9000, 9100, { view: still })];
    expect(run(off(), moments)).toEqual(['0 press', '9050 still']);
  });

  it('alarms once it has read a status that came after it looked again, and says that the chair moves', () => {
    const stop = lookedAt(off(), byPower, [...before, ...lasting(9000, 9200, { view: moving })]);
    expect(stop.alarms).toEqual([9100]);
    expect(doubt(stop, 9150)).toBe('chair_moves');
  });

  it('alarms after half a second where the chair says nothing, and says that it stood still itself', () => {
    const unread = lasting(9000, 9600, { view: moving, statusAtMs: 350, canPress: false });
    const stop = lookedAt(off(), byPower, [...before, ...unread]);
    expect(stop.alarms).toEqual([9500]);
    expect(doubt(stop, 9500)).toBe('own_delay');
  });

  it('calls a chair silent that showed nothing while it was looked at', () => {
    const stop = lookedAt(off(), byPower, lasting(0, 4000, { view: moving, statusAtMs: 0, canPress: false }));
    expect(stop.alarms).toEqual([3500]);
    expect(doubt(stop, 3500)).toBe('chair_silent');
  });

  it('gives up no soft stop for what it did not see', () => {
    const soft = beginKeyStop('soft', 0, never, settlesMs);
    const stop = lookedAt(soft, byPause, [...before, { nowMs: 9000, view: moving, statusAtMs: 350 }]);
    expect(stop.kind).toBe('soft');
    const unread = lasting(9050, 9600, { view: moving, statusAtMs: 350 });
    expect(lookedAt(stop, byPause, unread).kind).toBe('off');
  });
});
