import { describeFleet } from './one-fleet.js';

describeFleet(12);
