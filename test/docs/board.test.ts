import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firmwareFolder } from '../support/build-firmware.js';

const page = readFileSync(join(firmwareFolder, 'README.md'), 'utf8');
const board = readFileSync(join(firmwareFolder, 'src/board.h'), 'utf8');
const [uno = '', mega = ''] = board.split('#elif');

const rowOf = (signal: string): readonly string[] =>
  (page.split('\n').find((line) => line.startsWith(`| ${signal} |`)) ?? '').split('|').map((cell) => cell.trim());

/** Pins of a macro, such as PB1. */
const pinsOf = (text: string, macro: string): readonly string[] =>
  [...(new RegExp(`#define ${macro} (.*)`).exec(text)?.[1] ?? '').matchAll(/P[A-L]\d/g)].map(([pin]) => pin);

const zones = ['back', 'seat', 'legs'];

describe('the wiring table of the firmware', () => {
  it.each([
    ['Uno and Nano', uno, 2],
    ['Mega', mega, 3],
  ] as const)('has the pins that the firmware of the %s uses', (_name, text, column) => {
    for (const [kind, macro] of [
      ['motor', 'MOTOR_PINS'],
      ['pump', 'PUMP_PINS'],
      ['valve', 'VALVE_PINS'],
    ] as const) {
      const pins = pinsOf(text, macro);
      expect(pins).toHaveLength(3);
      for (const [at, zone] of zones.entries()) expect(rowOf(`${kind} ${zone}`)[column]).toContain(`(${pins[at]})`);
    }
    expect(rowOf('emergency stop')[column]).toContain(`(${pinsOf(text, 'EMERGENCY_PIN')[0]})`);
    expect(rowOf('button')[column]).toContain(`(${pinsOf(text, 'BUTTON_PIN')[0]})`);
    expect(rowOf('occupancy')[column]).toContain(`(${pinsOf(text, 'OCCUPANCY_PIN')[0]})`);
  });

  it('names no pin twice on a board', () => {
    for (const column of [2, 3]) {
      const names = page
        .split('\n')
        .filter((line) => /^\| (motor|pump|valve|emergency stop|button|occupancy)( back| seat| legs)? \| D/.test(line))
        .map((line) => line.split('|')[column]?.trim() ?? '');
      expect(new Set(names).size).toBe(12);
    }
  });
});
