import { simulate } from './simulate.js';
const [from = '1', count = '10', minutes = '10'] = process.argv.slice(2);
const t0 = process.hrtime.bigint();
let sim = 0, armed = 0;
for (let seed = Number(from); seed < Number(from) + Number(count); seed += 1) {
    const outcome = await simulate({ seed, minutes: Number(minutes), only: null });
    sim += outcome.simulatedMs;
    armed += outcome.armedMs;
    if (outcome.violation !== null) {
        console.log(`seed ${seed} ${outcome.violation.invariant} ${outcome.violation.message} digest ${outcome.digest}`);
        if (Number(count) === 1)
            console.log(outcome.tail.join('\n'));
    }
    else if (Number(count) === 1)
        console.log('ok', outcome.digest, outcome.tail.join('\n'));
}
const ms = Number(process.hrtime.bigint() - t0) / 1e6;
console.log(`${(sim / ms).toFixed(0)} x real time, armed ${((100 * armed) / sim).toFixed(0)} %`);
