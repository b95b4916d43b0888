import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type BrokerCluster, type NodeNumber, nodeNumbers } from './broker-cluster.js';
import { noteFigure } from './figures.js';
import { type Answer, chairs, type FleetOfThree, idlers, row, scouts } from './fleet-of-three.js';
import type { NodeHub } from './node-hub.js';

/** When it is looked at whether commands and stops work again while a node is away. Not every broker lets the daemons promise it: then it is
 *  noted alone, and has to be so when the node is back. */
interface Promised {
  readonly afterMs: number;
  readonly isSure: boolean;
  /** The node may not serve again by itself when it is back. */
  readonly needsRestart?: 'it' | 'it, and all where that is not enough';
}

export interface Promises {
  readonly killed: Promised;
  readonly frozen: Promised;
}

/** How a node goes. */
interface Loss {
  readonly name: string;
  readonly kind: keyof Promises;
  readonly lose: (cluster: BrokerCluster, node: NodeNumber) => Promise<void> | void;
  readonly bringBack: (cluster: BrokerCluster, node: NodeNumber) => Promise<void> | void;
  /** What the node has held may come when it is back: who cannot say when a command was sent has to wait. */
  readonly isDoubtful: boolean;
}

const losses: readonly Loss[] = [
  {
    name: 'is killed',
    kind: 'killed',
    lose: (cluster, node) => cluster.node(node).kill(),
    bringBack: (cluster, node) => cluster.node(node).start(),
    isDoubtful: false,
  },
  {
    name: 'stands still',
    kind: 'frozen',
    lose: (cluster, node) => cluster.node(node).freeze(),
    bringBack: (cluster, node) => cluster.node(node).thaw(),
    isDoubtful: true,
  },
];

/** A command without `ts` is taken again this much later. */
const withoutTsMs = 10_000;
/** What a node has kept comes within this time once it is back. */
const lateMs = 2000;
const times = 20;
const availabilityMs = 8000;
/** A daemon answers ten stops a second, and obeys the rest without a word. */
const stopsApartMs = 1100;
/** Of an answer: it only ends what hangs. */
const patienceMs = 15_000;
/** Whoever has not taken anything by then is not waited for. */
const firstTakenMsMax = 20_000;
const probeEveryMs = 250;
/** Of a cluster one of whose nodes was started anew. */
const wholeWithinMs = 60_000;
/** One that serves may part again while its nodes find each other. */
const staysWholeMs = 5000;
const restartsMax = 3;

const after = (node: NodeNumber): NodeNumber => ([1, 2, 0] as const)[node];
const before = (node: NodeNumber): NodeNumber => ([2, 0, 1] as const)[node];

const summary = (answers: readonly Answer[]): Readonly<Record<string, number | string>> => {
  const sorted = answers.map(({ afterMs }) => Math.round(afterMs)).sort((one, other) => one - other);
  const bad = answers.flatMap(({ code }, index) => (code === 'ok' ? [] : [`${index}: ${code}`]));
  return {
    ok: `${answers.length - bad.length} of ${answers.length}${bad.length === 0 ? '' : ` (${bad.slice(0, 3)})`}`,
    p50_ms: sorted[Math.floor(sorted.length / 2)] ?? 0,
    max_ms: sorted.at(-1) ?? 0,
  };
};

const byDaemon = (values: readonly (number | undefined)[]): Readonly<Record<string, string>> =>
  Object.fromEntries(values.map((value, index) => [`daemon ${index}:`, `${value ?? 'none'}`]));

const codesOf = (answers: readonly Answer[]) => answers.map(({ code }) => code);
const allOk = Array.from({ length: times }, () => 'ok');

/** One node goes while the row runs, and comes back. */
class Outage {
  private readonly lostAtMs = performance.now();

  constructor(
    private readonly fleet: FleetOfThree,
    private readonly hub: NodeHub,
  ) {}

  get passedMs(): number {
    return Math.round(performance.now() - this.lostAtMs);
  }

  async untilPassed(ms: number): Promise<void> {
    await pause(Math.max(0, ms - this.passedMs));
  }

