import { type DataPath, type ShapeProblem, valueAt } from '../shape/complaints.js';
import { hintFor } from '../shape/nearest-word.js';

/** What a schedule names has to be there, and has to be able to begin. Works on data as it was read. */
export function scheduleProblems(data: unknown): readonly ShapeProblem[] {
  const house = houseOf(data);
  const schedules = valueAt(data, ['schedules']);
  if (!Array.isArray(schedules)) return [];
  return schedules.flatMap((schedule: unknown, index) => {
    const path = ['schedules', index];
    return [
      ...doubledId(schedules, index),
      ...chairPlaces(schedule, path).flatMap((place) => chairProblems(data, place, house)),
      ...sitterProblem(valueAt(schedule, ['person']), [...path, 'person'], house),
    ];
  });
}

interface House {
  readonly chairs: ReadonlyMap<string, unknown>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly people: readonly string[];
}

const listAt = (data: unknown, ...path: DataPath): readonly unknown[] => {
  const list = valueAt(data, path);
  return Array.isArray(list) ? list : [];
};

function houseOf(data: unknown): House {
  const chairs = new Map<string, unknown>();
  const groups = new Map<string, string[]>();
  for (const chair of listAt(data, 'chairs')) {
    const id = valueAt(chair, ['id']);
    if (typeof id !== 'string') continue;
    chairs.set(id, chair);
    for (const group of listAt(chair, 'groups'))
      if (typeof group === 'string') groups.set(group, [...(groups.get(group) ?? []), id]);
  }
  const people = valueAt(data, ['people']);
  return { chairs, groups, people: typeof people === 'object' && people !== null ? Object.keys(people) : [] };
}

function doubledId(schedules: readonly unknown[], index: number): ShapeProblem[] {
  const idOf = (schedule: unknown): unknown => valueAt(schedule, ['id']);
  const id = idOf(schedules[index]);
  const first = schedules.findIndex((each) => idOf(each) === id);
  if (typeof id !== 'string' || first === index) return [];
  return [
    {
      path: ['schedules', index, 'id'],
      of: 'value',
      message: `the id ${shortened(id)} is used twice`,
      suggestion: 'give each schedule its own id',
      firstAt: ['schedules', first, 'id'],
    },
  ];
}

/** Where the chairs of a schedule are named: a chair alone, or a list. */
function chairPlaces(schedule: unknown, path: DataPath): readonly DataPath[] {
  const chair = valueAt(schedule, ['chair']);
  if (typeof chair === 'string') return [[...path, 'chair']];
  return Array.isArray(chair) ? chair.map((_, at) => [...path, 'chair', at]) : [];
}

const shortened = (text: string): string => text.slice(0, 40).replaceAll(/\p{Cc}/gu, '?');

function chairProblems(data: unknown, path: DataPath, { chairs, groups }: House): ShapeProblem[] {
  const id = valueAt(data, path);
  if (typeof id !== 'string') return [];
  const problem = (message: string, suggestion: string): ShapeProblem[] => [{ path, of: 'value', message, suggestion }];
  const members = groups.get(id);
  const isInList = path.at(-1) !== 'chair';
  if (!chairs.has(id) && members !== undefined)
    return problem(
      `${shortened(id)} is a group: a schedule names chairs`,
      isInList ? `name its chairs: ${members.join(', ')}` : `write [${members.join(', ')}]`,
    );
  if (!chairs.has(id))
    return problem(`there is no chair ${shortened(id)}`, hintFor(id, [...chairs.keys()], 'name one of chairs'));
  if (isInList && isNamedBefore(data, path, id))
    return problem(`the chair ${shortened(id)} is named twice`, 'remove one of the two');
  if (valueAt(chairs.get(id), ['remote_start']) !== false) return [];
  return problem(
    `nothing can be offered on ${shortened(id)}: it has remote_start: false`,
    'remove it there, or name another chair',
  );
}

const isNamedBefore = (data: unknown, path: DataPath, id: string): boolean =>
  listAt(data, ...path.slice(0, -1)).indexOf(id) < Number(path.at(-1));

function sitterProblem(person: unknown, path: DataPath, { people }: House): ShapeProblem[] {
  if (typeof person !== 'string' || people.includes(person)) return [];
  const suggestion = hintFor(person, people, `add ${shortened(person)} to people`);
  return [{ path, of: 'value', message: `there is no ${shortened(person)} under people`, suggestion }];
}
