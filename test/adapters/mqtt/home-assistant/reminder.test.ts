import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { PublishedGoal } from '../../../../src/core/people/view.js';
import { sampleWeek } from '../../../support/sample-keeper.js';
import { type Entities, hasJinja, howToGetJinja, render } from './jinja.js';

const path = new URL('../../../../docs/hubs/home-assistant/blueprint-reminder.yaml', import.meta.url).pathname;
const blueprint = parse(readFileSync(path, 'utf8'), {
  customTags: [{ tag: '!input', resolve: (name: string) => name }],
});

const week: PublishedGoal = {
  ...sampleWeek,
  minutes: 20.4,
  last_week: { minutes: 55, days: 2 },
  next: { at: '2026-11-25T20:00:00Z', minutes: 20, chair: 'hall' },
};

interface Hub {
  readonly week: PublishedGoal | Omit<PublishedGoal, 'last_week'>;
  readonly now?: string;
  readonly lastTriggered?: string | null;
}

/** Renders as the hub would: an entity has the state and the attributes that discovery gives it. */
function shown(template: string, { week: told, now = '2026-11-25T19:30:00Z', lastTriggered = null }: Hub): string {
  const variables = {
    ...{ minutes: 'sensor.minutes', next_session: 'sensor.next', ahead: 30 },
    this: { entity_id: 'automation.reminder' },
  };
  const hub: Entities = {
    now,
    states: { 'sensor.minutes': String(told.minutes), 'sensor.next': told.next?.at ?? 'unknown' },
    attributes: { 'sensor.minutes': told, 'automation.reminder': { last_triggered: lastTriggered } },
  };
  const [text = ''] = render([{ template, variables, hub }]);
  return text.replaceAll(/\s+/g, ' ').trim();
}

const message = (hub: Hub): string => shown(blueprint.actions[0].variables.message, hub);
const isDue = (hub: Hub): boolean => shown(blueprint.triggers[0].value_template, hub) === 'True';
const isWanted = (hub: Hub): boolean =>
  blueprint.conditions
    .filter(({ condition }: { readonly condition: string }) => condition === 'template')
    .every((each: { readonly value_template: string }) => shown(each.value_template, hub) === 'True');

if (!hasJinja && process.env['CI'] === 'true') throw new Error(howToGetJinja);

describe.skipIf(!hasJinja)(`the reminder (${howToGetJinja})`, () => {
  it('says what fits and what is done, and that it is less than last week where it is', () => {
    expect(message({ week })).toBe('20 minutes fit at 20:00. 20 of 60 are done this week; last week it was 55 by now.');
  });

  it.each([
    ['more', { ...week, last_week: { minutes: 12, days: 1 } }],
    ['as much', { ...week, last_week: { minutes: 20.4, days: 1 } }],
    ['nothing to compare with', { ...week, last_week: { minutes: 0, days: 0 } }],
    ['a daemon that does not say', (({ last_week: _, ...rest }) => rest)(week)],
  ])('compares nothing where there is %s', (_, told) => {
    expect(message({ week: told })).toBe('20 minutes fit at 20:00. 20 of 60 are done this week.');
  });

  it('comes from so long before on, until the time has come', () => {
    expect(isDue({ week, now: '2026-11-25T19:29:59Z' })).toBe(false);
    expect(isDue({ week, now: '2026-11-25T19:30:00Z' })).toBe(true);
    expect(isDue({ week, now: '2026-11-25T20:00:00Z' })).toBe(false);
    expect(isDue({ week: { ...week, next: null } })).toBe(false);
  });

  it('comes once a day, and in no pause and no week that is done', () => {
    expect(isWanted({ week })).toBe(true);
    expect(isWanted({ week, lastTriggered: '2026-11-24T19:30:00+00:00' })).toBe(true);
    expect(isWanted({ week, lastTriggered: '2026-11-25 18:50:00.123456+00:00' })).toBe(false);
    expect(isWanted({ week: { ...week, state: 'paused', next: null } })).toBe(false);
    expect(isWanted({ week: { ...week, state: 'met' } })).toBe(false);
  });
});
