export { VirtualTime } from '../../hardware-sim/virtual-time.js';
