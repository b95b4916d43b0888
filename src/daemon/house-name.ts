import { readHouse } from '../core/web/house.js';
import type { Clock, Store } from '../ports.js';

/** The dot keeps it apart from every chair's own record. */
const recordName = 'http.house';
const letters = 16;

/** A name for the data folder, made once: behind the same address another one is another house. */
export function houseName(store: Store, clock: Clock): string {
  const known = readHouse(store.load(recordName));
  if (known !== null) return known;
  const letter = (): string => Math.floor(clock.random() * 16).toString(16);
  const house = Array.from({ length: letters }, letter).join('');
  void store.save(recordName, { house });
  return house;
}
