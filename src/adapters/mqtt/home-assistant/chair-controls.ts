import type { ValueName } from '../../../core/command/value.js';
import { nobody } from '../../../core/ids.js';
import { minutesShown } from '../../../core/program/card.js';
import { programLabel } from '../../../core/program/naming.js';
import { activeStates } from '../../../core/status.js';
import {
  buttonEntity,
  type ChairIntroduction,
  type Entities,
  type Entity,
  onOff,
  type Platform,
  stampedCommand,
} from './entity.js';

const isActive = `value_json.state in [${activeStates.map((state) => `'${state}'`).join(', ')}]`;

const control = (
  { topics, chairId }: ChairIntroduction,
  [platform, name, valueName]: readonly [Platform, string, ValueName],
  template: string,
  rest: Readonly<Record<string, unknown>>,
): Entity => ({
  platform,
  name,
  available: 'chair',
  settings: {
    command_topic: topics.value(chairId, valueName),
    command_template: stampedCommand,
    state_topic: topics.chair(chairId, 'state'),
    value_template: template,
    ...rest,
  },
});

/** The name of what is selected, for the hub's list; nothing where that has not heard of it yet. */
function selectedName(programs: ChairIntroduction['programs']): string {
  const names = Object.fromEntries(programs.map((program) => [program.id, programLabel(program, programs)]));
  return `{% set names = ${JSON.stringify(names)} %}{{ names.get(value_json.selected.program) }}`;
}

/** The length in minutes; nothing where the slider does not reach that far. */
function minutesUpTo(minutesMax: number): string {
  const seconds = 'value_json.duration_s if value_json.duration_s is not none else value_json.selected.duration_s';
  const isShown = `s is not none and s <= ${minutesMax * 60}`;
  return `{% set s = ${seconds} %}{{ (s / 60) | round(2) if ${isShown} else none }}`;
}

/** What hubs can set. Sliders show what runs, or else what the next start uses. */
export function chairControls(introduction: ChairIntroduction): Entities {
  const { chairId, topics, programs, people, sessionMinutesMax } = introduction;
  const minutesMax = Math.ceil(minutesShown(programs, sessionMinutesMax));
  const running = (key: string): string =>
    `{{ value_json.${key} if value_json.${key} is not none else value_json.selected.${key} }}`;
  return {
    ...(programs.length === 0
      ? {}
      : {
          program: control(introduction, ['select', 'Program', 'program'], selectedName(programs), {
            options: programs.map((program) => programLabel(program, programs)),
            icon: 'mdi:playlist-play',
          }),
        }),
    intensity: control(introduction, ['number', 'Intensity', 'intensity'], running('intensity'), {
      min: 1,
      max: 100,
      step: 1,
      mode: 'slider',
      unit_of_measurement: '%',
      icon: 'mdi:gauge',
    }),
    // 0 takes the choice back: then it shows the program's own length.
    duration: control(introduction, ['number', 'Duration', 'duration'], minutesUpTo(minutesMax), {
      min: 0,
      max: minutesMax,
      step: 1,
      mode: 'slider',
      unit_of_measurement: 'min',
      device_class: 'duration',
    }),
    massage: control(introduction, ['switch', 'Massage', 'run'], onOff(isActive), { icon: 'mdi:seat-recline-extra' }),
    pause: control(introduction, ['switch', 'Pause', 'pause'], onOff("value_json.state == 'paused'"), {
      icon: 'mdi:pause',
    }),
    remote_start: control(introduction, ['switch', 'Remote start', 'remote_start'], onOff('value_json.remote_start'), {
      entity_category: 'config',
      icon: 'mdi:remote',
    }),
    ...(people.length === 0
      ? {}
      : {
          person: control(
            introduction,
            ['select', 'Person', 'person'],
            `{{ value_json.selected.person or '${nobody}' }}`,
            {
              options: [nobody, ...people],
              icon: 'mdi:account',
            },
          ),
        }),
    start: buttonEntity(topics.value(chairId, 'start'), 'Start', 'mdi:play', 'chair'),
    ...(introduction.isPlanned
      ? { offer: buttonEntity(topics.value(chairId, 'offer'), 'Start the offer', 'mdi:calendar-check', 'chair') }
      : {}),
    skip: buttonEntity(topics.value(chairId, 'skip'), 'Skip phase', 'mdi:skip-next', 'chair'),
    reset: buttonEntity(topics.value(chairId, 'reset'), 'Reset', 'mdi:restart-alert', 'chair'),
    // [S7] Stops go to their own lanes, and can be pressed as long as the daemon is there.
    stop: buttonEntity(topics.chair(chairId, 'stop'), 'Stop', 'mdi:stop', 'bridge'),
    emergency_stop: buttonEntity(topics.chair(chairId, 'estop'), 'Emergency stop', 'mdi:alert-octagon', 'bridge'),
  };
}
