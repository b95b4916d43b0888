import { beforeEach, describe, expect, it } from 'vitest';
import { RongtaiTwin } from '../../../hardware-sim/twins/rongtai-twin.js';
import { hexOf, TwinHost } from './twin-host.js';

const scanMs = 30_000;
let host: TwinHost<RongtaiTwin>;

const command = (key: number): string => String.fromCharCode(0xf0, 0x82, key, ~(0x82 + key) & 0x7f, 0xf1);
const press = (...keys: readonly number[]): void => {
  for (const key of keys) host.write(command(key));
};

/** P1 to P16 of the newest whole status, as P[1] to P[16]. */
const status = (): readonly number[] => {
  host.advance(60);
  const frames = host.text.slice(-3 * 18).match(/\xf0[^\xf0\xf1]{16}\xf1/g) ?? [];
  return Array.from(frames.at(-1) ?? '', (character) => character.charCodeAt(0));
};
const phase = (): number => (status()[7] ?? 0) & 0x0f;
const technique = (): number => ((status()[1] ?? 0) >> 3) & 7;
const seconds = (): number => {
  const p = status();
  return (((p[4] ?? 0) & 0x1f) << 7) | (p[5] ?? 0);
};

/** Awake, manual, kneading, its body scan done. */
const kneading = (): void => {
  press(0x01, 0x20);
  host.advance(scanMs + 100);
};

beforeEach(() => {
  host = new TwinHost((options) => new RongtaiTwin(options));
});

describe('a chair on its handset wire', () => {
  it('shows its status unasked, 20 times a second, off or on', () => {
    expect(host.hear(1000)).toHaveLength(20 * 18);
    expect(hexOf(host.text.slice(-18))).toBe('F0 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 F1');
    press(0x01);
    expect(hexOf(host.hear(100).slice(-18))).toBe('F0 40 00 00 09 30 00 02 06 00 00 00 02 00 01 00 00 F1');
  });

  it('knows its power key and no other while it is off', () => {
    press(0x20, 0x10, 0x40, 0x52, 0x66, 0x27);
    expect([phase(), host.twin.moves, host.twin.presses.length]).toEqual([0, false, 6]);
    press(0x01);
    expect([phase(), seconds()]).toEqual([2, 1200]);
  });

  it('waits for ever, with its time standing still, and is not started by levels, air or heat', () => {
    press(0x01, 0x2e, 0x2d, 0x40, 0x49, 0x35, 0x27);
    host.advance(600_000);
    expect([phase(), seconds(), host.twin.moves]).toEqual([2, 1200, false]);
  });

  it('starts by a technique, measures the body for 30 s and does not follow a technique meanwhile', () => {
    press(0x01, 0x20);
    expect([phase(), technique(), (status()[9] ?? 0) & 0x40, (status()[13] ?? 0) >> 2]).toEqual([3, 0, 0x40, 7]);
    expect(host.twin.outputs['rollers']).toBe('scan');
    press(0x21);
    host.advance(scanMs - 500);
    expect(technique()).toBe(0);
    host.advance(500);
    expect([technique(), (status()[9] ?? 0) & 0x50]).toEqual([1, 0x10]);
    press(0x21);
    expect(technique()).toBe(2);
  });

  it('takes levels, width and air meanwhile, each set directly', () => {
    press(0x01, 0x20, 0x33, 0x2d, 0x40, 0x49);
    const p = status();
    expect([((p[2] ?? 0) >> 2) & 7, (p[2] ?? 0) & 3, p[3], (p[12] ?? 0) >> 2]).toEqual([6, 3, 5, 1]);
    press(0x33, 0x33, 0x40);
    expect((status()[2] ?? 0) >> 2).toBe(6);
    press(0x2e, 0x2b, 0x45);
    expect([status()[2], status()[3]]).toEqual([(1 << 2) | 1, 1]);
  });

  it('blows the bags of its air program in turn with rest, at a strength that alone does nothing', () => {
    kneading();
    press(0x47);
    host.advance(12_000);
    expect(Object.entries(host.twin.outputs).filter(([name, value]) => name.startsWith('air-') && value !== 0)).toEqual(
      [],
    );
    press(0x40);
    const blown = new Set<number>();
    for (let at = 0; at < 12_000; at += 500) {
      host.advance(440);
      blown.add((status()[6] ?? 0) & 0x1f);
    }
    expect(blown).toEqual(new Set([0, 3]));
    expect(host.twin.history.filter(({ output }) => output === 'air-foot').length).toBeGreaterThan(0);
    press(0x4a);
    expect([status()[3], status()[6], status()[12]]).toEqual([0, 0, 2]);
  });

  it('has three lengths that do not add up, counts seconds while it runs, and ends by itself', () => {
    press(0x01, 0x50, 0x50, 0x52, 0x51, 0x50);
    expect([seconds(), (status()[12] ?? 0) & 3]).toEqual([600, 1]);
    press(0x20);
    host.advance(100_000);
    expect([seconds(), phase()]).toEqual([500, 3]);
    press(0x52);
    expect(seconds()).toBe(1800);
    host.advance(1_799_000);
    expect([phase(), host.twin.look().massages]).toEqual([3, true]);
    host.advance(1000);
    expect([phase(), host.twin.look().massages]).toEqual([1, false]);
    host.advance(30_000);
    expect([phase(), host.twin.moves]).toEqual([0, false]);
  });

  it('plays an automatic program with techniques and levels of its own, and leaves it for a technique', () => {
    press(0x01, 0x10);
    host.advance(scanMs);
    expect([phase(), (status()[13] ?? 0) >> 2, technique()]).toEqual([3, 1, 1]);
    expect(host.twin.look().automatic).toBe(1);
    press(0x33);
    expect(((status()[2] ?? 0) >> 2) & 7).toBe(1);
    host.advance(60_000);
    expect(technique()).toBe(2);
    press(0x22, 0x33);
    expect([(status()[13] ?? 0) >> 2, technique(), ((status()[2] ?? 0) >> 2) & 7]).toEqual([7, 5, 6]);
    expect(host.twin.look().automatic).toBeNull();
  });
});

