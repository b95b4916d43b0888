import { peekRecord } from '../adapters/files/record-files.js';
import type { Config } from '../config.js';
import { readServiceBook, serviceBookName } from '../core/service-book.js';
import { isoTime } from '../core/time-text.js';
import { serviceNotes } from '../core/wear/service-notes.js';
import { ownWearBook, readWearBook, wearBookName, zoneHours } from '../core/wear/wear-book.js';
import { type DoctorFinding, warningFinding } from './doctor-checks.js';

/** What there is to look after at the chairs, as the daemon has felt and counted it; nothing where it has seen none of them yet. */
export const checkService = (
  { chairs, service, data_dir: folder }: Pick<Config, 'chairs' | 'service' | 'data_dir'>,
  wallMs: number,
): readonly DoctorFinding[] =>
  chairs.flatMap(({ id }) => {
    const book = readServiceBook(peekRecord(folder, serviceBookName(id)));
    const wear = ownWearBook(readWearBook(peekRecord(folder, wearBookName(id))), book);
    const notes = serviceNotes(wear, zoneHours(book), service.hours ?? null, isoTime(wallMs));
    return notes.map(({ message, advice }) => warningFinding(`chair ${id}`, message, advice));
  });
