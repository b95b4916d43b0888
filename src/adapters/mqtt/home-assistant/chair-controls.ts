import type { ValueName } from '../../../core/command/value.js';
import { activeStates } from '../../../core/status.js';
import type { ChairLeaf, StopKind } from '../topics.js';
import type { ChairIntroduction } from './entity.js';
import { type Entities, type Entity, onOff, type Platform, stampedCommand, stateValue } from './entity.js';

const isActive = `value_json.state in [${activeStates.map((state) => `'${state}'`).join(', ')}]`;

interface ControlTopics {
  readonly chair: (leaf: ChairLeaf) => string;
  readonly value: (name: ValueName) => string;
}

const control = (
  { chair, value }: ControlTopics,
  [platform, name, valueName]: readonly [Platform, string, ValueName],
  template: string,
  rest: Readonly<Record<string, unknown>>,
): Entity => ({
  platform,
  name,
  available: 'chair',
  settings: {
    command_topic: value(valueName),
    command_template: stampedCommand,
    state_topic: chair('state'),
    value_template: template,
    ...rest,
  },
});

const button = (command_topic: string, name: string, icon: string, available: Entity['available']): Entity => ({
  platform: 'button',
  name,
  available,
  settings: { command_topic, command_template: stampedCommand, icon },
});

/** [S7] Stops go to their own lanes, and can be pressed as long as the daemon is there. */
const stopButton = ({ chair }: ControlTopics, stop: StopKind, name: string, icon: string): Entity =>
  button(chair(stop), name, icon, 'bridge');

/** What hubs can set. Sliders show what runs, or else what the next start uses. */
export function chairControls(introduction: ChairIntroduction): Entities {
  const { chairId, topics, programs, people, sessionMinutesMax } = introduction;
  const at: ControlTopics = {
    chair: (leaf) => topics.chair(chairId, leaf),
    value: (name) => topics.value(chairId, name),
  };
  const running = (key: string): string =>
    `{{ value_json.${key} if value_json.${key} is not none else value_json.selected.${key} }}`;
  const seconds = 'value_json.duration_s if value_json.duration_s is not none else value_json.selected.duration_s';
  const minutes = `{% set s = ${seconds} %}{{ (s / 60) | round(2) if s is not none else none }}`;
  return {
    ...(programs.length === 0
      ? {}
      : {
          program: control(at, ['select', 'Program', 'program'], stateValue('selected.program'), {
            options: programs,
            icon: 'mdi:playlist-play',
          }),
        }),
    intensity: control(at, ['number', 'Intensity', 'intensity'], running('intensity'), {
      min: 1,
      max: 100,
      step: 1,
      mode: 'slider',
      unit_of_measurement: '%',
      icon: 'mdi:gauge',
    }),
    duration: control(at, ['number', 'Duration', 'duration'], minutes, {
      min: 1,
      max: sessionMinutesMax,
      step: 1,
      mode: 'slider',
      unit_of_measurement: 'min',
      device_class: 'duration',
    }),
    massage: control(at, ['switch', 'Massage', 'run'], onOff(isActive), { icon: 'mdi:seat-recline-extra' }),
    pause: control(at, ['switch', 'Pause', 'pause'], onOff("value_json.state == 'paused'"), { icon: 'mdi:pause' }),
    remote_start: control(at, ['switch', 'Remote start', 'remote_start'], onOff('value_json.remote_start'), {
      entity_category: 'config',
      icon: 'mdi:remote',
    }),
    ...(people.length === 0
      ? {}
      : {
          person: control(at, ['select', 'Person', 'person'], stateValue('selected.person'), {
            options: people,
            icon: 'mdi:account',
          }),
        }),
    start: button(at.value('start'), 'Start', 'mdi:play', 'chair'),
    skip: button(at.value('skip'), 'Skip phase', 'mdi:skip-next', 'chair'),
    reset: button(at.value('reset'), 'Reset', 'mdi:restart-alert', 'chair'),
    stop: stopButton(at, 'stop', 'Stop', 'mdi:stop'),
    emergency_stop: stopButton(at, 'estop', 'Emergency stop', 'mdi:alert-octagon'),
  };
}
