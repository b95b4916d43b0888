import { profileNameForm } from '../ids.js';
import { advise, checkedText } from './values.js';

/** How a chair is spoken to, as the configuration says it; src/chair/drivers.ts makes a driver of it. */
export type DriverChoice = { readonly kind: 'clp' } | { readonly kind: 'profile'; readonly name: string };

/** What other settings of a chair depend on. */
interface DriverTraits {
  /** Its line is not set by `baud_rate`. */
  readonly hasOwnLine: boolean;
  /** The chair ends by itself what the host no longer renews. Without it there is nothing to commission. [S1] */
  readonly hasDeadMan: boolean;
}

export const driverTraits: Readonly<Record<DriverChoice['kind'], DriverTraits>> = {
  clp: { hasOwnLine: false, hasDeadMan: true },
  profile: { hasOwnLine: true, hasDeadMan: false },
};

const driverForm = new RegExp(`^(clp|profile:${profileNameForm})$`);

/** The kind that a text claims to be, also where its name is wrong. */
export const claimedKind = (text: string): DriverChoice['kind'] => (text.startsWith('profile:') ? 'profile' : 'clp');

/** `clp`, or the name of a profile, with `profile:` before it or without. */
export const readDriver = (text: string): DriverChoice =>
  text === 'clp' ? { kind: 'clp' } : { kind: 'profile', name: text.replace(/^profile:/, '') };

function driverProblem(text: string): string | null {
  if (driverForm.test(text)) return null;
  const likely = text.toLowerCase().replaceAll(/\s/g, '').replaceAll('_', '-');
  const example = 'such as profile:remote-bus; docs/chairs.md lists the profiles';
  const advice = driverForm.test(likely) ? `write ${likely}` : example;
  return advise('must be clp or profile:<name>', advice);
}

export const driverChoice = () =>
  checkedText('a driver', driverProblem)
    .transform(readDriver)
    .prefault('clp')
    .describe('`clp`, or `profile:<name>` for a chair with a wire of its own (docs/chairs.md)');
