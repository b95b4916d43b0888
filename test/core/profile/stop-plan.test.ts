import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../src/core/profile/schema.js';
import { telemetryOfProfile } from '../../../src/core/profile/shown-telemetry.js';
import { endingStop, stopPlan } from '../../../src/core/profile/stop-plan.js';
import type { ProfileView } from '../../../src/core/profile/view.js';
import { remoteBus, shippedProfile } from '../../support/shipped-profiles.js';

const handset = shippedProfile('rongtai');
const pad = shippedProfile('hf8');
const view = (over: Partial<ProfileView>): ProfileView => ({
  values: {},
  atMs: {},
  isOn: null,
  isBetween: false,
  isActive: null,
  ...over,
});

/** The handset's chair at the end of a massage. */
const settled = { state: 'waiting', technique: 'none', speed: '0', 'air-legs': 'off', 'air-strength': '0' };
const kneading = { ...settled, technique: 'knead', speed: '2' };

describe('[S4] the way in which a chair by profile is stopped', () => {
  it('is its power key where its profile names no other, while it is on', () => {
    const plan = stopPlan(remoteBus, 'off');
    expect(plan).toMatchObject({ keys: ['power'], commands: [], settlesMs: 1500, withinMs: 3500, home: null });
    expect(plan.isNeeded(view({ isOn: true }))).toBe(true);
    expect(plan.isNeeded(view({ isOn: false }))).toBe(false);
    expect(plan.isNeeded(view({ isOn: null }))).toBe(false);
    expect(plan.isDone(view({ isOn: false, isActive: false }))).toBe(true);
    expect(plan.isDone(view({ isOn: false, isActive: null }))).toBe(false);
    expect(plan.isDone(view({ isOn: true, isActive: false }))).toBe(false);
  });

  it('is what the profile says, and is over when that shows and no zone shows a level', () => {
    const plan = stopPlan(handset, 'off');
    expect(plan).toMatchObject({ keys: ['power'], commands: [], settlesMs: 1500, withinMs: 3500 });
    expect(plan.isDone(view({ values: settled, isOn: true }))).toBe(true);
    expect(plan.isDone(view({ values: kneading, isOn: true }))).toBe(false);
    expect(plan.isDone(view({ values: { ...settled, state: 'running' }, isOn: true }))).toBe(false);
    expect(plan.isDone(view({ values: {}, isOn: true }))).toBe(false);
    expect(plan.isNeeded(view({ values: { state: 'running' } }))).toBe(true);
    expect(plan.isNeeded(view({ values: { state: 'settling' } }))).toBe(false);
    expect(plan.isNeeded(view({ values: {} }))).toBe(false);
  });

  it('ends at home where it drives there, with nothing moving', () => {
    const { home, isDone } = stopPlan(handset, 'off');
    expect(home?.withinMs).toBe(90_000);
    const onItsWay = view({ values: { ...settled, state: 'settling' }, isActive: true });
    expect([isDone(onItsWay), home?.isThere(onItsWay)]).toEqual([true, false]);
    const there = { values: { ...settled, state: 'standby' } };
    expect(home?.isThere(view({ ...there, isActive: false }))).toBe(true);
    expect(home?.isThere(view({ ...there, isActive: true }))).toBe(false);
  });

  it('presses on while it moves at a level, whatever is called done; a level alone may be its display, and its key a toggle', () => {
    const plan = stopPlan(handset, 'off');
    const values = { ...settled, 'air-legs': 'on', 'air-strength': '3' };
    const needs = (over: Partial<ProfileView>) => plan.isNeeded(view({ values, ...over }));
    expect(needs({ isOn: true, isActive: true })).toBe(true);
    expect([false, null].map((isActive) => needs({ isOn: true, isActive }))).toEqual([false, false]);
    expect(needs({ isOn: false, isActive: true })).toBe(false);
    expect(plan.isDone(view({ values, isOn: true, isActive: false }))).toBe(false);
  });

  it('needs no gentler stop for a chair that drives home already', () => {
    const { stop } = handset;
    if (stop === undefined) throw new Error('the profile has no stop');
    const soft = { press: ['air-off'], send: [], done: { technique: ['none'] }, within: 1200 };
    const plan = stopPlan({ ...handset, stop: { ...stop, soft } }, 'soft');
    const values = { ...settled, technique: 'rub' };
    expect(plan.isNeeded(view({ values, isOn: true }))).toBe(true);
    expect(plan.isNeeded(view({ values: { ...values, state: 'settling' }, isOn: false, isBetween: true }))).toBe(false);
  });

  it('tells the level of what is neither on nor off, and no massage where none shows', () => {
    const zonesOf = (values: ProfileView['values']) =>
      telemetryOfProfile(handset, view({ values, isOn: false, isBetween: true, isActive: true }), 0).zones;
    expect(zonesOf({ ...kneading, state: 'settling' })).toMatchObject([
      { technique: 'knead', level: 30 },
      { level: 0 },
    ]);
    expect(zonesOf({ ...settled, state: 'settling' })).toMatchObject([{ technique: 'off' }, { technique: 'off' }]);
  });

  it('is no end while something moves, where it drives nobody home', () => {
    const { stop } = handset;
    if (stop === undefined) throw new Error('the profile has no stop');
    const { rests: _rests, ...here } = stop;
    const plan = stopPlan({ ...handset, stop: here }, 'off');
    expect(plan.home).toBeNull();
    expect(plan.isDone(view({ values: settled, isActive: true }))).toBe(false);
    expect(plan.isDone(view({ values: settled, isActive: false }))).toBe(true);
  });

  it('is by commands alone where the profile has some, and presses no power key then', () => {
    const power = { key: 'power', field: 'scale', on: null, off: null };
    const plan = stopPlan({ ...pad, power } as Profile, 'off');
    expect(plan.keys).toEqual([]);
    expect(plan.commands).toHaveLength(8);
    expect(plan.settlesMs).toBe(0);
  });

  it('is gentle at the end of a session where the profile knows such a stop, with a time of its own and no way home', () => {
    const { stop } = handset;
    if (stop === undefined) throw new Error('the profile has no stop');
    const soft = { press: ['air-off', 'roller-off'], send: [], done: { technique: ['none'] }, within: 1200 };
    const gentle = { ...handset, stop: { ...stop, soft } };
    expect([endingStop(handset), endingStop(gentle), endingStop(remoteBus)]).toEqual(['off', 'soft', 'off']);
    expect(stopPlan(gentle, 'soft')).toMatchObject({
      keys: ['air-off', 'roller-off'],
      settlesMs: 500,
      withinMs: 1200,
      home: null,
    });
    expect(stopPlan(gentle, 'off')).toMatchObject({ keys: ['power'], withinMs: 3500 });
  });

  it('holds it by its pause key while something moves', () => {
    const plan = stopPlan(remoteBus, 'pause');
    expect(plan).toMatchObject({ keys: ['pause'], commands: [], settlesMs: 1500, withinMs: 3500, home: null });
    expect([true, false, null].map((isActive) => plan.isNeeded(view({ isActive })))).toEqual([true, false, false]);
    expect([true, false, null].map((isActive) => plan.isDone(view({ isActive })))).toEqual([false, true, false]);
  });

  it('ends a massage by its stop where it has no pause key', () => {
    expect(stopPlan(handset, 'pause').keys).toEqual(['power']);
  });
});
