import { rabbit4 } from './rabbitmq-releases.js';
import { describeRabbit } from './rabbitmq-rounds.js';

describeRabbit(rabbit4, {
  version: 5,
  promises: {
    killed: { afterMs: 5000, isSure: true },
    // As with 3.10: it may serve nobody when it is back.
    frozen: { afterMs: 8000, isSure: false, needsRestart: 'it, and all where that is not enough' },
  },
});
