import { describe, expect, it } from 'vitest';
import { readBits, shownNumber } from '../../../src/core/profile/bits.js';
import { noSight, type Sight, takeTextLine } from '../../../src/core/profile/sight.js';
import { profileView } from '../../../src/core/profile/view.js';
import { remoteBus } from '../../support/shipped-profiles.js';

/** Long frames as they were captured, with the minutes that the remote showed. */
const captured: readonly (readonly [string, number])[] = [
  ['235BF0D70B068180E0', 28],
  ['273FD0D60F068180E0', 5],
  ['2706F0D30B068180A0', 10],
  ['2306D0D60B068180E0', 15],
  ['275BF0D30B068180A0', 20],
  ['2706F0D60B06818060', 19],
  ['2706F0D60F068180E0', 19],
  ['235BF0D40B068180E0', 23],
  ['275BF0D40F068180E0', 23],
  ['275BF0D70B068180A0', 28],
  ['275B70D00F068180E0', 27],
  ['265B70D00B068180E0', 27],
];

function see(frames: readonly (readonly [number, string])[]): Sight {
  let sight = noSight;
  for (const [atMs, text] of frames) {
    const frame = takeTextLine(remoteBus, sight, text, atMs);
    if (frame.kind !== 'status') throw new Error(`${text} is ${frame.kind}`);
    sight = frame.sight;
  }
  return sight;
}

describe('a captured frame of the remote-control bus', () => {
  it.each(captured)('%s shows %i min', (hex, minutes) => {
    const view = profileView(remoteBus, see([[0, `~${hex}`]]), 0);
    expect(view.values['timer']).toBe(minutes);
    expect(view.isOn).toBe(true);
    expect(view.values).toMatchObject({
      air: 'on',
      'air-strength': '1',
      speed: '3',
      'foot-roller': 'on',
      width: 'medium',
    });
    expect(view.values).toMatchObject({ heater: 'off', motion: 'still', technique: null });
  });

  it('shows roll and tap, the one technique whose bit changes from frame to frame', () => {
    const sight = see(captured.map(([hex], at) => [at * 250, `~${hex}`]));
    const view = profileView(remoteBus, sight, 11 * 250);
    expect(view.values['technique']).toBe('roll-tap');
    expect(view.isActive).toBe(true);
  });
});

describe('a status of a chair by profile', () => {
  it('is off while its display is dark, and not known before it was seen', () => {
    expect(profileView(remoteBus, noSight, 0)).toMatchObject({ isOn: null, isActive: null });
    expect(profileView(remoteBus, see([[0, '~070000C00F006C63E0']]), 0).isOn).toBe(false);
  });

  it('names the automatic program of a short frame', () => {
    const programOf = (hex: string) => profileView(remoteBus, see([[0, `~${hex}`]]), 0).values;
    expect(programOf('0080002000')).toMatchObject({ mode: 'automatic', program: 'charging', area: 'point' });
    expect(programOf('0100002002')).toMatchObject({ program: 'healing', area: 'local' });
    expect(programOf('0200002004')).toMatchObject({ program: 'stretching', area: 'full' });
    expect(programOf('0400002000')).toMatchObject({ program: 'sleep' });
    expect(programOf('0008002000')).toMatchObject({ program: 'classic' });
    expect(programOf('0000002000')).toMatchObject({ program: 'digestion' });
    expect(programOf('0000000000')).toMatchObject({ mode: 'manual' });
  });

  it('says that nothing moves only after nothing has changed for as long as a blink may take', () => {
    const still = '~070600D60F006C63E0';
    const sight = see([0, 500, 1000, 1500, 2000].map((atMs) => [atMs, still]));
    expect(profileView(remoteBus, sight, 1400).isActive).toBeNull();
    expect(profileView(remoteBus, sight, 1600).isActive).toBe(false);
  });

  it.each(['', '~', '~12G4', '~12345', '2706F0D60F068180E0', `~${'00'.repeat(20)}`, '~2706f0d60f068180e0', 'garbage'])(
    'takes "%s" for noise',
    (text) => {
      expect(takeTextLine(remoteBus, noSight, text, 0).kind).not.toBe('status');
    },
  );

  it('tells an answer from a status by its length', () => {
    expect(takeTextLine(remoteBus, noSight, '~1103', 0)).toEqual({ kind: 'answer' });
  });
});

describe('bits of a frame', () => {
  it('are read from words, the highest first', () => {
    expect(readBits('B3[3:0] B2[7:4]')).toEqual([
      { byte: 3, from: 3, to: 0 },
      { byte: 2, from: 7, to: 4 },
    ]);
    expect(readBits('last[1]')).toEqual([{ byte: -1, from: 1, to: 1 }]);
    expect(readBits('B1')).toEqual([{ byte: 1, from: 7, to: 0 }]);
  });

  it.each(['', 'B', 'B3[8]', 'B3[0:3]', 'b3[1]', 'B3[1', 'B3 [1]'])('are refused in another form: "%s"', (text) => {
    expect(readBits(text)).toBeNull();
  });

  it('of a display show a number, with leading blanks, or nothing', () => {
    expect(shownNumber([0x3f, 0x6d])).toBe(5);
    expect(shownNumber([0, 0x6d])).toBe(5);
    expect(shownNumber([0x06, 0])).toBeNull();
    expect(shownNumber([0, 0])).toBeNull();
    expect(shownNumber([0x06, 0x40])).toBeNull();
  });
});
