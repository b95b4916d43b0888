import { describe, expect, it } from 'vitest';
import { showStopLine, showStopOutcome, stopSummary } from '../../src/cli/commission-stops-texts.js';
import type { StopProof } from '../../src/core/profile/stop-proof.js';
import { shippedProfile } from '../support/shipped-profiles.js';

const stop: StopProof = {
  way: 'off',
  moved: [{ zone: 'back', technique: 'knead', level: 20 }],
  tookMs: 2000,
  limitMs: 3500,
  homeMs: null,
  homeLimitMs: null,
  isSaidStill: null,
  failure: null,
};
const soft: StopProof = { ...stop, way: 'soft', tookMs: 300, limitMs: 1200 };
const handset = shippedProfile('rongtai');
const kept = { file: './data/old.commissioning.json', isKept: true, isStillGood: false };
const proved = { kind: 'proved', stops: [stop], reason: null, isRemoteSeen: null, rest: 'still' } as const;

describe('what is said of the stops of a chair by profile', () => {
  it('is the slowest, beside the time that its own way may take', () => {
    expect(stopSummary('status', [soft, stop])).toBe('its stop was seen: still after at most 2000 ms of 3500 ms');
    expect(stopSummary('status', [{ ...stop, homeMs: 8034 }])).toContain(', home after at most 8034 ms');
    expect(showStopLine(soft, 'status')).toBe(
      'ok      back knead 20, by its soft stop: seen still after 300 ms, at most 1200 ms\n',
    );
  });

  it('is no measurement where a person has looked', () => {
    const looked: StopProof = { ...stop, tookMs: null, isSaidStill: true };
    expect(showStopLine(looked, 'none')).toBe('ok      back knead 20: sent, not seen; still, as you say\n');
    expect(stopSummary('none', [looked])).toBe(
      'its stop was sent; somebody who looked at it said that it stood still; nothing was measured',
    );
  });

  it('is no success where nothing could be kept, nor where it was interrupted', () => {
    expect(showStopOutcome(handset, proved, kept).bad).toBe('');
    const unkept = showStopOutcome(handset, proved, { ...kept, isKept: false });
    expect(unkept).toMatchObject({ good: '' });
    expect(unkept.bad).toContain('could not be written: remove it by hand');
    const cut = { ...proved, kind: 'interrupted', reason: 'SIGINT', stops: [] } as const;
    expect(showStopOutcome(handset, cut, { ...kept, isKept: false, isStillGood: true }).bad).toBe(
      'NOT proved: it was interrupted (SIGINT). The earlier proof of this chair still counts.\nIt was seen still.\n',
    );
  });

  it('says whether a key of its own remote was seen', () => {
    const said = (isRemoteSeen: boolean | null) => showStopOutcome(handset, { ...proved, isRemoteSeen }, kept).good;
    expect(said(true)).toContain('A key of its own remote was seen.');
    expect(said(false)).toContain('No key of its own remote was seen within a minute');
    expect(said(null)).not.toContain('remote');
  });

  it('tells one that is late from one that does not stop', () => {
    const failed = (bad: StopProof) =>
      showStopOutcome(handset, { ...proved, kind: 'failed', stops: [bad], rest: 'moving' }, kept).bad;
    expect(failed({ ...stop, tookMs: 4000, failure: 'late' })).toContain('(within, rests_within)');
    const vain = failed({ ...stop, tookMs: null, failure: 'not seen still' });
    expect(vain).toContain('Its stop does not stop it');
    expect(vain).toMatch(/switch it off at the mains, now, and look at it\.\n$/);
  });
});
