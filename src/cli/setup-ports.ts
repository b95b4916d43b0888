import { existsSync, realpathSync } from 'node:fs';
import { listPorts, type PortCard } from '../adapters/serial/list-ports.js';
import { findUsb } from '../adapters/serial/open-port.js';
import type { KnownSetup } from '../core/setup/answers.js';
import {
  alsoWatching,
  looked,
  type PortWatch,
  recognisedIn,
  type WatchedPort,
  watchFrom,
} from '../core/setup/port-watch.js';
import type { FoundPort } from '../core/web/setup.js';
import { lastingPort, plugWords, readSetupPort } from './judge-port.js';

/** A port that may be the chair's. */
export interface PortCandidate extends WatchedPort {
  /** As the answers name it. */
  readonly port: string;
  readonly path: string;
  readonly about: string;
}

export type ListPorts = () => Promise<readonly PortCard[]>;

function candidateOf(card: PortCard, cards: readonly PortCard[]): PortCandidate {
  const { vendorId, productId, serialNumber, byId, path } = card;
  const plug = serialNumber === undefined ? undefined : `${vendorId}:${productId}:${serialNumber}`;
  return { key: byId ?? plug ?? path, port: lastingPort(card, cards), path, about: plugWords(card).join(', ') };
}

const realPath = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

/** Where a port of the answers is plugged in now; null where it is no device of this machine, or is not there. */
function devicePath(text: string, cards: readonly PortCard[]): string | null {
  const port = readSetupPort(text);
  if ('what' in port || port.kind === 'tcp') return null;
  if (port.kind === 'path') return port.path;
  const find = findUsb(port, cards);
  return find.kind === 'found' ? find.path : null;
}

/** The ports of this machine, and what was pulled out and plugged in since the watch began. */
export class SetupPorts {
  private watched: PortWatch<PortCandidate> | null = null;
  private cards: readonly PortCard[] = [];
  private named = '';

  constructor(
    private readonly known: () => KnownSetup,
    /** What is no port of this machine's list, such as a simulated chair. */
    private readonly others: readonly PortCandidate[],
    private readonly list: ListPorts = listPorts,
  ) {}

  /** Looks anew. `named` is a device that somebody has named; it is watched like the others. */
  async look(named: string): Promise<readonly FoundPort[]> {
    const candidates = await this.candidates(named);
    const before = this.withoutTyped(named, candidates);
    const known = named === this.named ? undefined : candidates.find(({ port }) => port === named);
    this.named = named;
    this.watched = looked(known === undefined ? before : alsoWatching(before, known), candidates);
    const owners = this.known().chairs.map(({ id, port }) => {
      const path = devicePath(port, this.cards);
      return { id, path: path === null ? port : realPath(path) };
    });
    return [...this.watched.values()].map(({ port: { port, path, about }, change }) => {
      const owner = owners.find((each) => each.path === realPath(path) || each.path === path);
      return { port, path, about, chair: owner?.id ?? null, change };
    });
  }

  /** A port that stood there because somebody had typed it is forgotten with the next one: nobody has pulled it out. */
  private withoutTyped(named: string, candidates: readonly PortCandidate[]): PortWatch<PortCandidate> {
    // A simulated chair that has come up meanwhile was not plugged in.
    const watch = this.others.reduce(alsoWatching<PortCandidate>, this.watched ?? watchFrom(candidates));
    const isStillThere = named === this.named || candidates.some(({ key }) => key === this.named);
    return isStillThere ? watch : new Map([...watch].filter(([key]) => key !== this.named));
  }

  /** From now on it counts what is pulled out and plugged in. */
  async watch(named: string): Promise<void> {
    this.watched = watchFrom(await this.candidates(named));
  }

  get recognised(): string | null {
    return this.watched === null ? null : (recognisedIn(this.watched)?.port ?? null);
  }

  private async candidates(named: string): Promise<readonly PortCandidate[]> {
    this.cards = await this.list();
    const listed = [...this.cards.map((card) => candidateOf(card, this.cards)), ...this.others];
    const port = readSetupPort(named);
    const isListed = listed.some((each) => each.port === named || each.path === named);
    if ('what' in port || port.kind !== 'path' || isListed || !existsSync(port.path)) return listed;
    return [...listed, { key: port.path, port: port.path, path: port.path, about: '' }];
  }
}
