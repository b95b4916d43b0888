import type { Program } from '../program/schema.js';
import type { Session } from '../session.js';
import { isoTime } from '../time-text.js';
import { crc32Hex } from './checksum.js';
import { type LineOf, ledgerNameMax } from './lines.js';

/** What a session's first line says beside the session: the chair, its unit, and the time as far as it is known. */
export interface OpenFacts {
  readonly chair: string;
  readonly serial: string | null;
  readonly timeZone: string;
  readonly boot: string;
  readonly isClockSet: boolean;
}

const encoder = new TextEncoder();

/** Tells one version of a program from another. */
export const programVersion = (program: Program): string => crc32Hex(encoder.encode(JSON.stringify(program)));

/** Characters of a serial number. */
const serialMax = 64;

export const keptSerial = (serial: string): string => serial.slice(0, serialMax);

/** The first line of a session. */
export const openLine = (
  session: Session,
  { chair, serial, timeZone, boot, isClockSet }: OpenFacts,
): LineOf<'opened'> => ({
  kind: 'opened',
  v: 1,
  id: session.id,
  chair,
  serial: serial === null ? null : keptSerial(serial),
  program: session.programId,
  name: session.program.name.slice(0, ledgerNameMax),
  hash: programVersion(session.program),
  source: session.source,
  person: session.person,
  planned_s: Math.round(session.timeline.totalMs / 1000),
  intensity: session.intensity,
  schedule: session.schedule,
  trial: session.source === 'trial',
  at: isoTime(session.startedWallMs),
  tz: timeZone,
  boot,
  wall_ok: isClockSet,
});
