import type { Sabotage } from './sabotage-shape.js';
import { sabotagesOfLanes } from './sabotages-lanes.js';
import { sabotagesOfOwners } from './sabotages-owners.js';
import { sabotagesOfProfiles } from './sabotages-profiles.js';
import { sabotagesOfRecords } from './sabotages-records.js';
import { sabotagesOfSessions } from './sabotages-sessions.js';
import { sabotagesOfStarts } from './sabotages-starts.js';
import { sabotagesOfStops } from './sabotages-stops.js';

export const sabotages: readonly Sabotage[] = [
  ...sabotagesOfStops,
  ...sabotagesOfStarts,
  ...sabotagesOfLanes,
  ...sabotagesOfSessions,
  ...sabotagesOfOwners,
  ...sabotagesOfRecords,
  ...sabotagesOfProfiles,
];
