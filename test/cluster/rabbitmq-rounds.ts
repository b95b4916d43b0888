import { afterAll, beforeAll, expect, it } from 'vitest';
import { BrokerCluster } from './broker-cluster.js';
import { FactFinder } from './facts.js';
import { FleetOfThree } from './fleet-of-three.js';
import { describeWithBrokers } from './installed.js';
import { describeLosses, type Promises } from './losing-nodes.js';
import { describePartition } from './partition.js';
import { rabbitCluster } from './rabbitmq.js';
import { type RabbitRelease, rabbitServerOf } from './rabbitmq-releases.js';

interface RabbitClaims {
  /** What it speaks. */
  readonly version: 4 | 5;
  readonly promises: Promises;
}

/** A cluster of this release, and what docs/fleet.md says of it. */
export function describeRabbit(release: RabbitRelease, { version, promises }: RabbitClaims): void {
  describeWithBrokers(`a cluster of ${release.name}`, [rabbitServerOf(release)], () => {
    let cluster: BrokerCluster;
    let fleet: FleetOfThree;
    beforeAll(async () => {
      cluster = await BrokerCluster.start(rabbitCluster(release));
    });
    afterAll(async () => {
      await fleet?.close();
      await cluster.close();
    });

    it('does what docs/fleet.md says of it', async () => {
      const finder = new FactFinder(cluster, version);
      expect(await finder.facts()).toEqual({
        speaksFive: version === 5,
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

    describePartition(release.name, () => cluster);

    it('serves a fleet of three daemons', async () => {
      fleet = await FleetOfThree.open(cluster, 1);
      await fleet.renew();
    });
    describeLosses(release.name, promises, () => ({ cluster, fleet }));
  });
}
