import { join } from 'node:path';

/** The pictures that the README shows of the page; `npm run pictures` makes them. */
export const pictureFolder = join(import.meta.dirname, '../../docs/pictures');
export const pictureBytesMax = 60_000;
