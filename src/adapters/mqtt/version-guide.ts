import type { ConnectionEnd } from '../../core/broker/connection-lives.js';
import {
  closedAtHello,
  type KnownVersions,
  knownAtFirst,
  type ProtocolVersion,
  versionAccepted,
  versionRefused,
  versionToTry,
  withoutFive,
} from '../../core/broker/protocol-version.js';
import type { Clock } from '../../ports.js';
import type { NodeMemory } from './broker-memory.js';

/** What the nodes of one cluster have in common. */
export interface VersionParts {
  readonly clock: Clock;
  /** Closes without a word before the broker had said anything, in a row, by the name of the connection, at whatever node. What we
   *  break off ourselves, because the other connection goes on to another node, says nothing of the broker. */
  readonly closesAtHello: Map<string, number>;
  /** These have led to MQTT 3.1.1. */
  readonly onFiveUnknown: () => void;
}

/** Which version of MQTT the connections of one daemon speak with one broker. */
export class VersionGuide {
  private known: KnownVersions;
  /** Of the connections that are up, by name. */
  private readonly spoken = new Map<string, ProtocolVersion>();

  constructor(
    private readonly memory: Pick<NodeMemory, 'hasFiveWorked' | 'fiveWorked'>,
    private readonly parts: VersionParts,
  ) {
    this.known = knownAtFirst(memory.hasFiveWorked);
  }

  toTry(name: string): ProtocolVersion {
    return versionToTry(this.known, this.otherThan(name), this.parts.clock.nowMs());
  }

  /** The broker takes the connection; false where the other one is up with another version. */
  accepted(name: string, version: ProtocolVersion): boolean {
    const isNews = version === 5 && !this.known.hasFiveWorked;
    this.known = versionAccepted(this.known, version);
    if (isNews) this.memory.fiveWorked();
    if ((this.otherThan(name) ?? version) !== version) return false;
    this.spoken.set(name, version);
    return true;
  }

  /** A connection that was tried with `version` has ended. */
  ended(name: string, version: ProtocolVersion, { livedMs, cause }: ConnectionEnd): void {
    this.spoken.delete(name);
    const isAtHello = livedMs === null && cause === 'silent' && version === 5;
    const { closesAtHello, onFiveUnknown, clock } = this.parts;
    if (cause === 'ours' && livedMs === null) return;
    const closes = isAtHello ? (closesAtHello.get(name) ?? 0) + 1 : 0;
    closesAtHello.set(name, closes);
    const before = this.known;
    if (isAtHello) this.known = closedAtHello(before, closes, clock.nowMs());
    if (this.known !== before) onFiveUnknown();
    if (this.toTry(name) !== 5) closesAtHello.clear();
  }

  /** Another node seems not to know MQTT 5: this one is not asked in vain first, unless it has spoken it. */
  takeOlder(): void {
    this.known = withoutFive(this.known, this.parts.clock.nowMs());
  }

  refused(version: ProtocolVersion): void {
    this.known = versionRefused(this.known, version, this.parts.clock.nowMs());
  }

  private otherThan(name: string): ProtocolVersion | null {
    for (const [other, version] of this.spoken) if (other !== name) return version;
    return null;
  }
}
