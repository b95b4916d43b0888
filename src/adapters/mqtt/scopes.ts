import type { Fleet } from '../../ports.js';
import type { TopicScope } from './topics.js';

/** The chairs of this daemon that a command or a stop is for. */
export function chairsInScope(fleet: Fleet, scope: TopicScope): readonly string[] {
  switch (scope.kind) {
    case 'all':
      return fleet.chairIds;
    case 'group':
      return fleet.chairIds.filter((chairId) => fleet.card(chairId).groups.includes(scope.group));
    case 'chair':
      return fleet.chairIds.filter((chairId) => chairId === scope.chairId);
  }
}

export const groupsOf = (fleet: Fleet): readonly string[] => [
  ...new Set(fleet.chairIds.flatMap((chairId) => fleet.card(chairId).groups)),
];
