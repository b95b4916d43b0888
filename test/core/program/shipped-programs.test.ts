import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shippedProgramsDirectory } from '../../../src/adapters/files/package-folder.js';
import { readProgramFile } from '../../../src/adapters/files/program-file.js';
import { compile } from '../../../src/core/program/compile.js';
import { lint } from '../../../src/core/program/lint.js';
import { defaultLimits, referenceCapabilities } from '../../../src/core/program/lint-limits.js';
import { driveAt, unfit, zonesOf } from '../../../src/core/program/timeline.js';
import { zones } from '../../../src/core/zones.js';

const minutes = {
  relaxation: 20,
  'lower-flexibility': 15,
  posture: 20,
  'leg-circulation': 20,
  'lymphatic-drainage': 30,
  'restless-legs': 30,
  'quick-break': 8,
  'post-workout': 25,
  waves: 15,
  pulse: 6,
  demo: 1,
};
const ids = Object.keys(minutes) as (keyof typeof minutes)[];

function load(id: string) {
  const file = `${id}.yaml`;
  const result = readProgramFile(readFileSync(join(shippedProgramsDirectory(), file)), file, defaultLimits);
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings));
  return result;
}
const levelsOf = (id: string, technique: string): number[] =>
  load(id)
    .timeline.setpoints.filter((each) => each.technique === technique)
    .map(({ level }) => level);

describe('the programs that ship', () => {
  it('are these eleven', () => {
    const files = readdirSync(shippedProgramsDirectory()).filter((name) => name.endsWith('.yaml'));
    expect(files.sort()).toEqual(ids.map((id) => `${id}.yaml`).sort());
  });

  it.each(ids)('%s lasts as long as promised, without a single finding', (id) => {
    const { loaded, timeline } = load(id);
    expect(loaded.findings).toEqual([]);
    expect(loaded.program.id).toBe(id);
    expect(timeline.totalMs).toBe(minutes[id] * 60_000);
    expect(unfit(timeline, referenceCapabilities)).toBeNull();
  });

  it.each(ids)('%s stays clean at every intensity and length that a start may ask for', (id) => {
    const { program } = load(id).loaded;
    for (const intensity of [1, 33, 70, 100]) {
      expect(lint(compile(program, { intensity }))).toEqual([]);
      for (const durationMs of [60_000, 7 * 60_000, 30 * 60_000]) {
        // A border that moves may cut a rest short; chair and daemon bound the hold then.
        const findings = lint(compile(program, { intensity, durationMs })).filter(({ rule }) => rule !== 'steady');
        expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      }
    }
  });

  it.each(ids)('%s ramps in over 10 to 20 s', (id) => {
    const { timeline } = load(id);
    for (const zone of zonesOf(timeline)) {
      const first = timeline.setpoints.find((each) => each.zone === zone && each.atMs === 0);
      const isFaded = id === 'lymphatic-drainage';
      if (first !== undefined && !isFaded) expect(first.rampMs >= 10_000 && first.rampMs <= 20_000).toBe(true);
    }
  });

  it('demo moves within two seconds and shows every zone and technique of the simulated chair', () => {
    const { timeline } = load('demo');
    const shown = new Set(
      timeline.setpoints.filter(({ level }) => level > 0).map((each) => `${each.zone} ${each.technique}`),
    );
    const able = zones.flatMap((zone) =>
      Object.keys(referenceCapabilities[zone] ?? {}).map((each) => `${zone} ${each}`),
    );
    expect([...shown].sort()).toEqual(able.sort());
    expect(Object.values(driveAt(timeline, 0)).every(({ level }) => level > 0)).toBe(true);
  });

  it('leg-circulation squeezes the legs first, 12 s on and 48 s off', () => {
    const { timeline } = load('leg-circulation');
    const at = (elapsedMs: number) => [
      driveAt(timeline, elapsedMs).legs.level,
      driveAt(timeline, elapsedMs).seat.level,
    ];
    expect([120_500, 121_500, 131_500, 132_500, 179_000, 180_500].map(at)).toEqual([
      [60, 0],
      [60, 50],
      [60, 50],
      [0, 0],
      [0, 0],
      [60, 0],
    ]);
  });

  it.each(['waves', 'pulse'])('%s needs nothing but motors that vibrate, in any of the zones', (id) => {
    const { timeline } = load(id);
    const techniques = timeline.setpoints.filter(({ level }) => level > 0).map(({ technique }) => technique);
    expect([...new Set(techniques)]).toEqual(['vibrate']);
    expect(zonesOf(timeline)).toEqual(['back', 'seat', 'legs']);
    expect(Math.max(...levelsOf(id, 'vibrate'))).toBeLessThanOrEqual(60);
  });

  it('lymphatic-drainage neither taps nor vibrates', () => {
    expect([...levelsOf('lymphatic-drainage', 'tap'), ...levelsOf('lymphatic-drainage', 'vibrate')]).toEqual([]);
    expect(Math.max(...levelsOf('lymphatic-drainage', 'compress'))).toBe(35);
  });

  it('posture presses no harder than 55, and quick-break ends at 30', () => {
    expect(Math.max(...load('posture').timeline.setpoints.map(({ level }) => level))).toBeLessThanOrEqual(55);
    const drive = driveAt(load('quick-break').timeline, 8 * 60_000 - 1);
    expect([drive.back.level, drive.legs.level]).toEqual([30, 30]);
  });
});
