import type { FileEntry } from '../core/flight/format.js';
import { decodeReport } from '../core/protocol/codec.js';
import type { ChairEvent, Telemetry } from '../core/protocol/messages.js';
import { rateUnits } from '../core/zones.js';
import type { Ask } from './asks.js';

/** `1.50 s`, `-0.05 s`. */
export const secondsText = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

const flagWords = { D: 'derated', S: 'stalled', H: 'hot', L: 'at its limit' } as const;

function eventWords(event: ChairEvent): string {
  switch (event.event) {
    case 'boot':
      return `the chair has started (${event.reason})`;
    case 'fault':
      return `the chair reports ${event.code}${event.zone === null ? '' : ` at ${event.zone}`}, value ${event.value}`;
    case 'clear':
      return `${event.code}${event.zone === null ? '' : ` at ${event.zone}`} is clear`;
    case 'button':
      return `somebody pressed ${event.button} at the chair`;
    case 'occupied':
      return event.occupied ? 'somebody sat down' : 'somebody got up';
    case 'lease':
      return 'the chair stopped because no KEEP came in time';
    case 'ttl':
      return `${event.zone} stopped because its SET was not renewed`;
  }
}

const seatWords = (occupied: Telemetry['occupied']): string[] => {
  if (occupied === 'invalid') return ['the seat sensor fails'];
  return occupied === false ? ['nobody sits there'] : [];
};

const words = ({ mode, occupied, zones }: Telemetry, levelOf: (at: number) => string): string =>
  [
    mode,
    ...seatWords(occupied),
    ...zones.flatMap(({ zone, technique }, at) => (technique === 'off' ? [] : `${zone} ${technique}${levelOf(at)}`)),
    ...zones.flatMap(({ zone, flags }) => flags.map((flag) => `${zone} ${flagWords[flag]}`)),
  ].join(', ');

/** What a T line says beside levels and readings: as long as it stays, lines are of one kind. */
export const telemetryGist = (telemetry: Telemetry): string => words(telemetry, () => '');

/** T lines of one kind from the first to the last, such as `run, back roll 12..30`. */
export const telemetryWords = (first: Telemetry, last: Telemetry): string =>
  words(last, (at) => {
    const [from, to] = [first.zones[at]?.level, last.zones[at]?.level];
    return from === to ? ` ${to}` : ` ${from}..${to}`;
  });

/** A line of the chair that is no answer, in words. */
export function reportWords(line: string): string {
  const report = decodeReport(line);
  switch (report.kind) {
    case 'telemetry':
      return telemetryWords(report.telemetry, report.telemetry);
    case 'event':
      return eventWords(report.event);
    case 'ok':
      return 'an answer to what is not in the record';
    case 'error':
      return report.seq === 0
        ? `the chair did not take a line (${report.code})`
        : 'an answer to what is not in the record';
    case 'malformed':
      return `damaged (${report.why})`;
  }
}

function requestWords({ request }: Ask): string {
  if (request.verb === 'SET') {
    const { zone, technique, level, rate, rampMs } = request;
    const pace = technique === 'off' || rate === 0 ? '' : ` at ${rate} ${rateUnits[technique]}`;
    return ` (${zone} ${technique === 'off' ? 'off' : `${technique} ${level}${pace}`} within ${secondsText(rampMs)})`;
  }
  if (request.verb === 'STOP') return ` (everything to 0 within ${secondsText(request.rampMs ?? 1000)})`;
  return request.verb === 'ESTOP' ? ' (everything to 0 at once)' : '';
}

function answerWords({ answer, answeredT, t, tries }: Ask): string {
  const again = tries > 1 ? `, sent ${tries} times` : '';
  if (answer === null || answeredT === null) return `${again}: no answer`;
  const after = `after ${Math.round(answeredT - t)} ms`;
  if (answer.kind === 'ok') return `${again}: ${['OK', ...answer.args].join(' ')} ${after}`;
  return `${again}: ERR ${answer.code}${answer.detail === '' ? '' : ` ${answer.detail}`} ${after}`;
}

/** A request with what it means and what became of it. */
export const askWords = (ask: Ask): string => `${ask.payload}${requestWords(ask)}${answerWords(ask)}`;

/** What the host writes outside the framing. */
export function bareWords(line: string): string {
  if (line === '\u0018') return 'emergency byte (everything to 0 at once)';
  if (line === '') return 'empty line (ends what the chair may hold of an earlier one)';
  return line.trim() === 'STOP' ? 'bare STOP (works also on a damaged line)' : line;
}

type Commanded = Extract<FileEntry, { readonly kind: 'command' }>;

export function commandWords({ command, source, code }: Commanded): string {
  const { name, program, intensity, duration, enabled } = command;
  const words = [
    name,
    program ?? [],
    intensity === undefined ? [] : `intensity ${intensity}`,
    duration === undefined ? [] : `duration ${secondsText(duration)}`,
    enabled === undefined ? [] : enabled ? 'on' : 'off',
  ].flat();
  return `${words.join(' ')} over ${source}: ${code ?? 'no verdict yet'}`;
}
