import { describe, expect, it } from 'vitest';
import { profileDriver } from '../../src/chair/keyed/profile-driver.js';
import { judgeHeard, judgePromises } from '../../src/cli/judge-chair.js';
import { noSight } from '../../src/core/profile/sight.js';
import { shippedProfile } from '../support/shipped-profiles.js';

const nothing = { sight: noSight, noise: 0, closed: null };
const pad = shippedProfile('hf8');
const blind = { ...pad, sight: 'none', frames: {}, fields: {} } as const;

describe('what a chair by profile has said', () => {
  it.each([
    ['says nothing', 0, 'never says anything'],
    ['echoes what nobody reads', 7, 'says nothing that is read'],
  ])('is no trouble where it cannot show anything and %s', (_name, noise, words) => {
    const finding = judgeHeard('./ttyPAD', blind, { ...nothing, noise }, 0);
    expect(finding).toMatchObject({ kind: 'warning', code: 'profile_mute' });
    expect(finding.message).toContain(words);
  });

  it.each([
    ['nothing came', 0],
    ['only garbage came', 7],
  ])('is trouble where a status or an answer is due and %s', (words, noise) => {
    for (const profile of [pad, shippedProfile('rongtai'), shippedProfile('remote-bus')]) {
      const finding = judgeHeard('./ttyPAD', profile, { ...nothing, noise }, 0);
      expect(finding.kind).toBe('problem');
      expect(finding.message).toContain(words);
    }
  });
});

describe('what a chair by profile promises', () => {
  it.each([
    ['its status', shippedProfile('remote-bus'), 'a stop is proved by its status'],
    ['its status', shippedProfile('rongtai'), 'a stop is proved by its status'],
    ['answers', pad, 'a stop is proved by an answer, which is no motion'],
    ['nothing', blind, 'a stop is proved by nothing: somebody has to look'],
  ])('names what a stop can be proved by: %s', (_name, profile, words) => {
    const { message } = judgePromises(profileDriver(profile));
    expect(message).toContain(words);
    expect(message).toContain('dead_man: none');
  });
});
