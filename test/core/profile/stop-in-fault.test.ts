import { describe, expect, it } from 'vitest';
import { stopPlan } from '../../../src/core/profile/stop-plan.js';
import type { ProfileView } from '../../../src/core/profile/view.js';
import { shippedProfile } from '../../support/shipped-profiles.js';

const rongtai = shippedProfile('rongtai');
const off = { state: 'fault', technique: 'none', speed: '0', 'air-legs': 'off', 'air-strength': '0' };
const shows = (values: ProfileView['values'], isActive: boolean | null = false): ProfileView => ({
  values,
  atMs: {},
  isOn: false,
  isBetween: true,
  isActive,
});

describe('a stop of a chair that shows a fault of its own [S4]', () => {
  const { isNeeded, isDone, home } = stopPlan(rongtai, 'off');

  it('has nothing to press and is over where all outputs are off', () => {
    const view = shows(off);
    expect([isNeeded(view), isDone(view), home?.isThere(view)]).toEqual([false, true, true]);
  });

  it.each([
    ['its rollers turn, in a way that no program asks for', { ...off, technique: 'rhythm' }],
    ['its rollers knead', { ...off, technique: 'knead', speed: '2' }],
    ['its legs are squeezed', { ...off, 'air-legs': 'on', 'air-strength': '3' }],
    ['nothing is known of its rollers', { ...off, technique: null }],
  ])('is needed and not over while %s', (_what, values) => {
    const view = shows(values);
    expect([isNeeded(view), isDone(view), home?.isThere(view)]).toEqual([true, false, false]);
  });
});
