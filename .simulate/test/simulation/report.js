import { textOf } from './plan.js';
const hourMs = 3_600_000;
const seconds = (ms) => `${(ms / 1000).toFixed(3)} s`;
const grouped = (value) => Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
/** How much was simulated, and how fast. */
export class Tally {
    seeds = 0;
    failures = 0;
    simulatedMs = 0;
    armedMs = 0;
    add(outcome) {
        this.seeds += 1;
        this.failures += outcome.violation === null ? 0 : 1;
        this.simulatedMs += outcome.simulatedMs;
        this.armedMs += outcome.armedMs;
    }
    /** `tookMs` is real time. */
    text(tookMs) {
        const { seeds, failures, simulatedMs, armedMs } = this;
        const share = simulatedMs === 0 ? 0 : Math.round((100 * armedMs) / simulatedMs);
        const hours = (simulatedMs / hourMs).toFixed(1);
        const speed = tookMs === 0 ? 0 : simulatedMs / tookMs;
        return `${grouped(seeds)} seeds, ${hours} h simulated (${share} % of it in motion), ${failures} failed, ${grouped(speed)} x real time`;
    }
}
/** A failed seed for people: what broke, the storm that breaks it, what happened last, and how to see it again. */
export function failureText(outcome, shrunk, replay) {
    const { seed, violation, steps } = outcome;
    if (violation === null)
        return '';
    const storm = shrunk.steps.map(({ atMs, action }) => `  ${seconds(atMs).padStart(11)} ${textOf(action)}`);
    return [
        `seed ${seed} FAILED ${violation.invariant}: ${violation.message}`,
        `the storm, from ${steps.length} actions down to ${shrunk.steps.length} that break the same:`,
        ...storm,
        'how it ended:',
        ...shrunk.tail.map((line) => `  ${line}`),
        `again: ${replay}`,
    ].join('\n');
}
/** One seed as `--seed` shows it: the same bytes each time. */
export function replayText({ seed, violation, digest, tail, steps, simulatedMs }) {
    const verdict = violation === null ? 'passed' : `FAILED ${violation.invariant}: ${violation.message}`;
    return [
        ...tail.map((line) => `  ${line}`),
        `seed ${seed} ${verdict}; ${steps.length} actions in ${seconds(simulatedMs)}; digest ${digest}`,
    ].join('\n');
}
