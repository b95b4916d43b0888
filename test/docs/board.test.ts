import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readProgramFile } from '../../src/adapters/files/program-file.js';
import { defaultLimits, referenceCapabilities } from '../../src/core/program/lint-limits.js';
import { firmwareFolder } from '../support/build-firmware.js';
import { allMatches, quotedIn, root, textOf } from './page.js';

const page = textOf('docs/wiring.md');
const picture = textOf('docs/wiring.svg');
const board = readFileSync(join(firmwareFolder, 'src/board.h'), 'utf8');
const [unoBoard = '', megaBoard = ''] = board.split('#elif');

/** What stands printed on a board beside a pin of its chip. */
const printedOn = {
  uno: (pin: string): string => {
    const bit = Number(pin[2]);
    return pin.startsWith('PD') ? `D${bit}` : `D${8 + bit}`;
  },
  mega: (pin: string): string =>
    ({ PB4: 'D10', PB5: 'D11', PB6: 'D12', PE4: 'D2', PE5: 'D3' })[pin] ?? `D${22 + Number(pin[2])}`,
} as const;

/** Pins of a macro, such as PB1. */
const pinsOf = (text: string, macro: string): readonly string[] =>
  allMatches(new RegExp(`#define ${macro}\\(DO\\) (.*)`).exec(text)?.[1] ?? '', /DO\(([A-L], \d)/g).map(
    (pin) => `P${pin.replace(', ', '')}`,
  );

const zones = ['back', 'seat', 'legs'];

/** Each signal with its pin of the chip, as the firmware has it. */
const wiredIn = (text: string): ReadonlyMap<string, string> =>
  new Map([
    ...(['motor', 'pump', 'valve'] as const).flatMap((kind) =>
      pinsOf(text, `EACH_${kind.toUpperCase()}`).map((pin, at): [string, string] => [`${kind} ${zones[at]}`, pin]),
    ),
    ['emergency stop', pinsOf(text, 'EMERGENCY')[0] ?? ''],
    ['button', pinsOf(text, 'BUTTON')[0] ?? ''],
    ['occupancy', pinsOf(text, 'OCCUPANCY')[0] ?? ''],
  ]);
/** The converter takes temperatures first, then currents. */
const analog = new Map(
  zones.flatMap((zone, at): [string, string][] => [
    [`temperature ${zone}`, `A${at}`],
    [`current ${zone}`, `A${zones.length + at}`],
  ]),
);
const boards = { uno: wiredIn(unoBoard), mega: wiredIn(megaBoard) } as const;

/** Every signal of the Uno with what is printed beside its pin. */
const onUno = new Map([
  ...[...boards.uno].map(([signal, pin]): [string, string] => [signal, printedOn.uno(pin)]),
  ...analog,
]);

const rowOf = (signal: string): readonly string[] =>
  (page.split('\n').find((line) => line.startsWith(`| ${signal} |`)) ?? '').split('|').map((cell) => cell.trim());

describe('the table of the pins', () => {
  it.each([
    ['uno', 2],
    ['mega', 3],
  ] as const)('has what the firmware of the %s uses, by the name on the board and on the chip', (name, column) => {
    const wired = boards[name];
    expect(wired.size).toBe(12);
    for (const [signal, pin] of wired) expect(rowOf(signal)[column]).toBe(`${printedOn[name](pin)} (${pin})`);
    expect(new Set(wired.values()).size).toBe(12);
    const inputs = (kind: string): string => zones.map((zone) => analog.get(`${kind} ${zone}`)).join(', ');
    for (const kind of ['temperature', 'current']) expect(rowOf(`${kind} back, seat, legs`)[column]).toBe(inputs(kind));
  });

  it('measures the supply where the firmware does', () => {
    const rail = /#define RAIL_INPUT (\d)/.exec(megaBoard)?.[1];
    expect(rowOf('rail')[3]).toBe(`A${rail}`);
    expect(/#ifdef HAS_RAIL_INPUT\n.*\n#define RAIL_INPUT (\d)/.exec(unoBoard)?.[1]).toBe(rail);
    expect(rowOf('rail')[2]).toBe(`none; a Nano: A${rail}, built with \`RAIL=A${rail}\``);
  });
});

describe('the picture of the wiring', () => {
  const drawn = new Map(
    [...picture.matchAll(/data-signal="([^"]+)">([^<]+)</g)].map(([, signal = '', pin = '']) => [signal, pin]),
  );

  it('has each signal at the pin that the firmware of the Uno uses, and no other', () => {
    expect(Object.fromEntries(drawn)).toEqual(Object.fromEntries(onUno));
  });

  it('names no pin beside those', () => {
    const named = allMatches(picture, />([AD]\d{1,2})</g);
    expect([...named].sort()).toEqual([...onUno.values()].sort());
  });

  it('is small, has words for who cannot see it, and colours for a dark screen', () => {
    expect(statSync(join(root, 'docs/wiring.svg')).size).toBeLessThan(40_000);
    expect(picture).toMatch(/role="img" aria-labelledby="title"/);
    expect(picture).toContain('prefers-color-scheme: dark');
    expect(/<img src="wiring\.svg"[^>]* alt="([^"]{100,})"/.test(page)).toBe(true);
  });

  it('has the wires of the driver that the table of drivers has', () => {
    const row = page.split('\n').find((line) => line.startsWith('| **BTS7960**')) ?? '';
    const wires = quotedIn(row);
    expect(wires.length).toBeGreaterThan(6);
    expect(wires.filter((wire) => !picture.replaceAll('&#8722;', '-').includes(wire))).toEqual([]);
  });
});

describe('the words on the wiring', () => {
  const evening = page.split('## A first evening: one zone')[1]?.split('\n## ')[0] ?? '';

  it('name only pins that the firmware uses', () => {
    const known = new Set([...onUno.values(), ...[...boards.mega.values()].map(printedOn.mega), rowOf('rail')[3]]);
    const named = allMatches(page, /\b([AD]\d{1,2})\b/g);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((pin) => !known.has(pin))).toEqual([]);
  });

  it('wire for the first evening what a chair with its back only has', () => {
    const wired = allMatches(evening, /^\| ([AD]\d{1,2}) \|/gm);
    const signals = ['motor back', 'emergency stop', 'occupancy', 'temperature back', 'current back', 'button'];
    expect(wired).toEqual(signals.map((signal) => onUno.get(signal)));
  });

  it('have a program for the first evening that a back alone can play', () => {
    const program = /```yaml\n(id: first-evening\n[^`]*)```/.exec(evening)?.[1] ?? '';
    const limits = { ...defaultLimits, capabilities: { back: referenceCapabilities.back ?? {} } };
    const read = readProgramFile(Buffer.from(program), 'first-evening.yaml', limits);
    expect(read).toMatchObject({ kind: 'loaded', loaded: { findings: [] } });
  });

  it('name the files that make builds', () => {
    const makefile = readFileSync(join(firmwareFolder, 'Makefile'), 'utf8');
    const chips = /^MCUS := (.*)$/m.exec(makefile)?.[1]?.split(' ') ?? [];
    const named = new Set(allMatches(page, /(build\/\w+\/chair\.hex)/g));
    expect([...named].sort()).toEqual(chips.map((chip) => `build/${chip}/chair.hex`).sort());
    const options = allMatches(page, /^\| `([A-Z_]+)=\S+` \|/gm);
    expect(options.filter((option) => !new RegExp(`^${option} \\?=`, 'm').test(makefile))).toEqual([]);
    expect(options.length).toBeGreaterThan(2);
  });

  it('say how high the supply may be', () => {
    const figures = readFileSync(join(firmwareFolder, 'src/figures.h'), 'utf8');
    const mostMv = Number(/#define RAIL_MV_MAX (\d+)/.exec(figures)?.[1]);
    expect(page).toContain(`more than **${mostMv / 1000} V** a fault`);
  });
});
