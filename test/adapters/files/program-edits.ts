import fc from 'fast-check';
import type { DataPath } from '../../../src/core/shape/complaints.js';

type Data = Record<string, unknown>;

/** A program after an edit, and the part of it as it was whose words may be gone; null: none. */
export interface AnyEdit {
  readonly data: Data;
  readonly gone: DataPath | null;
}

const kinds = [
  'level',
  'name',
  'summary',
  'avoid',
  'remove phase',
  'add phase',
  'move phase',
  'remove zone',
  'other plan',
  'remove step',
  'add step',
  'move step',
  'other technique',
] as const;

interface Wish {
  readonly kind: (typeof kinds)[number];
  readonly one: number;
  readonly other: number;
  readonly text: string;
}

const nasty = fc.constantFrom(
  'Slow: and # soft',
  "it's",
  '- a',
  '{ b }',
  'yes',
  '12',
  'a, b',
  ' é ü ',
  '"quoted"',
  'x: y',
);

/** Any change that an editor may make. */
export const anyEdit: fc.Arbitrary<Wish> = fc.record({
  kind: fc.constantFrom(...kinds),
  one: fc.nat(1000),
  other: fc.nat(1000),
  text: fc.oneof(nasty, fc.string({ minLength: 1, maxLength: 30 })),
});

const at = <Item>(list: readonly Item[], number: number): number => number % list.length;
const isList = (value: unknown): value is Data[] => Array.isArray(value);
const zoneNames = ['back', 'seat', 'legs'];
const zonesIn = (phase: Data): string[] => zoneNames.filter((zone) => phase[zone] !== undefined);

function moved<Item>(list: Item[], from: number, to: number): Item[] {
  const others = list.filter((_, index) => index !== from);
  return [...others.slice(0, to), list[from] as Item, ...others.slice(to)];
}

function editedSteps(steps: Data[], { kind, one, other }: Wish, path: DataPath): DataPath | null {
  const place = at(steps, one);
  if (kind === 'add step') steps.splice(place, 0, { roll: 11, rate: 3, for: `${7000 + other}ms` });
  else if (kind === 'move step') steps.splice(0, steps.length, ...moved(steps, place, at(steps, other)));
  else if (kind === 'remove step' && steps.length > 1) {
    steps.splice(place, 1);
    return [...path, place];
  }
  return null;
}

function editedZone(phase: Data, wish: Wish, path: DataPath): DataPath | null {
  const zone = zonesIn(phase)[at(zonesIn(phase), wish.other)];
  if (zone === undefined) return null;
  const plan = phase[zone];
  const zonePath = [...path, zone];
  if (wish.kind === 'remove zone') delete phase[zone];
  else if (wish.kind === 'other plan') {
    const step = { compress: '10..20', rate: 2 };
    phase[zone] = isList(plan) ? step : [{ ...step, for: '3s' }, { rest: '4s' }];
  } else if (wish.kind === 'other technique' && !isList(plan)) {
    const { rate, ...others } = plan as Data;
    phase[zone] = { tap: 12, ...('for' in others ? { for: others['for'] } : {}), rate: rate ?? 100 };
  } else return isList(plan) ? editedSteps(plan, wish, zonePath) : null;
  return zonePath;
}

/** The program after it, a copy. */
export function edited(before: Data, wish: Wish): AnyEdit {
  const data = structuredClone(before);
  const phases = data['phases'] as Data[];
  const { kind, one, other, text } = wish;
  const place = at(phases, one);
  const phase = phases[place] as Data;
  const told = (gone: DataPath | null): AnyEdit => ({ data, gone });
  switch (kind) {
    case 'level':
      phase['for'] = `${1000 + other}ms`;
      return told(null);
    case 'name':
      phase['name'] = text;
      return told(null);
    case 'summary':
      data['summary'] = text;
      return told(null);
    case 'avoid':
      data['avoid'] = other % 2 === 0 ? [] : ['clot-risk', text];
      return told(null);
    case 'remove phase':
      if (phases.length > 1) phases.splice(place, 1);
      return told(['phases', place]);
    case 'add phase':
      phases.splice(place, 0, { name: `New ${other}`, for: '2m', seat: { vibrate: 10, rate: 30 } });
      return told(null);
    case 'move phase':
      data['phases'] = moved(phases, place, at(phases, other));
      return told(null);
    default:
      return told(editedZone(phase, wish, ['phases', place]));
  }
}

/** The same program, but no two of its phases or steps are alike: which of them has gone can be told. */
export function unmistakable(before: unknown): Data {
  const data = structuredClone(before) as Data;
  let count = 0;
  const next = (): number => {
    count += 1;
    return count;
  };
  const mark = (map: Data): void => {
    for (const key of ['for', 'rest']) if (map[key] !== undefined) map[key] = `${1000 + next()}ms`;
    if (map['repeat'] !== undefined) map['repeat'] = next();
    if (map['name'] !== undefined && map['phases'] === undefined) map['name'] = `Any ${next()}`;
  };
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    mark(value as Data);
    for (const each of Object.values(value)) walk(each);
  };
  walk(data);
  return data;
}
