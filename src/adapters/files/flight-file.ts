import { TextDecoder } from 'node:util';
import { type ParsedFlight, parseFlight } from '../../core/flight/parse.js';
import { readBounded } from './bounded-read.js';

/** Several times what the longest record takes. */
const flightBytesMax = 8 * 1024 * 1024;

/** Reads a flight record from its file. Never throws. */
export function readFlightFile(path: string): ParsedFlight {
  const read = readBounded(path, flightBytesMax);
  return read.kind === 'problem' ? read : parseFlight(new TextDecoder().decode(read.bytes));
}