describe('a chair that is switched off while it runs', () => {
  it('ends the massage at once and drives home, awake until it is there', () => {
    kneading();
    press(0x40, 0x49, 0x36, 0x27);
    const offAtMs = host.clock.nowMs();
    press(0x01);
    expect(host.twin.look()).toMatchObject({ massages: false, drives: true, phase: 'settling' });
    expect(host.twin.outputs).toMatchObject({
      rollers: 'none',
      'air-foot': 0,
      'foot-roller': 0,
      back: 'up',
      calf: 'down',
    });
    const p = status();
    expect([(p[1] ?? 0) & 0x40, phase(), p[3], p[6], p[10]]).toEqual([0x40, 1, 0, 0, 0b1001]);
    while (phase() === 1) host.advance(10);
    expect(host.clock.nowMs() - offAtMs).toBeGreaterThan(5000);
    expect([phase(), host.twin.moves]).toEqual([0, false]);
  });

  it('needs tens of seconds where the person lay far back', () => {
    kneading();
    press(0x66);
    host.advance(25_000);
    press(0x01);
    host.advance(20_000);
    expect([phase(), host.twin.outputs['back']]).toEqual([1, 'up']);
    host.advance(10_000);
    expect(phase()).toBe(0);
  });

  it('hears nothing but its power key on the way, and that wakes it again', () => {
    kneading();
    press(0x01, 0x20, 0x66, 0x52);
    host.advance(1000);
    expect(phase()).toBe(1);
    press(0x01);
    expect([phase(), host.twin.look().drives, host.twin.look().massages]).toEqual([2, false, false]);
  });

  it('goes on where it runs away, past its timer too, until that is over', () => {
    kneading();
    press(0x40, 0x49);
    host.twin.inject('runaway');
    press(0x01, 0x4a);
    host.advance(1_300_000);
    expect([phase(), host.twin.look().massages, seconds()]).toEqual([3, true, 0]);
    host.twin.clear('runaway');
    host.advance(50);
    expect([phase(), host.twin.look().massages]).toEqual([1, false]);
  });
});

