import { atRest, follow, startLevel } from './motion.js';
/** The longest ramp that the line carries. */
const rampPieceMs = 60_000;
/** The product of two straight lines is a curve; pieces of this length follow it closely. */
const fadePieceMs = 10_000;
const defaultRampMs = 1000;
/** Percent per second: what a ramp that nobody chose never exceeds. */
const defaultSlope = 30;
/** Writes one zone's setpoints, following the level as the chair will have it, so that every ramp starts where the last one got. */
export class ZoneWriter {
    setpoints = [];
    zone;
    motion = atRest;
    constructor(zone) {
        this.zone = zone;
    }
    write(span, scale) {
        const { step, path, startMs, endMs } = span;
        const rampMs = step.rampMs ?? defaultRampMs;
        if (step.kind === 'run')
            this.run(step, span, scale);
        else
            this.go({ technique: 'off', rate: 0, level: 0, startMs, rampMs, endMs, isChosen: true, path });
    }
    run(step, { path, startMs, endMs }, scale) {
        const { technique, rate, level } = step;
        const toMs = this.entryMs(step, startMs, scale);
        const common = { technique, rate, endMs, path };
        const straightMs = endMs - startMs - toMs;
        const neededMs = (Math.abs(level.to - level.from) / defaultSlope) * 1000;
        const isChosen = step.rampMs !== null;
        if (level.from !== level.to && straightMs < Math.max(neededMs, 1)) {
            const rampMs = Math.max(defaultRampMs, endMs - startMs);
            this.go({ ...common, level: scale.level(level.to, endMs), startMs, rampMs, isChosen: false });
            return;
        }
        const reachedMs = startMs + toMs;
        const reached = scale.level(level.from, Math.min(endMs, reachedMs));
        this.go({ ...common, level: reached, startMs, rampMs: toMs, isChosen });
        if (level.from === level.to && !scale.isFading)
            return;
        const pieces = Math.ceil(straightMs / (scale.isFading ? fadePieceMs : rampPieceMs));
        const timeOf = (piece) => reachedMs + Math.round((straightMs * piece) / pieces);
        for (let piece = 1; piece <= pieces; piece += 1) {
            const fromMs = timeOf(piece - 1);
            const target = scale.level(level.from + ((level.to - level.from) * piece) / pieces, timeOf(piece));
            this.go({ ...common, level: target, startMs: fromMs, rampMs: timeOf(piece) - fromMs, isChosen: false });
        }
    }
    /** How long the way to the step's first level takes; a range that goes on from where the zone is needs none. */
    entryMs({ technique, level, rampMs }, startMs, scale) {
        if (rampMs !== null)
            return rampMs;
        const way = Math.abs(scale.level(level.from, startMs) - startLevel(this.motion, technique, startMs));
        if (way === 0 && level.from !== level.to)
            return 0;
        return Math.max(defaultRampMs, Math.ceil((way / defaultSlope) * 1000));
    }
    /** Writes the way, in pieces where it is longer than a ramp may be. */
    go(way) {
        const from = startLevel(this.motion, way.technique, way.startMs);
        const neededMs = way.isChosen ? 0 : Math.ceil(((way.level - from) / defaultSlope) * 1000);
        const rampMs = Math.max(way.rampMs, neededMs);
        const pieces = Math.max(1, Math.ceil(rampMs / rampPieceMs));
        const timeOf = (piece) => way.startMs + Math.round((rampMs * piece) / pieces);
        for (let piece = 1; piece <= pieces; piece += 1) {
            const atMs = timeOf(piece - 1);
            if (piece > 1 && atMs >= way.endMs)
                return;
            const level = piece === pieces ? way.level : Math.round(from + ((way.level - from) * piece) / pieces);
            this.emit(way, atMs, level, timeOf(piece) - atMs);
        }
    }
    emit(way, atMs, level, rampMs) {
        const { zone, motion } = this;
        const technique = level === 0 ? 'off' : way.technique;
        const rate = level === 0 ? 0 : way.rate;
        // The chair takes the same target again as a renewal, which leaves its ramp alone.
        if (motion.technique === technique && motion.level === level && motion.rate === rate)
            return;
        const setpoint = { atMs, zone, technique, level, rate, rampMs, path: way.path };
        this.setpoints.push(setpoint);
        this.motion = follow(motion, setpoint);
    }
}
