/** The motor zones of a chair, in the order in which the line names them. */
export const zones = ['back', 'seat', 'legs'];
/** What an actuator can do. The unit of `rate` depends on the technique: see `rateUnits`. */
export const techniques = ['knead', 'tap', 'roll', 'press', 'compress', 'vibrate'];
/** The unit of a technique's `rate`; 0 means the chair's default, or steady for air and presses. */
export const rateUnits = {
    knead: 'turns/min',
    tap: 'strokes/min',
    roll: 'strokes/min',
    press: 'presses/min',
    compress: 'cycles/min',
    vibrate: 'Hz',
};
const off = { technique: 'off', level: 0, rate: 0, rampMs: 0 };
/** Nothing moves. */
export const still = { back: off, seat: off, legs: off };
export const isZone = (text) => zones.includes(text);
export const isTechnique = (text) => techniques.includes(text);
