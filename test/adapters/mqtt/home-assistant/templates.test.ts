import { describe, expect, it } from 'vitest';
import { commandSchema } from '../../../../src/core/command/schema.js';
import { isValueName, readSingleValue } from '../../../../src/core/command/value.js';
import { programNamed } from '../../../../src/core/program/naming.js';
import { resultCodes, type Status } from '../../../../src/core/status.js';
import { statusAtRest } from '../../../support/status-sample.js';
import type { FakeFleet } from '../fake-fleet.js';
import { announced, connect, discoveryWorld } from './discovery-world.js';
import { hasJinja, howToGetJinja, render } from './jinja.js';

interface Config {
  readonly platform: string;
  readonly command_topic?: string;
  readonly command_template?: string;
  readonly value_template?: string;
  readonly json_attributes_template?: string;
  readonly options?: readonly string[];
  readonly event_types?: readonly string[];
}

function components(named?: FakeFleet['named']): Readonly<Record<string, Config>> {
  const world = discoveryWorld({ people: ['guest'], sessionMinutesMax: () => 20 });
  if (named !== undefined) world.fleet.named = named;
  connect(world);
  const [, payload] = announced(world.commands).at(-1) ?? [];
  return JSON.parse(payload ?? '{}').components;
}

const idle = statusAtRest({
  zones: {
    back: { technique: 'off', level: 0, rate: 0 },
    seat: { technique: null, level: null, rate: null },
    legs: { technique: 'off', level: 0, rate: 0 },
  },
  remote_start: false,
});

const running: Status = {
  ...idle,
  state: 'running',
  program: 'relaxation',
  phase: 'Warm up',
  phase_index: 0,
  phases: 3,
  elapsed_s: 30,
  remaining_s: 870,
  duration_s: 900,
  ends_at: '2026-01-01T12:15:00Z',
  progress: 3.3,
  intensity: 45,
  session: { id: 's', started_at: '2026-01-01T12:00:00Z', source: 'mqtt', person: 'guest' },
  zones: { ...idle.zones, back: { technique: 'vibrate', level: 42, rate: 0 } },
  occupied: true,
  remote_start: true,
};

const faulty: Status = {
  ...idle,
  state: 'fault',
  occupied: false,
  fault: { code: 'stall', zone: 'back', message: 'back stalls', since: '2026-01-01T12:00:00Z' },
  last_session: { program: 'relaxation', ended_by: 'fault', ended_at: '2026-01-01T12:00:00Z', elapsed_s: 12 },
};

/** What the hub shows for each entity whose value comes from a status. */
function shown(status: Status, keys: readonly string[]): Readonly<Record<string, string>> {
  const all = components();
  const texts = render(
    keys.map((key) => ({ template: all[key]?.value_template ?? '', variables: { value_json: status } })),
  );
  return Object.fromEntries(keys.map((key, at) => [key, texts[at] ?? '']));
}

const switches = ['massage', 'pause', 'remote_start', 'running', 'occupied', 'problem'];
const values = [
  'state',
  'phase',
  'remaining',
  'progress',
  'program',
  'intensity',
  'duration',
  'person',
  'last_session',
];

if (!hasJinja && process.env['CI'] === 'true') throw new Error(howToGetJinja);

