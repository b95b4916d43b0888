import { driverTraits } from '../../core/configuration/driver.js';
import { unfit } from '../../core/program/requirements.js';
import type { Driver } from '../driver.js';
import { ClpChair } from './clp-chair.js';

/** Chairs that speak CLP/1. */
export const clpDriver: Driver = {
  name: 'clp',
  profile: null,
  line: null,
  guarantees: { dead_man: 'lease and ttl in the chair', stop: 'verified by telemetry' },
  natives: [],
  hasDeadMan: driverTraits.clp.hasDeadMan,
  open: (parts) => new ClpChair(parts),
  unfit,
};
