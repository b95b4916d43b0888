import { unfit } from '../../core/program/requirements.js';
import type { Driver } from '../driver.js';
import { ClpChair } from './clp-chair.js';

/** Chairs that speak CLP/1. */
export const clpDriver: Driver = {
  name: 'clp',
  guarantees: { dead_man: 'lease and ttl in the chair', stop: 'verified by telemetry' },
  natives: [],
  hasDeadMan: true,
  open: (parts) => new ClpChair(parts),
  unfit,
};
