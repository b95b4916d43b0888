import { afterAll, beforeAll, expect, it } from 'vitest';
import { BrokerCluster } from './broker-cluster.js';
import { FactFinder } from './facts.js';
import { FleetOfThree } from './fleet-of-three.js';
import { describeWithBrokers } from './installed.js';
import { describeLosses } from './losing-nodes.js';
import { natsCluster } from './nats.js';
import { describePartition } from './partition.js';

describeWithBrokers('a cluster of NATS', ['nats-server'], () => {
  let cluster: BrokerCluster;
  let fleet: FleetOfThree;
  beforeAll(async () => {
    cluster = await BrokerCluster.start(natsCluster);
  });
  afterAll(async () => {
    await fleet?.close();
    await cluster.close();
  });

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

  describePartition('NATS', () => cluster);

  it('serves a fleet of three daemons', async () => {
    // With QoS 1 they would neither hear nor be heard while the nodes elect.
    fleet = await FleetOfThree.open(cluster, 0);
    await fleet.renew();
  });
  // The nodes elect for 4 to 9 s, and answer no SUBSCRIBE with QoS 1 meanwhile.
  const promises = { killed: { afterMs: 15_000, isSure: false }, frozen: { afterMs: 15_000, isSure: false } };
  describeLosses('NATS', promises, () => ({ cluster, fleet }));
});
