import {
  closedAtHello,
  type KnownVersions,
  knownAtFirst,
  type ProtocolVersion,
  versionAccepted,
  versionRefused,
  versionToTry,
} from '../../core/broker/protocol-version.js';
import type { Clock } from '../../ports.js';
import type { BrokerMemory } from './broker-memory.js';

/** Which version of MQTT the connections of one daemon speak. */
export class VersionGuide {
  private known: KnownVersions;
  /** Of the connections that are up, by name. */
  private readonly spoken = new Map<string, ProtocolVersion>();

  constructor(
    private readonly memory: Pick<BrokerMemory, 'hasFiveWorked' | 'fiveWorked'>,
    private readonly clock: Clock,
  ) {
    this.known = knownAtFirst(memory.hasFiveWorked);
  }

  toTry(name: string): ProtocolVersion {
    return versionToTry(this.known, this.otherThan(name), this.clock.nowMs());
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

  ended(name: string): void {
    this.spoken.delete(name);
  }

  refused(version: ProtocolVersion): void {
    this.known = versionRefused(this.known, version, this.clock.nowMs());
  }

  /** MQTT 5 was tried, and the connection was closed without a word for the `closes`th time in a row. */
  closedAtHello(closes: number): void {
    this.known = closedAtHello(this.known, closes, this.clock.nowMs());
  }

  private otherThan(name: string): ProtocolVersion | null {
    for (const [other, version] of this.spoken) if (other !== name) return version;
    return null;
  }
}
