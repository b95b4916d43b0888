import { type ChairState, latchedStates, movingStates } from '../status.js';
import type { Command, CommandName, HaltName } from './schema.js';

interface Verb {
  /** Null: in every state. A start has refusals of its own. */
  readonly appliesIn: readonly ChairState[] | null;
  /** [S7] Ends or holds a movement; always taken. */
  readonly isHalt: boolean;
  /** May set motors into motion, or make what moves stronger: not behind a stop that may be newer. [S6] */
  readonly canMove: boolean;
  /** Sets a still chair into motion: not before a stop by the same way is known to come. [S7] */
  readonly beginsMotion: boolean;
  /** Begins a session: it is not run before its id is on the disk. [S6] */
  readonly beginsSession: boolean;
  /** The session is another after it. */
  readonly changesSession: boolean;
}

const plain: Verb = {
  appliesIn: null,
  isHalt: false,
  canMove: false,
  beginsMotion: false,
  beginsSession: false,
  changesSession: false,
};

const begins: Verb = { ...plain, canMove: true, beginsMotion: true, beginsSession: true, changesSession: true };

export const verbs: Readonly<Record<CommandName, Verb>> = {
  start: begins,
  stop: { ...plain, isHalt: true },
  estop: { ...plain, isHalt: true },
  pause: { ...plain, isHalt: true, appliesIn: movingStates },
  resume: { ...plain, canMove: true, beginsMotion: true, appliesIn: ['paused'] },
  adjust: { ...plain, canMove: true, changesSession: true, appliesIn: ['running', 'paused'] },
  skip: { ...plain, changesSession: true, appliesIn: ['running'] },
  select: plain,
  reset: { ...plain, appliesIn: latchedStates },
  remote_start: plain,
  offer: begins,
  trial: begins,
};

/** Those that a message may ask for. */
export const commandNames = (Object.keys(verbs) as readonly CommandName[]).filter((name) => name !== 'trial');

/** [S7] What ends or holds a movement; always taken. */
export const isHalt = <Some extends Pick<Command, 'command'>>(
  command: Some,
): command is Extract<Some, { readonly command: HaltName }> => verbs[command.command].isHalt;

export const isHaltName = (command: unknown): command is HaltName =>
  commandNames.some((name) => name === command && verbs[name].isHalt);

export const beginsSession = ({ command }: Pick<Command, 'command'>): boolean => verbs[command].beginsSession;

/** True where the command applies in the state, or is judged by other rules. */
export const applies = (command: CommandName, state: ChairState): boolean =>
  verbs[command].appliesIn?.includes(state) ?? true;
