import { rabbit3 } from './rabbitmq-releases.js';
import { describeRabbit } from './rabbitmq-rounds.js';

describeRabbit(rabbit3, {
  version: 4,
  // A node that stands still is noticed after 3 to 5 s; then the others close connections that have nothing to do with it.
  // When it is back each of both parts thinks that the other was away, and it may serve nobody until it is started again.
  promises: {
    killed: { afterMs: 5000, isSure: true },
    frozen: { afterMs: 10_000, isSure: false, needsRestart: 'it' },
  },
});
