import { KeyedDevice } from '../../../hardware-sim/keyed/keyed-device.js';
import type { TwinOptions } from '../../../hardware-sim/twins/twin.js';
import { remoteBus } from '../../support/shipped-profiles.js';

/** The chair that is made from the profile `remote-bus`. */
export const remoteBusTwin = (options: TwinOptions): KeyedDevice => new KeyedDevice({ ...options, profile: remoteBus });
