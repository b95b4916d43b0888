/** What the set-up, a file of its own, takes from the page's: build-page.mjs sends its imports of these here. */
export { signal } from '@preact/signals';
export { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
export { Fragment, jsx, jsxs } from 'preact/jsx-runtime';
export { replyWithin } from './logic/network.js';
export { hashFor } from './logic/routes.js';
export { usePage } from './views/context.js';
export { CopyLine } from './views/copy-line.js';
export { Drawing } from './views/drawing.js';
