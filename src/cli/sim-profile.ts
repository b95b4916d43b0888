import {
  isKeyedProfile,
  KeyedDevice,
  type Address as ListenAddress,
  type ListeningTwin,
  listenTwin,
  type Twin,
  type TwinNote,
  twinNamed,
} from '../../hardware-sim/index.js';
import { findProfile } from '../adapters/files/profile-file.js';
import type { CliIo } from './process-edge.js';

/** What `sim` is asked of a chair by profile. */
export interface SimProfileOptions {
  readonly profile: string;
  readonly profiles?: string | undefined;
  readonly seed: number;
  readonly fault: readonly string[];
  readonly json?: true | undefined;
  readonly tcp?: ListenAddress | undefined;
  readonly pty?: string | undefined;
  readonly control?: ListenAddress | undefined;
}

const noteLine = ({ atMs, kind, ...rest }: TwinNote): string =>
  `${JSON.stringify({ at_ms: Math.round(atMs), event: kind, ...rest })}\n`;

/** A device that is simulated on its own, by whatever profile it is driven; else one that is made from its profile. */
function makeTwin(io: CliIo, { profile, profiles, seed, json }: SimProfileOptions): Twin | readonly string[] {
  const onNote = (note: TwinNote): void => void (json === true && io.stdout.write(noteLine(note)));
  const parts = { clock: io.clock, seed, onNote };
  const make = twinNamed(profile);
  if (make !== null) return make(parts);
  const found = findProfile(profile, profiles);
  if (found.kind === 'none') return [found.message];
  if (found.kind === 'refused')
    return found.problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  if (isKeyedProfile(found.profile)) return new KeyedDevice({ ...parts, profile: found.profile });
  return [`of ${profile} no chair can be simulated: only of wires of hex digits whose keys lead round`];
}

/** Simulates the chair of a profile; gives what is in the way instead. */
export async function simulateProfile(
  io: CliIo,
  options: SimProfileOptions,
): Promise<ListeningTwin | readonly string[]> {
  const { fault: faults, tcp, pty, control } = options;
  const twin = makeTwin(io, options);
  if (!('clock' in twin)) return twin;
  const outcome = await listenTwin(twin, { faults, tcp, pty, control });
  return outcome.kind === 'listening' ? outcome : [outcome.message];
}
