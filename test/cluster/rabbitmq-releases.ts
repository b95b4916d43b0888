import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../docs/page.js';

/** What differs from one release of RabbitMQ to the next. */
export interface RabbitRelease {
  readonly name: string;
  /** The folder of its own in which it runs, that of another Debian; `/` where it is installed here. */
  readonly root: string;
  /** Each node joins those that are up: two that come up at once may leave one of them half made. Else they wait for each other. */
  readonly startsInTurn: boolean;
  /** Lines of its settings. */
  readonly settings: readonly string[];
  /** Who has no name is let in as `chair`. */
  readonly openToAll: readonly string[];
  readonly closedToAll: readonly string[];
  /** What keeps a stop session when its node is lost. */
  readonly policies: readonly object[];
}

/** The wrapper of Debian in /usr/sbin changes the user; this is what it calls. */
export const rabbitServer = '/usr/lib/rabbitmq/bin/rabbitmq-server';

/** Queues of stop sessions stand on every node; else one that was kept at a lost node takes its client down with it. Other queues must
 *  not: RabbitMQ 3.10 then leaves publications without an answer. */
export const rabbit3: RabbitRelease = {
  name: 'RabbitMQ',
  root: '/',
  startsInTurn: true,
  settings: [],
  openToAll: ['mqtt.allow_anonymous = true', 'mqtt.default_user = chair', 'mqtt.default_pass = chair'],
  closedToAll: ['mqtt.allow_anonymous = false'],
  policies: [
    {
      vhost: '/',
      name: 'kept',
      pattern: '^mqtt-subscription-.*-stopqos1$',
      'apply-to': 'queues',
      definition: { 'ha-mode': 'all', 'ha-sync-mode': 'automatic' },
      priority: 0,
    },
  ],
};

/** It mirrors no queues any more: a session that is kept has a quorum of nodes instead. */
export const rabbit4: RabbitRelease = {
  name: 'RabbitMQ 4',
  root: join(root, 'node_modules/.cache/clusters/rabbitmq-4'),
  startsInTurn: false,
  settings: [
    'mqtt.durable_queue_type = quorum',
    // There is no /proc in its folder.
    'vm_memory_calculation_strategy = erlang',
    'total_memory_available_override_value = 2GB',
  ],
  openToAll: ['anonymous_login_user = chair', 'anonymous_login_pass = chair'],
  closedToAll: ['anonymous_login_user = none'],
  policies: [],
};

/** Where its server is on this machine. */
export const rabbitServerOf = ({ root: own }: RabbitRelease): string => join(own, rabbitServer);

export const isInstalledRabbit = (release: RabbitRelease): boolean => existsSync(rabbitServerOf(release));
