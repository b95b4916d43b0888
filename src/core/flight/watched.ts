import { decodeReport } from '../protocol/codec.js';
import type { Telemetry } from '../protocol/messages.js';
import type { WatchedFlight } from '../web/history.js';
import type { FileEntry, FlightRecord } from './format.js';

type WatchedFrame = WatchedFlight['frames'][number];
type WatchedMark = WatchedFlight['marks'][number];

function frameOf({ occupied, zones }: Telemetry): Omit<WatchedFrame, 'ms'> {
  return {
    occupied: typeof occupied === 'boolean' ? occupied : null,
    zones: Object.fromEntries(
      zones.map(({ zone, technique, level, rate, temperatureDc, flags }) => [
        zone,
        {
          technique,
          level,
          rate,
          temperature_c: typeof temperatureDc === 'number' ? temperatureDc / 10 : null,
          flags: flags.join(''),
        },
      ]),
    ),
  };
}

function telemetryIn(line: string): Telemetry | null {
  const report = decodeReport(line);
  return report.kind === 'telemetry' ? report.telemetry : null;
}

/** What is told of an entry beside the lines. */
function markOf(entry: FileEntry): Omit<WatchedMark, 'ms'> | null {
  switch (entry.kind) {
    case 'command':
      return { kind: 'command', what: entry.command.name };
    case 'event':
      return { kind: 'event', what: entry.event };
    case 'late':
      return { kind: 'late', what: `${Math.round(entry.gapMs)} ms` };
    case 'wire':
      return { kind: 'wire', what: entry.change };
    case 'rx':
    case 'tx':
    case 'noise':
    case 'left-out':
    case 'daemon':
    case 'state':
    case 'checkpoint':
      return null;
  }
}

/** A record as it is watched: what the chair said, what was asked of it, and what became of it, on one clock that begins with it. */
export function watchedFlight({ header, entries }: FlightRecord, damage: string | null): WatchedFlight {
  const times = entries.map(({ t }) => t);
  const beginMs = Math.min(0, ...times);
  const endMs = Math.max(0, ...times);
  const frames: WatchedFrame[] = [];
  const marks: WatchedMark[] = [];
  const states: { ms: number; state: string }[] = [{ ms: 0, state: header.state }];
  for (const entry of entries) {
    const ms = entry.t - beginMs;
    const mark = markOf(entry);
    if (mark !== null) marks.push({ ms, ...mark });
    if (entry.kind === 'state') {
      if (states.length === 1 && entry.before !== null) states[0] = { ms: 0, state: entry.before };
      states.push({ ms, state: entry.state });
    }
    const telemetry = entry.kind === 'rx' ? telemetryIn(entry.line) : null;
    if (telemetry !== null) frames.push({ ms, ...frameOf(telemetry) });
  }
  return {
    chair: header.chair,
    model: header.identity?.model ?? null,
    at: header.at,
    fault_ms: -beginMs,
    total_ms: endMs - beginMs,
    reasons: header.reasons.map(({ code, zone, message }) => ({ code, zone, message })),
    damage,
    states,
    marks,
    frames,
  };
}
