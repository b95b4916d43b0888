import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
const seedsMax = 60;
/** Runs a copy of the build with the change in it, until its invariant is broken. `buildDirectory` is where this module's own
 *  build lies. */
export async function catchSabotage(sabotage, buildDirectory) {
    const copy = join(buildDirectory, 'sabotaged', sabotage.name.replaceAll(/\W+/g, '-'));
    try {
        copyBuild(buildDirectory, copy);
        for (const { file, find, replace } of sabotage.changes) {
            const text = readFileSync(join(copy, file), 'utf8');
            const count = text.split(find).length - 1;
            if (count !== 1)
                return { kind: 'void', message: `${file} has ${count} places to change, not 1` };
            writeFileSync(join(copy, file), text.replace(find, () => replace));
        }
        const url = pathToFileURL(join(copy, 'test/simulation/simulate.js')).href;
        const build = (await import(url));
        return await firstCatch(build.simulate, sabotage);
    }
    finally {
        rmSync(copy, { recursive: true, force: true });
    }
}
function copyBuild(from, to) {
    rmSync(to, { recursive: true, force: true });
    mkdirSync(dirname(to), { recursive: true });
    for (const folder of ['src', 'hardware-sim', 'test'])
        cpSync(join(from, folder), join(to, folder), { recursive: true });
}
async function firstCatch(run, { invariant, faults, minutes }) {
    const instead = new Set();
    for (let seed = 1; seed <= seedsMax; seed += 1) {
        const { violation } = await run({ seed, minutes, only: faults });
        if (violation?.invariant === invariant)
            return { kind: 'caught', seed, message: violation.message };
        if (violation !== null)
            instead.add(`${violation.invariant}: ${violation.message}`);
    }
    return { kind: 'missed', seeds: seedsMax, instead: [...instead] };
}
