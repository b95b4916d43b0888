import { afterAll, beforeAll, expect, it } from 'vitest';
import { BrokerCluster } from './broker-cluster.js';
import { FactFinder } from './facts.js';
import { describeWithBrokers } from './installed.js';
import { rabbitCluster, rabbitServer } from './rabbitmq.js';

describeWithBrokers('a cluster of RabbitMQ', [rabbitServer], () => {
  let cluster: BrokerCluster;
  beforeAll(async () => {
    cluster = await BrokerCluster.start(rabbitCluster());
  });
  afterAll(() => cluster.close());

  it('does what docs/fleet.md says of it', async () => {
    const finder = new FactFinder(cluster, 4);
    expect(await finder.facts()).toEqual({
      speaksFive: false,
      retainedByName: true,
      retainedByWildcard: false,
      retainedFromNextNode: false,
      subscriptionsGranted: 100,
      willFromNextNode: true,
      keptSessionMoves: true,
    });
    expect(await finder.factsOfLoss()).toEqual({
      willOfLostNode: false,
      keptSessionOfLostNode: 'found',
      retainedOfLostNode: false,
      retainedAfterRestart: false,
    });
  });
});
