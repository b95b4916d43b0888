import { setTimeout as pause } from 'node:timers/promises';
import type { BrokerCluster } from './broker-cluster.js';
import { Client, type Version } from './client.js';

/** What a cluster of brokers does, found by asking it. */
export interface Facts {
  readonly speaksFive: boolean;
  readonly retainedByName: boolean;
  readonly retainedByWildcard: boolean;
  readonly retainedFromNextNode: boolean;
  /** Of 100, at QoS 1. */
  readonly subscriptionsGranted: number;
  /** A will is told on another node when its client has gone. */
  readonly willFromNextNode: boolean;
  /** A session that is kept is found again on another node, with what came meanwhile. */
  readonly keptSessionMoves: boolean;
}

/** The same after the node has died at which it was made. */
export interface FactsOfLoss {
  readonly willOfLostNode: boolean;
  readonly retainedOfLostNode: boolean;
  /** `refused`: the client is not let in with that id. */
  readonly keptSessionOfLostNode: 'found' | 'lost' | 'refused';
  readonly retainedAfterRestart: boolean;
}

const subscriptionsAsked = 100;
/** Nodes tell each other a moment later. */
const spreadMs = 1000;

async function asks<T>(client: Promise<Client>, ask: (client: Client) => Promise<T>): Promise<T> {
  const joined = await client;
  try {
    const answer = await ask(joined);
    await joined.leave();
    return answer;
  } catch (error) {
    joined.drop();
    throw error;
  }
}

/** Nodes that have lost one elect for a while, and refuse or leave unanswered what they do afterwards. */
const electionMsMax = 60_000;

/** The first answer: what fails while they elect is asked anew, on a new connection. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  const startedAtMs = performance.now();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() - startedAtMs > electionMsMax) throw error;
      await pause(spreadMs);
    }
  }
}

/** As the daemon names its own: brokers are told by this name what to keep. */
const stopSession = (name: string): string => `${name}-stop`;

export class FactFinder {
  private made = 0;

  constructor(
    private readonly cluster: BrokerCluster,
    private readonly version: Version,
  ) {}

  async facts(): Promise<Facts> {
    return {
      speaksFive: await this.speaksFive(),
      ...(await this.retained()),
      subscriptionsGranted: await this.subscriptionsGranted(),
      willFromNextNode: await this.willFromNextNode(),
      keptSessionMoves: await this.keptSessionMoves(),
    };
  }

  /** Kills the first node and starts it again. */
  async factsOfLoss(): Promise<FactsOfLoss> {
    const [topic, text] = this.names('lost');
    const keeper = await this.join(0, {
      clientId: stopSession(text),
      isKept: true,
      will: { topic: `${topic}/will`, payload: `${text}-will` },
    });
    await keeper.subscribe(`${topic}/kept`);
    await keeper.publish(`${topic}/retained`, `${text}-retained`, true);
    const witness = await this.join(1);
    await witness.subscribe(`${topic}/will`);
    await pause(spreadMs);
    await this.cluster.node(0).kill();
    keeper.drop();
    const willOfLostNode = await witness.hears(`${text}-will`, 5000);
    witness.drop();
    await untilAnswered(() => asks(this.join(1), (client) => client.publish(`${topic}/kept`, `${text}-kept`)));
    const keptSessionOfLostNode = await this.comesBack(stopSession(text), `${text}-kept`, electionMsMax);
    const retainedOfLostNode = await untilAnswered(() => this.keeps(1, `${topic}/retained`, `${text}-retained`));
    this.cluster.node(0).start();
    await this.cluster.untilWhole();
    const retainedAfterRestart = await untilAnswered(() => this.keeps(0, `${topic}/retained`, `${text}-retained`));
    return { willOfLostNode, keptSessionOfLostNode, retainedOfLostNode, retainedAfterRestart };
  }

  private join(
    number: 0 | 1 | 2,
    wishes: Omit<Parameters<typeof Client.join>[1] & object, 'version'> = {},
  ): Promise<Client> {
    return Client.join(this.cluster.node(number), { ...wishes, version: this.version });
  }

  /** A topic and a text that are used once. */
  private names(what: string): readonly [string, string] {
    this.made += 1;
    return [`facts/${what}-${this.made}`, `${what}-${this.made}-${process.pid}`];
  }

  private async speaksFive(): Promise<boolean> {
    const client = await Client.join(this.cluster.node(0), { version: 5 }).catch(() => null);
    await client?.leave();
    return client !== null;
  }

  private keeps(number: 0 | 1 | 2, filter: string, text: string): Promise<boolean> {
    return asks(this.join(number), async (client) => {
      await client.subscribe(filter);
      return await client.hears(text);
    });
  }

  private async retained(): Promise<Pick<Facts, 'retainedByName' | 'retainedByWildcard' | 'retainedFromNextNode'>> {
    const [topic, text] = this.names('retained');
    await asks(this.join(0), (client) => client.publish(topic, text, true));
    await pause(spreadMs);
    return {
      retainedByName: await this.keeps(0, topic, text),
      retainedByWildcard: await this.keeps(0, 'facts/+', text),
      retainedFromNextNode: await this.keeps(1, topic, text),
    };
  }

  private subscriptionsGranted(): Promise<number> {
    return asks(this.join(0), async (client) => {
      let granted = 0;
      for (let index = 0; index < subscriptionsAsked; index += 1) {
        const [qos = 128] = await client.subscribe(`facts/many/${index}`).catch(() => [128]);
        if (qos > 1) break;
        granted += 1;
      }
      return granted;
    });
  }

  private async willFromNextNode(): Promise<boolean> {
    const [topic, text] = this.names('will');
    const mortal = await this.join(0, { will: { topic, payload: text } });
    return await asks(this.join(1), async (witness) => {
      await witness.subscribe(topic);
      await pause(spreadMs);
      mortal.drop();
      return await witness.hears(text, 5000);
    });
  }

  private async keptSessionMoves(): Promise<boolean> {
    const [topic, text] = this.names('kept');
    await asks(this.join(0, { clientId: stopSession(text), isKept: true }), (client) => client.subscribe(topic));
    await asks(this.join(1), (client) => client.publish(topic, `${text}-kept`));
    return (await this.comesBack(stopSession(text), `${text}-kept`)) === 'found';
  }

  /** Whether the client finds its session on the second node, with what was sent meanwhile; refused for so long is refused. */
  private async comesBack(clientId: string, text: string, patienceMs = 0): Promise<'found' | 'lost' | 'refused'> {
    const startedAtMs = performance.now();
    for (;;) {
      const client = await this.join(1, { clientId, isKept: true }).catch(() => null);
      const isFound = (await client?.hears(text)) === true;
      if (client?.isConnected === true) {
        await client.leave();
        return isFound && client.hasSession ? 'found' : 'lost';
      }
      if (performance.now() - startedAtMs >= patienceMs) return 'refused';
      await pause(spreadMs);
    }
  }
}
