import { afterAll, beforeAll, expect, it } from 'vitest';
import { BrokerCluster } from './broker-cluster.js';
import { FactFinder } from './facts.js';
import { describeWithBrokers } from './installed.js';
import { natsCluster } from './nats.js';

describeWithBrokers('a cluster of NATS', ['nats-server'], () => {
  let cluster: BrokerCluster;
  beforeAll(async () => {
    cluster = await BrokerCluster.start(natsCluster);
  });
  afterAll(() => cluster.close());

  it('does what docs/fleet.md says of it', async () => {
    const finder = new FactFinder(cluster, 4);
    expect(await finder.facts()).toEqual({
      speaksFive: false,
      retainedByName: true,
      retainedByWildcard: true,
      retainedFromNextNode: true,
      subscriptionsGranted: 63,
      willFromNextNode: true,
      keptSessionMoves: true,
    });
    expect(await finder.factsOfLoss()).toEqual({
      willOfLostNode: false,
      keptSessionOfLostNode: 'found',
      retainedOfLostNode: true,
      retainedAfterRestart: true,
    });
  });
});
