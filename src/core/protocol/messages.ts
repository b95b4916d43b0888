import type { Technique, Zone } from '../zones.js';

/** What a host asks of a chair. Levels 0-100, rates in the technique's unit, times in ms. */
export type Request =
  | { readonly verb: 'HELLO'; readonly version: number; readonly host: string }
  | { readonly verb: 'CAPS'; readonly zone: Zone }
  | {
      readonly verb: 'SET';
      readonly zone: Zone;
      readonly technique: Technique | 'off';
      readonly level: number;
      readonly rate: number;
      readonly rampMs: number;
      readonly ttlMs: number;
    }
  | { readonly verb: 'KEEP' }
  | { readonly verb: 'STOP'; readonly rampMs?: number }
  | { readonly verb: 'ESTOP' }
  | { readonly verb: 'RESET'; readonly cause: string }
  | { readonly verb: 'RATE'; readonly periodMs: number }
  | { readonly verb: 'STATUS' };

export const errorCodes = [
  'crc',
  'overflow',
  'syntax',
  'verb',
  'arg',
  'range',
  'unsupported',
  'seq',
  'hello',
  'latched',
  'busy',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** Fault codes of the line. */
export const faultCodes = [
  'overtemp',
  'overcurrent',
  'stall',
  'undervolt',
  'overvolt',
  'sensor',
  'estop',
  'lease',
  'contradiction',
] as const;
export type FaultCode = (typeof faultCodes)[number];

export const modes = ['idle', 'run', 'stop', 'estop', 'fault'] as const;
export type Mode = (typeof modes)[number];

export const bootReasons = ['power', 'watchdog', 'brownout', 'reset'] as const;
export type BootReason = (typeof bootReasons)[number];

export const buttons = ['start', 'pause', 'stop', 'estop'] as const;
export type Button = (typeof buttons)[number];

/** `derated`, `stalled`, `hot`, `at limit`, in the letters of the line. */
export const zoneFlags = ['D', 'S', 'H', 'L'] as const;
export type ZoneFlag = (typeof zoneFlags)[number];

/** A sensor's reading: a number, `invalid` (`?` on the line) or `none` (`-`: the chair has no such sensor). */
export type Reading = number | 'invalid' | 'none';

/** The number that a sensor told; null where it told none. */
export const measuredIn = (reading: Reading): number | null => (typeof reading === 'number' ? reading : null);

/** What one zone measures now; `temperature` in 0.1 degC, `currentMa` in mA. */
export interface ZoneReport {
  readonly zone: Zone;
  readonly technique: Technique | 'off';
  readonly level: number;
  /** Null where the chair does not tell; in CLP/1 it always does. */
  readonly rate: number | null;
  readonly temperatureDc: Reading;
  readonly currentMa: Reading;
  readonly flags: readonly ZoneFlag[];
}

/** One T line. `uptimeMs` is a 32-bit counter of the chair's, `leaseMs` what is left of the lease. */
export interface Telemetry {
  readonly uptimeMs: number;
  readonly mode: Mode;
  readonly leaseMs: number;
  readonly occupied: boolean | 'invalid' | 'none';
  readonly railMv: Reading;
  readonly zones: readonly ZoneReport[];
}

export type ChairEvent =
  | { readonly event: 'boot'; readonly reason: BootReason }
  | { readonly event: 'fault'; readonly code: FaultCode; readonly zone: Zone | null; readonly value: number }
  | { readonly event: 'clear'; readonly code: FaultCode; readonly zone: Zone | null }
  | { readonly event: 'button'; readonly button: Button }
  | { readonly event: 'occupied'; readonly occupied: boolean }
  | { readonly event: 'lease' }
  | { readonly event: 'ttl'; readonly zone: Zone };

/** A line that a chair sends. `args` of an answer are its words after `OK`; `detail` those after the code. */
export type Report =
  | { readonly kind: 'ok'; readonly seq: number; readonly args: readonly string[] }
  | { readonly kind: 'error'; readonly seq: number; readonly code: ErrorCode; readonly detail: string }
  | { readonly kind: 'telemetry'; readonly telemetry: Telemetry }
  | { readonly kind: 'event'; readonly event: ChairEvent };

/** A line that a host sends; seq 0 is for KEEP only, else 1-65535. */
export interface Order {
  readonly seq: number;
  readonly request: Request;
}

/** A chair's answer to HELLO. `boot` is four hex digits, lease and TTL in ms. */
export interface Identity {
  readonly version: number;
  readonly fw: string;
  readonly model: string;
  /** Who makes it, where the chair says so. */
  readonly maker?: string | undefined;
  readonly id: string;
  readonly boot: string;
  readonly leaseMs: number;
  readonly ttlMs: number;
  readonly zones: readonly Zone[];
}

/** Why a line is not a message. `seq` is the sequence number where one could be read, else 0. */
export interface Malformed {
  readonly kind: 'malformed';
  readonly why: Extract<ErrorCode, 'crc' | 'overflow' | 'syntax' | 'verb' | 'arg' | 'range' | 'unsupported'>;
  readonly seq: number;
}

/** Bytes of a line with its LF, at most. */
export const lineBytesMax = 160;
export const seqMax = 65535;
/** The emergency byte (CAN): acts anywhere in the stream, without framing. */
export const emergencyByte = 0x18;
export const emergencyCharacter = String.fromCharCode(emergencyByte);
export const rampMsMax = 60_000;
export const protocolVersion = 1;