  /** When each daemon has taken a command for the first time, ms after the loss. */
  firstTaken(): Promise<readonly number[]> {
    return Promise.all(scouts.map((chair) => this.firstTakenBy(chair)));
  }

  private async firstTakenBy(chair: string): Promise<number> {
    for (;;) {
      const sentAtMs = this.passedMs;
      const answer = await this.fleet.ask(this.hub, chair, { command: 'select', intensity: 50 }, probeEveryMs);
      if (answer.code === 'ok' || sentAtMs > firstTakenMsMax) return this.passedMs;
      await pause(Math.max(0, sentAtMs + probeEveryMs - this.passedMs));
    }
  }

  /** Twenty commands for chairs that run. */
  sets(marks: object): Promise<readonly Answer[]> {
    return this.commands(row, { command: 'adjust', ...marks });
  }

  /** Twenty commands for chairs that idle. */
  selections(): Promise<readonly Answer[]> {
    return this.commands(idlers, { command: 'select' });
  }

  private commands(chairs: readonly string[], command: object): Promise<readonly Answer[]> {
    const ask = (index: number) =>
      this.fleet.ask(this.hub, chairs[index % chairs.length] ?? '', { intensity: 60 + index, ...command }, patienceMs);
    return Promise.all(Array.from({ length: times }, (_, index) => ask(index)));
  }

  /** Twenty stops of chairs that idle, so that the others go on. */
  async stopsOfIdlers(): Promise<readonly Answer[]> {
    const ofChair = async (chair: string, index: number): Promise<readonly Answer[]> => {
      const answers: Answer[] = [];
      for (let count = index; count < times; count += idlers.length) {
        answers.push(await this.fleet.stop(this.hub, `${chair}/stop`, chair, patienceMs));
      }
      return answers;
    };
    return (await Promise.all(idlers.map(ofChair))).flat();
  }

  /** Twenty stops: of each chair, of the row and of all. */
  async stops(): Promise<readonly Answer[]> {
    const [first = ''] = row;
    return [
      ...(await Promise.all(chairs.map((chair) => this.fleet.stop(this.hub, `${chair}/stop`, chair, patienceMs)))),
      await this.fleet.stop(this.hub, 'group/row/stop', first, patienceMs),
      await this.fleet.stop(this.hub, 'all/stop', first, patienceMs),
    ];
  }
}

/** What was seen while a node was away. */
interface Away {
  readonly answers: readonly (readonly Answer[])[];
  /** What the daemons said where a session did not go on. */
  readonly endedBecause: string | null;
  /** What hubs at the other nodes did not see as online. */
  readonly unseen: readonly string[];
}

/** What was seen when it was back. */
interface Back {
  readonly answers: readonly (readonly Answer[])[];
  /** Chairs that began something that nobody could hear when it was sent. */
  readonly ranLate: readonly string[];
}

/** One node that is lost while the row runs. */
interface Round extends Bench {
  readonly promises: Promises;
  readonly loss: Loss;
  readonly node: NodeNumber;
  /** In the figures. */
  readonly what: string;
}

/** Loses the node. */
async function lose({ cluster, fleet, promises, loss, node, what }: Round): Promise<Away> {
  const { afterMs } = promises[loss.kind];
  const hub = fleet.hub(after(node));
  await fleet.renew();
  const sessions = await fleet.startRow(hub);
  noteFigure(`${what}, at which node each daemon was`, byDaemon(fleet.places));

  await loss.lose(cluster, node);
  const outage = new Outage(fleet, hub);
  // Nobody hears them now; they may come when the node is back.
  for (const chair of scouts) fleet.send(fleet.hub(node), chair, { command: 'start', program: 'quick-break' });
  const first = outage.firstTaken();
  await outage.untilPassed(afterMs);
  const [sets, stopsOfIdlers] = await Promise.all([outage.sets({}), outage.stopsOfIdlers()]);
  noteFigure(`${what}, set with ts ${afterMs} ms later`, summary(sets));
  noteFigure(`${what}, stop ${afterMs} ms later`, summary(stopsOfIdlers));
  noteFigure(`${what}, ms until each daemon took a set`, byDaemon(await first));
  await outage.untilPassed(Math.max(availabilityMs, afterMs));
  const unseen = [hub, fleet.hub(before(node))].flatMap((each) => fleet.missing(each));
  const withoutTs = loss.isDoubtful ? [await setsWithoutTs(outage, afterMs + withoutTsMs, what)] : [];
  const isMoving = row.every((chair) => fleet.moves(chair));
  const endedBecause = isMoving && fleet.sessions().join() === sessions.join() ? null : fleet.said;
  await pause(stopsApartMs);
  const stops = await outage.stops();
  noteFigure(`${what}, stop`, summary(stops));
  return { answers: [sets, stopsOfIdlers, ...withoutTs, stops], endedBecause, unseen };
}

