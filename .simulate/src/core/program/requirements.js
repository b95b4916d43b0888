import { rateUnits } from '../zones.js';
import { setpointsByZone, zonesOf } from './timeline.js';
/** What a timeline needs of a chair. */
export function requirementsOf(timeline) {
    return zonesOf(timeline).flatMap((zone) => {
        const rates = new Map();
        for (const { technique, level, rate } of setpointsByZone(timeline)[zone]) {
            if (technique === 'off' || level === 0)
                continue;
            const known = rates.get(technique) ?? new Set();
            rates.set(technique, rate === 0 ? known : known.add(rate));
        }
        return [...rates].map(([technique, asked]) => ({ zone, technique, rates: [...asked].sort((a, b) => a - b) }));
    });
}
/** What the chair lacks for a timeline, as a sentence, or null where it can play it. */
export function unfit(timeline, capabilities) {
    for (const { zone, technique, rates } of requirementsOf(timeline)) {
        const problem = [0, ...rates]
            .map((rate) => lacks(capabilities, zone, technique, rate))
            .find((each) => each !== null);
        if (problem !== undefined)
            return problem;
    }
    return null;
}
/** What a chair lacks to run one technique at one rate (0: its own default), as a sentence, or null. */
export function lacks(capabilities, zone, technique, rate) {
    const able = capabilities[zone];
    if (able === undefined)
        return `the chair has no zone '${zone}'`;
    const range = able[technique];
    if (range === undefined)
        return `the chair cannot ${technique} in zone '${zone}' (it has ${Object.keys(able).join(', ')})`;
    if (rate === 0 || (rate >= range.min && rate <= range.max))
        return null;
    const unit = rateUnits[technique];
    return `${technique} in zone '${zone}' takes ${range.min} to ${range.max} ${unit}, not ${rate}`;
}
