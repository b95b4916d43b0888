import { describe, expect, it } from 'vitest';
import { sampleWeek } from '../../../support/sample-keeper.js';
import { announced, connect, discoveryWorld } from './discovery-world.js';
import { hasJinja, howToGetJinja, render } from './jinja.js';

const person = 'anna-b';
const week = { ...sampleWeek, minutes: 20.5 };

interface Config {
  readonly value_template: string;
  readonly json_attributes_template?: string;
}

function components(publishing: readonly string[]): Readonly<Record<string, Config>> {
  const world = discoveryWorld({ books: {}, people: [person], publishing });
  connect(world);
  const [, payload] = announced(world.commands).at(-1) ?? [];
  return JSON.parse(payload ?? '{}').components;
}

/** What the hub shows of minutes, goal and next session; `told` is what stands on the topic. */
function shown(told: object | undefined): readonly string[] {
  const all = components([person]);
  const variables = told === undefined ? {} : { value_json: told };
  return render(
    ['minutes', 'goal_met', 'next_session'].map((key) => ({
      template: all[`person_anna__b_${key}`]?.value_template ?? '',
      variables,
    })),
  );
}

if (!hasJinja && process.env['CI'] === 'true') throw new Error(howToGetJinja);

describe.skipIf(!hasJinja)(`what a hub shows of people (${howToGetJinja})`, () => {
  it('is how the week stands', () => {
    expect(shown({ [person]: week })).toEqual(['20.5', 'OFF', '2026-11-25T19:00:00Z']);
    expect(shown({ [person]: { ...week, state: 'met', next: null } })).toEqual(['20.5', 'ON', 'None']);
  });

  it('is unknown while nothing is told, and where the topic was cleared', () => {
    expect(shown({})).toEqual(['None', 'OFF', 'None']);
    expect(shown({ ben: week })).toEqual(['None', 'OFF', 'None']);
    expect(shown(undefined)).toEqual(['None', 'OFF', 'None']);
  });

  it('has the whole week as attributes', () => {
    const template = components([person])['person_anna__b_minutes']?.json_attributes_template ?? '';
    const [text = ''] = render([{ template, variables: { value_json: { [person]: week } } }]);
    expect(JSON.parse(text)).toEqual(week);
  });

  it('is nothing of those who let nobody know', () => {
    expect(Object.keys(components([])).filter((key) => key.startsWith('person_'))).toEqual([]);
  });
});
