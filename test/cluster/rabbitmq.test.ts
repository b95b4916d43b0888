import { afterAll, beforeAll, expect, it } from 'vitest';
import { BrokerCluster } from './broker-cluster.js';
import { FactFinder } from './facts.js';
import { FleetOfThree } from './fleet-of-three.js';
import { describeWithBrokers } from './installed.js';
import { describeLosses } from './losing-nodes.js';
import { describePartition } from './partition.js';
import { rabbitCluster } from './rabbitmq.js';
import { rabbit3, rabbitServer } from './rabbitmq-releases.js';

describeWithBrokers('a cluster of RabbitMQ', [rabbitServer], () => {
  let cluster: BrokerCluster;
  let fleet: FleetOfThree;
  beforeAll(async () => {
    cluster = await BrokerCluster.start(rabbitCluster(rabbit3));
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

  describePartition('RabbitMQ', () => cluster);

  it('serves a fleet of three daemons', async () => {
    fleet = await FleetOfThree.open(cluster, 1);
    await fleet.renew();
  });
  // A node that stands still is noticed after 3 to 5 s; then the others close connections that have nothing to do with it.
  // When it is back each of both parts thinks that the other was away, and it may serve nobody until it is started again.
  const promises = {
    killed: { afterMs: 5000, isSure: true },
    frozen: { afterMs: 10_000, isSure: false, needsRestart: true },
  } as const;
  describeLosses('RabbitMQ', promises, () => ({ cluster, fleet }));
});
