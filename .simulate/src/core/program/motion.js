/** Nothing has been asked of the zone yet. */
export const atRest = {
    technique: 'off',
    lastTechnique: 'off',
    rate: 0,
    fromLevel: 0,
    level: 0,
    atMs: 0,
    rampMs: 0,
};
/** The level at a time, in the middle of a ramp not an integer. */
export function levelAt(motion, atMs) {
    const doneMs = atMs - motion.atMs;
    if (doneMs >= motion.rampMs)
        return motion.level;
    return motion.fromLevel + ((motion.level - motion.fromLevel) * Math.max(0, doneMs)) / motion.rampMs;
}
/** Where a zone starts from when it is asked for a technique: another technique goes through 0 first. */
export function startLevel(motion, technique, atMs) {
    return technique === 'off' || technique === motion.lastTechnique ? levelAt(motion, atMs) : 0;
}
/** What the zone does from a setpoint on. */
export function follow(motion, setpoint) {
    const { technique, rate, level, atMs, rampMs } = setpoint;
    const lastTechnique = technique === 'off' ? motion.lastTechnique : technique;
    return { technique, lastTechnique, rate, fromLevel: startLevel(motion, technique, atMs), level, atMs, rampMs };
}
