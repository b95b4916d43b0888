import type { ValueName } from '../../../core/command/value.js';
import { activeStates } from '../../../core/status.js';
import {
  buttonEntity,
  type ChairIntroduction,
  type Entities,
  type Entity,
  onOff,
  type Platform,
  stampedCommand,
  stateValue,
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

/** What hubs can set. Sliders show what runs, or else what the next start uses. */
export function chairControls(introduction: ChairIntroduction): Entities {
  const { chairId, topics, programs, people, sessionMinutesMax } = introduction;
  const running = (key: string): string =>
    `{{ value_json.${key} if value_json.${key} is not none else value_json.selected.${key} }}`;
  const seconds = 'value_json.duration_s if value_json.duration_s is not none else value_json.selected.duration_s';
  const minutes = `{% set s = ${seconds} %}{{ (s / 60) | round(2) if s is not none else none }}`;
  return {
    ...(programs.length === 0
      ? {}
      : {
          program: control(introduction, ['select', 'Program', 'program'], stateValue('selected.program'), {
            options: programs,
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
    duration: control(introduction, ['number', 'Duration', 'duration'], minutes, {
      min: 1,
      max: sessionMinutesMax,
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
          person: control(introduction, ['select', 'Person', 'person'], stateValue('selected.person'), {
            options: people,
            icon: 'mdi:account',
          }),
        }),
    start: buttonEntity(topics.value(chairId, 'start'), 'Start', 'mdi:play', 'chair'),
    skip: buttonEntity(topics.value(chairId, 'skip'), 'Skip phase', 'mdi:skip-next', 'chair'),
    reset: buttonEntity(topics.value(chairId, 'reset'), 'Reset', 'mdi:restart-alert', 'chair'),
    // [S7] Stops go to their own lanes, and can be pressed as long as the daemon is there.
    stop: buttonEntity(topics.chair(chairId, 'stop'), 'Stop', 'mdi:stop', 'bridge'),
    emergency_stop: buttonEntity(topics.chair(chairId, 'estop'), 'Emergency stop', 'mdi:alert-octagon', 'bridge'),
  };
}