/** Brings the node back. */
async function bringBack({ cluster, fleet, promises, loss, node, what }: Round): Promise<Back> {
  await loss.bringBack(cluster, node);
  const { needsRestart } = promises[loss.kind];
  if (needsRestart === undefined) await cluster.untilWhole();
  else await restartUntilWhole(cluster, node, needsRestart, what);
  const onlineMs = await fleet.untilAllOnline(nodeNumbers.map((each) => fleet.hub(each)));
  noteFigure(`${what}, ms until all nodes show all online`, { '': Math.round(onlineMs) });
  await pause(lateMs);
  const ranLate = idlers.filter((chair) => fleet.status(chair)?.state !== 'idle' || fleet.moves(chair));
  await fleet.stopAll();
  await fleet.untilReady();
  const outage = new Outage(fleet, fleet.hub(node));
  return { answers: [await outage.selections(), await outage.stops()], ranLate };
}

async function restart(cluster: BrokerCluster, node: NodeNumber): Promise<void> {
  await pause(lateMs);
  await cluster.node(node).kill();
  cluster.node(node).start();
}

/** As somebody who looks after it would. */
async function restartUntilWhole(
  cluster: BrokerCluster,
  node: NodeNumber,
  needs: NonNullable<Promised['needsRestart']>,
  what: string,
): Promise<void> {
  await restart(cluster, node);
  for (let restarts = 1; restarts < restartsMax; restarts += 1) {
    if (await staysWhole(cluster)) {
      noteFigure(`${what}, restarts until it serves`, { '': restarts });
      return;
    }
    await (needs === 'it' ? restart(cluster, node) : cluster.restart());
  }
  await cluster.untilWhole();
}

async function staysWhole(cluster: BrokerCluster): Promise<boolean> {
  const isWhole = () =>
    cluster.untilWhole(wholeWithinMs).then(
      () => true,
      () => false,
    );
  if (!(await isWhole())) return false;
  await pause(staysWholeMs);
  return isWhole();
}

async function setsWithoutTs(outage: Outage, afterMs: number, what: string): Promise<readonly Answer[]> {
  await outage.untilPassed(afterMs);
  const answers = await outage.sets({ ts: undefined });
  noteFigure(`${what}, set without ts ${afterMs} ms later`, summary(answers));
  return answers;
}

export interface Bench {
  readonly cluster: BrokerCluster;
  readonly fleet: FleetOfThree;
}

/** What a fleet does while its cluster loses a node: each in turn where that is promised, else the first. */
export function describeLosses(name: string, promises: Promises, bench: () => Bench): void {
  describe.each(losses)(`${name}: a node $name`, (loss) => {
    const { isSure } = promises[loss.kind];
    const told = isSure ? 'commands and stops work again, ' : '';
    it.each(isSure ? nodeNumbers : nodeNumbers.slice(0, 1))(
      `node %i: ${told}sessions go on, nothing begins late, and all is well when it is back`,
      async (node) => {
        const round = { ...bench(), promises, loss, node, what: `${name}, node ${node} ${loss.name}` };
        const away = await lose(round).finally(() => loss.bringBack(round.cluster, node));
        const back = await bringBack(round);
        expect(away.endedBecause).toBeNull();
        expect(back.ranLate).toEqual([]);
        expect(back.answers.map(codesOf)).toEqual([allOk, allOk]);
        if (!isSure) return;
        expect(away.unseen).toEqual([]);
        expect(away.answers.map(codesOf)).toEqual(away.answers.map(() => allOk));
      },
    );
  });
}
