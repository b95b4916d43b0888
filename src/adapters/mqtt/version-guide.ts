import type { ConnectionEnd } from '../../core/broker/connection-lives.js';
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
import type { NodeMemory } from './broker-memory.js';

/** Which version of MQTT the connections of one daemon speak with one broker. */
export class VersionGuide {
  private known: KnownVersions;
  /** Of the connections that are up, by name. */
  private readonly spoken = new Map<string, ProtocolVersion>();
  /** Closes without a word before the broker had said anything, in a row, by name. */
  private readonly closesAtHello = new Map<string, number>();

  constructor(
    private readonly memory: Pick<NodeMemory, 'hasFiveWorked' | 'fiveWorked'>,
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

  /** A connection that was tried with `version` has ended. */
  ended(name: string, version: ProtocolVersion, { livedMs, cause }: ConnectionEnd): void {
    this.spoken.delete(name);
    const isAtHello = livedMs === null && cause === 'silent' && version === 5;
    const closes = isAtHello ? (this.closesAtHello.get(name) ?? 0) + 1 : 0;
    this.closesAtHello.set(name, closes);
    if (isAtHello) this.known = closedAtHello(this.known, closes, this.clock.nowMs());
    if (this.toTry(name) !== 5) this.closesAtHello.clear();
  }

  refused(version: ProtocolVersion): void {
    this.known = versionRefused(this.known, version, this.clock.nowMs());
  }

  private otherThan(name: string): ProtocolVersion | null {
    for (const [other, version] of this.spoken) if (other !== name) return version;
    return null;
  }
}
