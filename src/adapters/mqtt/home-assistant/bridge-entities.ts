import type { Topics } from '../topics.js';
import { type Entities, stampedCommand, stateValue } from './entity.js';

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
  version: {
    platform: 'sensor',
    name: 'Version',
    available: 'bridge',
    settings: {
      state_topic: topics.bridge('info'),
      value_template: stateValue('version'),
      entity_category: 'diagnostic',
      icon: 'mdi:tag-outline',
    },
  },
  started: {
    platform: 'sensor',
    name: 'Started',
    available: 'bridge',
    settings: {
      state_topic: topics.bridge('info'),
      value_template: stateValue('started_at'),
      device_class: 'timestamp',
      entity_category: 'diagnostic',
    },
  },
  stop_all: {
    platform: 'button',
    name: 'Stop all chairs',
    available: 'bridge',
    settings: { command_topic: topics.all('stop'), command_template: stampedCommand, icon: 'mdi:stop' },
  },
  emergency_stop_all: {
    platform: 'button',
    name: 'Emergency stop of all chairs',
    available: 'bridge',
    settings: { command_topic: topics.all('estop'), command_template: stampedCommand, icon: 'mdi:alert-octagon' },
  },
});
