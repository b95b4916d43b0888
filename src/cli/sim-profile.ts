import {
  isKeyedProfile,
  KeyedDevice,
  type Address as ListenAddress,
  type ListeningTwin,
  listenTwin,
  MadeDevice,
  type Twin,
  type TwinNote,
  twinNamed,
} from '../../hardware-sim/index.js';
import { findProfileOrFile } from '../adapters/files/profile-file.js';
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

const firstWords =
  'This chair believes your profile: it shows that the profile fits itself, not that it fits your chair.\n';

/** A device that is simulated on its own, by whatever profile it is driven; else one that is made from its profile. */
function makeTwin(io: CliIo, { profile, profiles, seed, json }: SimProfileOptions): Twin | readonly string[] {
  const onNote = (note: TwinNote): void => void (json === true && io.stdout.write(noteLine(note)));
  const parts = { clock: io.clock, seed, onNote };
  const make = twinNamed(profile);
  if (make !== null) return make(parts);
  const found = findProfileOrFile(profile, profiles);
  if (found.kind === 'none') return [found.message];
  if (found.kind === 'refused')
    return found.problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  io.stderr.write(firstWords);
  return isKeyedProfile(found.profile)
    ? new KeyedDevice({ ...parts, profile: found.profile })
    : new MadeDevice({ ...parts, profile: found.profile });
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
