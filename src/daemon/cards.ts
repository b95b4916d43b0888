import { compile } from '../core/program/compile.js';
import type { Program } from '../core/program/schema.js';
import { zonesOf } from '../core/program/timeline.js';
import type { Identity } from '../core/protocol/messages.js';
import type { ChairCard, ProgramCard } from '../core/status.js';
import type { UnitOptions } from './chair-settings.js';

/** A chair as the bridge introduces it; `identity` is that of its last handshake. */
export const chairCard = (
  { settings, driver }: Pick<UnitOptions, 'settings' | 'driver'>,
  identity: Identity | null,
  isCommissioned: boolean,
): ChairCard => ({
  id: settings.id,
  name: settings.name,
  serial: identity?.id ?? null,
  model: identity?.model ?? null,
  fw: identity?.fw ?? null,
  driver: driver.name,
  guarantees: { ...driver.guarantees },
  commissioned: isCommissioned,
  groups: [...settings.groups],
});

/** A program never changes; a fleet asks for the same few cards at each connect, and to compile them takes longer than a lease
 *  where there are many chairs. [S8] */
const known = new WeakMap<Program, ProgramCard>();

/** A program as the hubs list it. */
export function programCard(program: Program): ProgramCard {
  const card = known.get(program) ?? newCard(program);
  known.set(program, card);
  return card;
}

function newCard(program: Program): ProgramCard {
  const timeline = compile(program);
  const { id, name, summary, goal, avoid, native } = program;
  const duration_s = Math.round(timeline.totalMs / 1000);
  const card = { id, name, summary, goal, duration_s, avoid: [...avoid] };
  return native === undefined
    ? { ...card, zones: [...zonesOf(timeline)] }
    : { ...card, zones: [...native.zones], native: true };
}
