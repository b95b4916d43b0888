import { describe, expect, it } from 'vitest';
import { type HomieFacts, propertiesOf } from '../../../../src/adapters/mqtt/homie/properties.js';
import { chairStates, type Status, type TelemetryStatus } from '../../../../src/core/status.js';
import { techniques, type Zone, zones } from '../../../../src/core/zones.js';
import { FakeFleet, fault } from '../fake-fleet.js';
import { book } from '../home-assistant/discovery-world.js';
import { descriptionProblems, isId, isValue } from './convention-rules.js';
import { chair, connected, descriptionOf, type HomieWorldOptions, kept, root, telemetry } from './homie-world.js';

const worlds: Readonly<Record<string, HomieWorldOptions>> = {
  'a chair that was never met': { book: null },
  'a chair with everything': { people: ['guest', 'grown-up'] },
  'a chair with one zone and no sensor': { book: { ...book, zones: ['back'], warmZones: [], hasSeatSensor: false } },
  'a chair whose sessions are short': { sessionMinutesMax: () => 1.5 },
};

const property = { datatype: 'integer', format: '1:100' };
const describing = (own: object) => ({ homie: '5.0', version: 1, nodes: { a: { properties: { b: own } } } });

describe.each(Object.entries(worlds))('the description of %s', (_what, options) => {
  const world = connected(options);

  it('is what the convention asks for, like that of the bridge', () => {
    expect(descriptionProblems(descriptionOf(world, chair))).toEqual([]);
    expect(descriptionProblems(descriptionOf(world, root))).toEqual([]);
  });

  it('names the bridge as root, and the bridge names it as a child', () => {
    const rootId = root.split('/').at(-1);
    expect(descriptionOf(world, chair).root).toBe(rootId);
    expect(descriptionOf(world, root)).not.toHaveProperty('root');
    expect(descriptionOf(world, root).children).toEqual([chair.split('/').at(-1)]);
  });

  it('has only topics of ids below the devices', () => {
    for (const topic of kept(world).keys()) {
      const [, , device, ...rest] = topic.split('/');
      expect(isId(device)).toBe(true);
      expect(rest.every((level) => isId(level.replace(/^\$/, '')))).toBe(true);
    }
  });
});

describe('the description of a chair', () => {
  it('that was never met has what every chair has, and no zone and no seat', () => {
    const { nodes } = descriptionOf(connected({ book: null }), chair);
    expect(Object.keys(nodes)).toEqual(['session', 'chair']);
    expect(Object.keys(nodes.chair.properties)).toEqual(['problem', 'fault']);
  });

  it('keeps nothing of what is only pressed', () => {
    const { properties } = descriptionOf(connected(), chair).nodes.session;
    for (const id of ['start', 'skip', 'reset', 'stop', 'emergency-stop']) {
      expect(properties[id]).toMatchObject({ datatype: 'enum', format: 'press', settable: true, retained: false });
    }
  });

  it('has a person only where people are configured', () => {
    expect(descriptionOf(connected(), chair).nodes.session.properties).not.toHaveProperty('person');
    const { person } = descriptionOf(connected({ people: ['guest', 'grown-up'] }), chair).nodes.session.properties;
    expect(person).toMatchObject({ datatype: 'enum', format: 'nobody,guest,grown-up', settable: true });
  });
});

const everyZone = <Value>(value: Value): Partial<Record<Zone, Value>> =>
  Object.fromEntries(zones.map((zone) => [zone, value]));

