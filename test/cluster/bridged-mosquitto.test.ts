import { afterAll, beforeAll, expect, it } from 'vitest';
import { bridgedMosquitto } from './bridged-mosquitto.js';
import { BrokerCluster } from './broker-cluster.js';
import { FactFinder } from './facts.js';
import { describeWithBrokers } from './installed.js';

describeWithBrokers('brokers of mosquitto that are bridged', ['mosquitto'], () => {
  let cluster: BrokerCluster;
  beforeAll(async () => {
    cluster = await BrokerCluster.start(bridgedMosquitto);
  });
  afterAll(() => cluster.close());

  it('do what docs/fleet.md says of them', async () => {
    const finder = new FactFinder(cluster, 5);
    expect(await finder.facts()).toEqual({
      speaksFive: true,
      retainedByName: true,
      retainedByWildcard: true,
      retainedFromNextNode: true,
      subscriptionsGranted: 100,
      willFromNextNode: true,
      keptSessionMoves: false,
    });
    expect(await finder.factsOfLoss()).toEqual({
      willOfLostNode: false,
      keptSessionOfLostNode: 'lost',
      retainedOfLostNode: true,
      retainedAfterRestart: true,
    });
  });
});
