import { sabotagesOfSessions } from './sabotages-sessions.js';
import { sabotagesOfStarts } from './sabotages-starts.js';
import { sabotagesOfStops } from './sabotages-stops.js';
export const sabotages = [...sabotagesOfStops, ...sabotagesOfStarts, ...sabotagesOfSessions];
