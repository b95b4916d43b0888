import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
/** The folder of the programs that ship: beside the package's own package.json, for the sources and for the build alike. */
export function shippedProgramsDirectory() {
    let directory = dirname(fileURLToPath(import.meta.url));
    while (!existsSync(join(directory, 'package.json')) && directory !== dirname(directory))
        directory = dirname(directory);
    return join(directory, 'programs');
}
