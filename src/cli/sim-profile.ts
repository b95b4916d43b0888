import {
  type KeyedNote,
  keyedFaultNames,
  type Address as ListenAddress,
  type ListeningKeyed,
  listenKeyed,
} from '../../hardware-sim/index.js';
import { findProfile } from '../adapters/files/profile-file.js';
import type { CliIo } from './process-edge.js';

export interface SimProfileOptions {
  readonly profile: string;
  readonly profiles?: string;
  readonly tcp?: ListenAddress;
  readonly pty?: string;
  readonly control?: ListenAddress;
  readonly seed: number;
  readonly fault: readonly string[];
  readonly json?: true;
}

const showAddress = ({ host, port }: ListenAddress): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

function readyLine({ tcp, pty, control }: ListeningKeyed): string {
  const words = [
    ...(tcp === null ? [] : [`tcp=${showAddress(tcp)}`]),
    ...(pty === null ? [] : [`pty=${pty}`]),
    ...(control === null ? [] : [`control=${showAddress(control)}`]),
  ];
  return `ready ${words.join(' ')}\n`;
}

function noteLine({ atMs, kind, ...rest }: KeyedNote): string {
  return `${JSON.stringify({ at_ms: Math.round(atMs), event: kind, ...rest })}\n`;
}

/** Runs the simulated chair of a profile. Gives what ends it; null where it could not begin, and that was said. */
export async function simulateProfile(io: CliIo, options: SimProfileOptions): Promise<ListeningKeyed | null> {
  const found = findProfile(options.profile, options.profiles);
  if (found.kind !== 'profile') {
    const lines =
      found.kind === 'none'
        ? [found.message]
        : found.problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
    io.stderr.write(lines.map((line) => `error: ${line}\n`).join(''));
    return null;
  }
  const { tcp, pty, control, seed, fault: faults, json } = options;
  const listening = await listenKeyed({
    profile: found.profile,
    clock: io.clock,
    seed,
    faults,
    onNote: (note) => json === true && io.stdout.write(noteLine(note)),
    ...(tcp === undefined ? {} : { tcp }),
    ...(pty === undefined ? {} : { pty }),
    ...(control === undefined ? {} : { control }),
  });
  if (listening.kind === 'problem') {
    const hint = faults.length > 0 ? `; its faults are ${keyedFaultNames.join(', ')}` : '';
    io.stderr.write(`error: ${listening.message}${hint}\n`);
    return null;
  }
  io.stdout.write(readyLine(listening));
  return listening;
}
