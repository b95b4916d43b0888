import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newChair, stepChair } from '../../hardware-sim/chair.js';
import { usualLockedMa } from '../../hardware-sim/motor.js';
import { decodeReport } from '../../src/core/protocol/codec.js';
import type { Report, Telemetry } from '../../src/core/protocol/messages.js';
import { firmwareFolder } from '../support/build-firmware.js';
import { randomTranscript, recordedTranscript, type Said } from './transcripts.js';

/** What a chair says, and after which word of the host. */
interface Heard {
  readonly after: number;
  readonly report: Report;
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

function heard(after: number, line: string): Heard {
  const report = decodeReport(line);
  if (report.kind === 'malformed') throw new Error(`"${line}" is no line of the protocol`);
  return { after, report };
}

function simulated(said: readonly Said[]): readonly Heard[] {
  let chair = newChair({ id: 'AVR0001', boot: 1, isOccupied: true, lockedMa: usualLockedMa });
  const found: Heard[] = [];
  const take = (after: number, input: Parameters<typeof stepChair>[1]): void => {
    const [next, lines] = stepChair(chair, input);
    chair = next;
    for (const line of lines) found.push(...linesOf(line).map((each) => heard(after, each)));
  };
  let nowMs = 0;
  for (const [at, { atMs, text }] of said.entries()) {
    take(at - 1, { kind: 'elapsed', elapsedMs: atMs - nowMs });
    nowMs = atMs;
    take(at, { kind: 'text', text });
  }
  return found;
}

/** The C core on this machine; what it says at a moment in which the host spoke comes after that word. */
function built(said: readonly Said[]): readonly Heard[] {
  const input = said.map(({ atMs, text }) => `${atMs} ${Buffer.from(text, 'latin1').toString('hex')}\n`).join('');
  const { stdout, status, stderr } = spawnSync(join(firmwareFolder, 'build/host/transcript'), {
    input,
    encoding: 'latin1',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`the transcript ended with ${status}: ${stderr}`);
  return linesOf(stdout).map((line) => {
    const [ms = '', ...rest] = line.split(' ');
    const after = said.findLastIndex(({ atMs }) => atMs <= Number(ms));
    return heard(after, rest.join(' '));
  });
}

/** Everything but telemetry, without what names the chair; a fault's value is a measurement. */
function words(all: readonly Heard[]): readonly string[] {
  return all.flatMap(({ report }) => {
    if (report.kind === 'telemetry') return [];
    const text = JSON.stringify(report.kind === 'event' ? { ...report.event, value: 0 } : report);
    return [text.replace(/(fw|model|boot)=[^"]*/g, '$1')];
  });
}

const isAnswer = (text: string): boolean => text.includes('"seq"');

/** Telemetry that was asked for: the first T behind the answer to STATUS. */
function asked(all: readonly Heard[], said: readonly Said[]): readonly Telemetry[] {
  return said.flatMap(({ text, atMs }, at) => {
    if (!/ STATUS\*/.test(text)) return [];
    const answers = all.filter(({ after }) => after === at).map(({ report }) => report);
    const ok = answers.findIndex(({ kind }) => kind === 'ok');
    const next = answers[ok + 1];
    // A repeated request gets its answer again, and no telemetry with it.
    const isAtOnce = next?.kind === 'telemetry' && next.telemetry.uptimeMs === atMs;
    return ok >= 0 && isAtOnce ? [next.telemetry] : [];
  });
}

function agrees(one: Telemetry, other: Telemetry): boolean {
  const isLease = Math.abs(one.leaseMs - other.leaseMs) <= 10;
  const zones = one.zones.every((zone, at) => {
    const same = other.zones[at];
    if (same === undefined || Math.abs(zone.level - same.level) > 1) return false;
    const isEdge = zone.level <= 1 && same.level <= 1;
    return isEdge || (zone.technique === same.technique && zone.rate === same.rate);
  });
  return one.mode === other.mode && one.occupied === other.occupied && isLease && zones;
}

function compare(said: readonly Said[]): void {
  const [left, right] = [simulated(said), built(said)];
  const [ours, theirs] = [words(left), words(right)];
  expect(theirs.filter(isAnswer)).toEqual(ours.filter(isAnswer));
  const events = (all: readonly string[]): readonly string[] =>
    all.filter((text) => !isAnswer(text) && !/boot/.test(text));
  expect(new Set(events(theirs))).toEqual(new Set(events(ours)));
  const [mine, its] = [asked(left, said), asked(right, said)];
  expect(its).toHaveLength(mine.length);
  const odd = mine.flatMap((telemetry, at) => {
    const other = its[at];
    return other !== undefined && agrees(telemetry, other) ? [] : [{ simulated: telemetry, built: other }];
  });
  expect(odd).toEqual([]);
}

it('the firmware and the simulated chair answer a recorded exchange alike', () => {
  compare(recordedTranscript());
});

const seeds = Array.from({ length: 60 }, (_each, index) => 7001 + index);

it.each(seeds)('the firmware and the simulated chair answer whatever comes alike, seed %i', (seed) => {
  compare(randomTranscript(seed, 300));
});
