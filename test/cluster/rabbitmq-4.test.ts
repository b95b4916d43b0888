import { afterAll, beforeAll, expect, it } from 'vitest';
import { BrokerCluster } from './broker-cluster.js';
import { FactFinder } from './facts.js';
import { FleetOfThree } from './fleet-of-three.js';
import { describeWithBrokers } from './installed.js';
import { describeLosses } from './losing-nodes.js';
import { describePartition } from './partition.js';
import { rabbitCluster } from './rabbitmq.js';
import { rabbit4, rabbitServer } from './rabbitmq-releases.js';

describeWithBrokers('a cluster of RabbitMQ 4', [`${rabbit4.root}${rabbitServer}`], () => {
  let cluster: BrokerCluster;
  let fleet: FleetOfThree | null = null;
  beforeAll(async () => {
    cluster = await BrokerCluster.start(rabbitCluster(rabbit4));
  });
  afterAll(async () => {
    await fleet?.close();
    await cluster.close();
  });

  it('does what docs/fleet.md says of it', async () => {
    const finder = new FactFinder(cluster, 5);
    expect(await finder.facts()).toEqual({
      speaksFive: true,
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

  describePartition('RabbitMQ 4', () => cluster);

  it('serves a fleet of three daemons', async () => {
    fleet = await FleetOfThree.open(cluster, 1);
    await fleet.renew();
  });
  const promises = {
    killed: { afterMs: 5000, isSure: true },
    // As with 3.10: it may serve nobody when it is back.
    frozen: { afterMs: 8000, isSure: false, needsRestart: true },
  } as const;
  const bench = () => {
    if (fleet === null) throw new Error('the fleet has not come up');
    return { cluster, fleet };
  };
  describeLosses('RabbitMQ 4', promises, bench);
});
