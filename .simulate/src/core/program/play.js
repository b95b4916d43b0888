/** What one zone does in a phase, step by step: a list loops until the phase ends, a zone without a plan is off. */
export function* playZone(plan, window, path) {
    const { startMs, endMs } = window;
    const lengthMs = endMs - startMs;
    if (plan === undefined) {
        yield { step: { kind: 'rest', forMs: lengthMs, rampMs: null }, path: path.slice(0, -1), startMs, endMs };
        return;
    }
    let atMs = startMs;
    while (atMs < endMs) {
        for (const [step, stepPath] of isList(plan) ? unrollList(plan, path) : unroll(plan, path)) {
            const untilMs = Math.min(endMs, atMs + (step.forMs ?? lengthMs));
            yield { step, path: stepPath, startMs: atMs, endMs: untilMs };
            atMs = untilMs;
            if (atMs >= endMs)
                return;
        }
    }
}
const isList = (plan) => Array.isArray(plan);
function* unrollList(steps, path) {
    for (const [index, step] of steps.entries())
        yield* unroll(step, [...path, index]);
}
function* unroll(step, path) {
    if (step.kind !== 'repeat')
        yield [step, path];
    else
        for (let round = 0; round < step.times; round += 1)
            yield* unrollList(step.steps, [...path, 'do']);
}