describe('what moves until it is told to stop', () => {
  it.each([
    ['back', 'down', 0x66, 0x67],
    ['calf', 'up', 0x68, 0x69],
    ['slide', 'up', 0x6c, 0x6d],
  ])('%s goes on where its stop key is lost, to its end', (output, way, start, stop) => {
    press(0x01, start);
    host.twin.inject('lost-key:1');
    press(stop);
    host.advance(3000);
    expect(host.twin.outputs[output]).toBe(way);
    host.advance(30_000);
    expect([host.twin.outputs[output], host.twin.history.filter((each) => each.output === output).length]).toEqual([
      'still',
      2,
    ]);
  });

  it('stops at its stop key, and is not stopped by that of another', () => {
    press(0x01, 0x66);
    host.advance(1000);
    press(0x69);
    expect([host.twin.outputs['back'], (status()[10] ?? 0) & 3]).toEqual(['down', 2]);
    press(0x67);
    expect([host.twin.outputs['back'], (status()[10] ?? 0) & 3]).toEqual(['still', 0]);
  });

  it('are the rollers too, which walk to the end of the back', () => {
    kneading();
    press(0x60);
    host.advance(15_000);
    expect([(status()[8] ?? 0) & 0x1f, host.twin.outputs['walk']]).toEqual([13, 'up']);
    press(0x61);
    expect(host.twin.outputs['walk']).toBe('still');
  });
});

describe('a person at the handset', () => {
  it('presses keys that no wire carries, and the status shows what they did', () => {
    expect(['power', 'knead', 'lift-off'].map((key) => host.twin.press(key))).toEqual([true, true, false]);
    expect([phase(), host.twin.presses.map(({ by }) => by)]).toEqual([3, ['person', 'person']]);
    host.twin.press('power');
    expect(phase()).toBe(1);
  });
});

describe('a chair of this family that fails', () => {
  it('can lose the second half of a status, which the next one follows', () => {
    host.twin.inject('cut:1');
    host.advance(60);
    host.twin.clear('cut');
    host.advance(60);
    expect(hexOf(host.text.slice(0, 9 + 18))).toBe(
      'F0 00 00 00 00 00 00 00 00 F0 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 F1',
    );
  });

  it('can be deaf to one key', () => {
    kneading();
    host.twin.inject('deaf-key:power');
    press(0x01, 0x21);
    expect([phase(), technique()]).toEqual([3, 2]);
  });

  it('can take every key and do nothing', () => {
    kneading();
    host.twin.inject('stuck');
    press(0x01);
    expect([phase(), host.twin.presses.at(-1)?.key]).toEqual([3, 'power']);
  });

  it('shows a code in place of its time, and massages nobody meanwhile', () => {
    kneading();
    host.twin.inject('error:261@1s+5s');
    host.advance(1000);
    expect([phase(), seconds(), host.twin.look().massages]).toEqual([5, 261, false]);
    host.advance(5000);
    expect(phase()).toBe(0);
  });
});

describe('a chair of this family under anything', () => {
  const claims = (): readonly unknown[] => {
    const { phase: shown, massages, drives, seconds: left, zones } = host.twin.look();
    const isQuiet = shown === 'running' || (!massages && Object.values(zones).every((moves) => !moves));
    return [isQuiet, shown !== 'standby' || (!drives && !host.twin.moves), left <= 1800];
  };

  it.each([1, 2, 3])('massages only while it runs, is still when it is off, and shows it, seed %d', (seed) => {
    host = new TwinHost((options) => new RongtaiTwin(options), seed);
    const { clock } = host;
    const chance = (below: number): number => Math.floor(clock.random() * below);
    for (let skipped = 0; skipped < seed * 7; skipped += 1) chance(2);
    for (let count = 0; count < 300; count += 1) {
      const noise = String.fromCharCode(...Array.from({ length: chance(8) }, () => chance(256)));
      // The power key comes often enough for every phase.
      press(chance(8) === 0 ? 0x01 : chance(0x80));
      if (chance(3) === 0) host.write(noise);
      host.advance(chance(4) === 0 ? chance(40_000) : chance(500));
      expect([count, ...claims()]).toEqual([count, true, true, true]);
    }
    expect(host.text.replaceAll(/\xf0[\0-\x7f]{16}\xf1/g, '')).toBe('');
    expect(new Set(host.twin.history.map(({ output }) => output)).size).toBeGreaterThan(8);
  });
});
