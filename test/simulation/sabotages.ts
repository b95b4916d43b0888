import type { Sabotage } from './sabotage-shape.js';
import { sabotagesOfRecords } from './sabotages-records.js';
import { sabotagesOfSessions } from './sabotages-sessions.js';
import { sabotagesOfStarts } from './sabotages-starts.js';
import { sabotagesOfStops } from './sabotages-stops.js';

export const sabotages: readonly Sabotage[] = [
  ...sabotagesOfStops,
  ...sabotagesOfStarts,
  ...sabotagesOfSessions,
  ...sabotagesOfRecords,
];
