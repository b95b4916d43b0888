import type { Topics } from '../topics.js';
import { buttonEntity, type Entities, onOff, readingEntity, stampedCommand, stateValue } from './entity.js';

/** What hubs show of the daemon itself. */
export const bridgeEntities = (topics: Topics): Entities => ({
  connection: {
    platform: 'binary_sensor',
    name: 'Connection',
    available: 'always',
    settings: {
      state_topic: topics.bridge('state'),
      payload_on: 'online',
      payload_off: 'offline',
      device_class: 'connectivity',
      entity_category: 'diagnostic',
    },
  },
  version: readingEntity(
    'sensor',
    'Version',
    topics.bridge('info'),
    stateValue('version'),
    { entity_category: 'diagnostic', icon: 'mdi:tag-outline' },
    'bridge',
  ),
  started: readingEntity(
    'sensor',
    'Started',
    topics.bridge('info'),
    stateValue('started_at'),
    { device_class: 'timestamp', entity_category: 'diagnostic' },
    'bridge',
  ),
  drain: {
    platform: 'switch',
    name: 'End with the last session',
    available: 'bridge',
    settings: {
      state_topic: topics.bridge('info'),
      value_template: onOff('value_json.until'),
      command_topic: topics.bridge('drain'),
      command_template: stampedCommand,
      entity_category: 'config',
      icon: 'mdi:progress-wrench',
    },
  },
  stop_all: buttonEntity(topics.all('stop'), 'Stop all chairs', 'mdi:stop', 'bridge'),
  emergency_stop_all: buttonEntity(topics.all('estop'), 'Emergency stop of all chairs', 'mdi:alert-octagon', 'bridge'),
});
