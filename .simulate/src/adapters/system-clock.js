import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
const bootIdFile = '/proc/sys/kernel/random/boot_id';
/** Node runs a timer with a longer delay at once. */
const delayMaxMs = 2 ** 31 - 1;
const nanosecondsPerMs = 1e6;
/** Where the system names no boot, every run counts as its own: then no `nowMs` of before is compared with one of now. */
function readBootId(file) {
    try {
        return readFileSync(file, 'utf8').trim() || randomUUID();
    }
    catch {
        return randomUUID();
    }
}
const boundedDelay = (delayMs) => Math.min(delayMs, delayMaxMs);
/** The machine's own time: `nowMs` is CLOCK_MONOTONIC, on Linux since boot. Delays are bounded to 24.8 days. */
export function systemClock(bootFile = bootIdFile) {
    return {
        bootId: readBootId(bootFile),
        nowMs: () => Number(process.hrtime.bigint()) / nanosecondsPerMs,
        wallMs: () => Date.now(),
        after: (delayMs, run) => ({ id: setTimeout(run, boundedDelay(delayMs)) }),
        every: (periodMs, run) => ({ id: setInterval(run, boundedDelay(periodMs)) }),
        clear: (timer) => clearTimeout(timer.id),
        random: () => Math.random(),
    };
}
