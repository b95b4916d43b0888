import { join } from 'node:path';
import { packageFolder } from './package-folder.js';

/** The folder of the programs that ship. */
export const shippedProgramsDirectory = (): string => join(packageFolder(), 'programs');
