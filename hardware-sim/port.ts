import type { Clock } from '../src/ports.js';

/** Where a host can be connected. */
export interface Port {
  /** Takes text for the host, one character a byte. Never throws, never blocks. */
  send(text: string): void;
  /** Whether the chair takes what the host writes. */
  setReading(isReading: boolean): void;
  /** Whether the port is there at all. */
  setPlugged(isPlugged: boolean): void;
}

/** What a port needs of the chair behind it. */
export interface PortOwner {
  readonly clock: Clock;
  readonly isReading: boolean;
  readonly isPlugged: boolean;
  /** Text from the host, one character a byte. */
  receive(text: string): void;
  notePort(port: string, is: 'opened' | 'closed'): void;
  /** Gives what detaches it again. */
  attach(port: Port): () => void;
}