describe.skipIf(!hasJinja)(`the templates of the discovery (${howToGetJinja})`, () => {
  it('shows a chair at rest: what the next start uses, and unknown for what there is not', () => {
    expect(shown(idle, [...switches, ...values, 'back_level', 'seat_level'])).toEqual({
      massage: 'OFF',
      pause: 'OFF',
      remote_start: 'OFF',
      running: 'OFF',
      occupied: 'None',
      problem: 'OFF',
      state: 'idle',
      phase: 'None',
      remaining: 'None',
      progress: 'None',
      last_session: 'None',
      program: 'Relaxation',
      intensity: '60',
      duration: '15.0',
      person: 'nobody',
      back_level: '0',
      seat_level: 'None',
    });
  });

  it('shows a chair at work: what runs', () => {
    expect(shown(running, [...switches, ...values, 'back_level'])).toEqual({
      massage: 'ON',
      pause: 'OFF',
      remote_start: 'ON',
      running: 'ON',
      occupied: 'ON',
      problem: 'OFF',
      state: 'running',
      phase: 'Warm up',
      remaining: '870',
      progress: '3.3',
      last_session: 'None',
      program: 'Relaxation',
      intensity: '45',
      duration: '15.0',
      person: 'nobody',
      back_level: '42',
    });
  });

  it.each([
    ['starting', 'ON', 'OFF', 'OFF'],
    ['paused', 'ON', 'ON', 'OFF'],
    ['stopping', 'OFF', 'OFF', 'OFF'],
    ['resting', 'OFF', 'OFF', 'OFF'],
  ] as const)('shows massage, pause and running in %s', (state, massage, pause, isRunning) => {
    expect(shown({ ...running, state }, ['massage', 'pause', 'running'])).toEqual({
      massage,
      pause,
      running: isRunning,
    });
  });

  it('shows a fault with what it is, and how the last session ended', () => {
    expect(shown(faulty, ['problem', 'occupied', 'last_session'])).toEqual({
      problem: 'ON',
      occupied: 'OFF',
      last_session: '2026-01-01T12:00:00Z',
    });
    const { problem, last_session } = components();
    const attributes = (status: Status) =>
      render(
        [problem, last_session].map((config) => ({
          template: config?.json_attributes_template ?? '',
          variables: { value_json: status },
        })),
      ).map((text) => JSON.parse(text));
    expect(attributes(faulty)).toEqual([faulty.fault, faulty.last_session]);
    expect(attributes(idle)).toEqual([{}, {}]);
  });

  it('reads temperatures, link figures, hours and firmware from their topics', () => {
    const { back_temperature, link_retries, motor_hours, firmware } = components();
    const telemetry = { zones: { back: { temperature_c: 31.5 } }, link: { retries: 2 } };
    const info = {
      chairs: [
        { id: 'study', fw: '1' },
        { id: 'hall', fw: '1.4.2' },
      ],
    };
    const asked = [
      [back_temperature, telemetry],
      [link_retries, telemetry],
      [motor_hours, { motor_hours: 1.25 }],
      [firmware, info],
    ] as const;
    expect(
      render(
        asked.map(([config, value_json]) => ({ template: config?.value_template ?? '', variables: { value_json } })),
      ),
    ).toEqual(['31.5', '2', '1.25', '1.4.2']);
  });

  it('has nothing to complain of where a zone, the chair in the list or what is selected is not there', () => {
    const { back_temperature, back_level, firmware, program, duration } = components();
    const selected = { program: 'deleted', intensity: 60, duration_s: 1500, person: null };
    const asked = [
      [back_temperature, { zones: {} }],
      [back_level, { ...idle, zones: {} }],
      [firmware, { chairs: [] }],
      [firmware, { chairs: [{ id: 'hall', fw: null }] }],
      [program, { ...idle, selected }],
      [duration, { ...idle, selected }],
      [duration, { ...idle, selected: { ...selected, duration_s: null } }],
    ] as const;
    const texts = render(
      asked.map(([config, value_json]) => ({ template: config?.value_template ?? '', variables: { value_json } })),
    );
    expect(texts).toEqual(asked.map(() => 'None'));
  });

  it('shows programs by their names, whatever stands in these, and sends what the daemon finds them by', () => {
    const odd = [`Quiet "'\\ {{ x }} %} {#`, 'Wärme & Ruhe 🙂', 'Twice', 'twice', 'id-1', '{% raw %}'];
    const named = odd.map((name, at) => [`id-${at}`, name] as const);
    const { program } = components(named);
    const shownFor = (id: string) =>
      render([
        {
          template: program?.value_template ?? '',
          variables: { value_json: { ...idle, selected: { ...idle.selected, program: id } } },
        },
      ])[0];
    expect(named.map(([id]) => shownFor(id))).toEqual(program?.options);
    const cards = named.map(([id, name]) => ({ id, name }));
    expect((program?.options ?? []).map((option) => programNamed(option, cards)?.id)).toEqual(named.map(([id]) => id));
  });

  const result = { id: null, ts: '2026-01-01T12:00:00Z', values: {}, state: 'idle', age_s: null, late: false };
  const refused = { ...result, command: 'start', ok: false, code: 'unoccupied', message: 'nobody sits in the chair' };
  const taken = { ...result, command: 'stop', ok: true, code: 'ok', message: '' };

  it('shows the last refusal, and keeps it when the next command is taken', () => {
    const { last_refusal } = components();
    const before = { state: 'an older one', attributes: { code: 'stale', command: 'start', ts: '2025', icon: 'x' } };
    const none = { state: 'unknown', attributes: {} };
    const long = { ...refused, message: 'x'.repeat(300) };
    const said = (value_json: object, self: object) => {
      const variables = { value_json, this: self };
      const { value_template = '', json_attributes_template = '' } = last_refusal ?? {};
      return render([value_template, json_attributes_template].map((template) => ({ template, variables })));
    };
    const attributes = '{"code":"unoccupied","command":"start","ts":"2026-01-01T12:00:00Z"}';
    expect(said(refused, none)).toEqual(['nobody sits in the chair', attributes]);
    expect(said(refused, before)).toEqual(['nobody sits in the chair', attributes]);
    expect(said(long, before)[0]).toHaveLength(255);
    expect(said(taken, before)).toEqual(['an older one', '{"code":"stale","command":"start","ts":"2025"}']);
    expect(said(taken, none)).toEqual(['unknown', '{"code":null,"command":null,"ts":null}']);
  });

  it('tells a refusal as an event of its code, and nothing of what was taken', () => {
    const { refusals } = components();
    const told = [refused, taken].map((value_json) => ({
      template: refusals?.value_template ?? '',
      variables: { value_json },
    }));
    const [event = '', silence] = render(told);
    expect(JSON.parse(event)).toEqual({
      event_type: 'unoccupied',
      message: 'nobody sits in the chair',
      command: 'start',
    });
    expect(silence).toBe('');
    expect(refusals?.event_types).toEqual(resultCodes.filter((code) => code !== 'ok'));
  });

  const sent: Readonly<Record<string, unknown>> = {
    select: 'relaxation',
    number: 40.0,
    switch: 'ON',
    button: 'PRESS',
  };
  const controls = Object.entries(components()).filter(([, { command_topic }]) => command_topic !== undefined);

  it.each(controls)('sends a command with the time of now from %s, and it is one', (key, config) => {
    const value = key === 'person' ? 'guest' : key === 'duration' ? 12.5 : sent[config.platform];
    const [text = ''] = render([{ template: config.command_template ?? '', variables: { value } }]);
    const payload = JSON.parse(text);
    expect(payload).toEqual({ value, ts: expect.closeTo(Date.now() / 1000, -1) });
    const name = config.command_topic?.split('/').at(-2) ?? '';
    if (!isValueName(name)) {
      expect(config.command_topic).toMatch(/\/e?stop$/);
      return;
    }
    const reading = readSingleValue(name, payload.value, 'idle');
    expect(reading.kind === 'fields' && commandSchema.safeParse(reading.fields).success).toBe(true);
  });
});