describe('a value', () => {
  const programs = new FakeFleet().programs();
  const properties = propertiesOf({ book, programs, people: ['guest'], sessionMinutesMax: 10, isPlanned: true });
  const idle = new FakeFleet().status('hall');
  const session = { program: 'relaxation', phase: 'Warm-up', remaining_s: 299.6, duration_s: 599, progress: 0.1 };
  const statuses: readonly Status[] = [
    idle,
    ...chairStates.map((state) => ({ ...idle, state })),
    ...techniques.map((technique) => ({ ...idle, zones: everyZone({ technique, level: 33.3, rate: 30 }) })),
    { ...idle, ...session, state: 'running', intensity: 55, occupied: true, fault: fault('stall') },
    { ...idle, phase: '', selected: { program: 'gone', person: 'gone', intensity: 1, duration_s: 1 } },
    { ...idle, selected: { program: null, person: 'guest', intensity: 100, duration_s: 1800 } },
  ];
  const next = { schedule: 'evening', program: 'quick-break', person: 'guest', at: '2026-01-02T12:30:00Z' };
  const facts: readonly HomieFacts[] = [
    { schedule: null, isServiceDue: false },
    { schedule: { next, offer: null, last: null }, isServiceDue: true },
  ];
  const telemetries: readonly TelemetryStatus[] = [-12.5, 0, 36.6, null].map((celsius) => telemetry(celsius, zones));

  it.each(properties.map((each) => [`${each.node}/${each.id}`, each] as const))(
    'of %s is a value of its kind, or none',
    (_id, each) => {
      const values = [
        ...statuses.map((status) => each.read?.(status) ?? null),
        ...facts.map((own) => each.look?.(own) ?? null),
        ...telemetries.map((own) => each.sense?.(own) ?? null),
      ].filter((value) => value !== null);
      expect(values.filter((value) => !isValue(`${value}`, each.description))).toEqual([]);
      expect(values.length > 0).toBe(each.description.retained !== false);
    },
  );

  it('that the format cannot hold is none: a duration over every length, a program that is gone', () => {
    const read = (id: string, status: Status) => properties.find((each) => each.id === id)?.read?.(status);
    expect(read('duration', { ...idle, selected: { ...idle.selected, duration_s: 901 } })).toBeNull();
    expect(read('duration', { ...idle, selected: { ...idle.selected, duration_s: 900 } })).toBe('15');
    expect(read('program', { ...idle, selected: { ...idle.selected, program: 'gone' } })).toBeNull();
    expect(read('person', { ...idle, selected: { ...idle.selected, person: null } })).toBe('nobody');
  });
});

describe('the table of the convention', () => {
  it.each([
    ['no map', []],
    ['without a version', { homie: '5.0' }],
    ['of another convention', { homie: '4.0', version: 1 }],
    ['with a version that is no number', { homie: '5.0', version: '1' }],
    ['with an unknown field', { homie: '5.0', version: 1, colour: 'red' }],
    ['with a child that is no id', { homie: '5.0', version: 1, children: ['living_room'] }],
    ['with a child twice', { homie: '5.0', version: 1, children: ['a', 'a'] }],
    ['with a node that is no id', { homie: '5.0', version: 1, nodes: { Back: {} } }],
    ['with a property without datatype', describing({})],
    ['with another datatype', describing({ datatype: 'number' })],
    ['with an enum without format', describing({ datatype: 'enum' })],
    ['with an option twice', describing({ datatype: 'enum', format: 'a,a' })],
    ['with an empty option', describing({ datatype: 'enum', format: 'a,,b' })],
    ['with a range that is none', describing({ datatype: 'integer', format: '1-100' })],
    ['with a fraction in a range of integers', describing({ datatype: 'integer', format: '0:1.5' })],
    ['with a format of a string', describing({ datatype: 'string', format: 'a' })],
    ['with a unit that hubs do not know', describing({ ...property, unit: 'degC' })],
    ['with settable as text', describing({ ...property, settable: 'true' })],
  ])('refuses a description %s', (_what, description) => {
    expect(descriptionProblems(description)).not.toEqual([]);
  });

  it.each([
    ['0', property],
    ['101', property],
    ['5.5', property],
    ['', property],
    ['NaN', { datatype: 'float' }],
    ['TRUE', { datatype: 'boolean' }],
    ['c', { datatype: 'enum', format: 'a,b' }],
    ['', { datatype: 'string' }],
  ])('refuses %j as a value of %j', (payload, own) => {
    expect(isValue(payload, own)).toBe(false);
  });
});
