/** What the rooms, files of their own, take from the page's: build-page.mjs sends their imports of these here. */
export { signal } from '@preact/signals';
export { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
export { Fragment, jsx, jsxs } from 'preact/jsx-runtime';
export { compile } from '../core/program/compile.js';
export { courseShapes, roundedUnit } from '../core/program/course-shapes.js';
export { plannedLevel } from '../core/program/motion.js';
export { driveAt, phaseAt, setpointsByZone } from '../core/program/timeline.js';
export { clockOf } from '../core/words/codes.js';
export { replyWithin } from './logic/network.js';
export { hashFor } from './logic/routes.js';
export { CommandNote } from './views/command-note.js';
export { phaseName, programName, timeOfDay, usePage } from './views/context.js';
export { CopyLine } from './views/copy-line.js';
export { Drawing } from './views/drawing.js';
export { startableWords } from './views/program-cards.js';
