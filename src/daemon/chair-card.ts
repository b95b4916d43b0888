import type { Identity } from '../core/protocol/messages.js';
import type { ChairCard } from '../core/status.js';
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
