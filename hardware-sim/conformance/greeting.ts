import { faultCodes, type Telemetry } from '../../src/core/protocol/messages.js';
import type { KitBench } from './bench.js';
import { readFacts, readTechniques } from './facts.js';
import { type HeardLine, telemetryHeard } from './link.js';
import { nudged } from './nudge.js';
import { isCurrentless, isQuiet, shown } from './seeing.js';
import { request } from './talking.js';

/** The first HELLO may meet a controller that is still booting. */
const firstHelloMs = 6000;
const helloMs = 1600;
const helloAgainMs = 500;
/** T comes every second at the least, from boot on; a controller boots in up to 3 s. */
const firstLineMs = 4000;

/** Opens the port and waits until the chair speaks; gives why that is not so, or null. */
export async function connectAndListen(bench: KitBench): Promise<string | null> {
  const { link } = bench;
  bench.reopened();
  if (!(await link.open())) return `the port cannot be had: ${link.closedFor || 'it does not open'}`;
  const from = link.heard.length;
  await link.find(() => true, firstLineMs, from);
  return link.isOpen ? null : `the port has closed: ${link.closedFor}`;
}

/** Waits for a T line that fits, and asks for T meanwhile so as not to wait for the next one. */
async function see(bench: KitBench, fits: (telemetry: Telemetry) => boolean, ms: number): Promise<boolean> {
  const fitting = (heard: HeardLine): boolean => {
    const telemetry = telemetryHeard(heard);
    return telemetry !== null && fits(telemetry);
  };
  return (await nudged(bench, fitting, ms, bench.link.heard.length)) !== null;
}

/** At rest as far as a new case needs it: how T shows that has clauses of its own. */
const isAtRest = (telemetry: Telemetry): boolean => isQuiet(telemetry) && isCurrentless(telemetry);

/** [S4] Brings everything to rest: STOP, then a bare STOP, then the emergency byte. False where nothing helps. */
async function bringDown(bench: KitBench): Promise<boolean> {
  const { link } = bench;
  await request(bench, 'STOP 0');
  if (await see(bench, isQuiet, 500)) return true;
  link.write('\nSTOP\n');
  if (await see(bench, isQuiet, 900)) return true;
  bench.forcedStops += 1;
  link.write('\u0018\n');
  return await see(bench, isQuiet, 500);
}

async function hello(bench: KitBench, forMs: number): Promise<string | null> {
  const { link } = bench;
  const untilMs = link.nowMs + forMs;
  link.writeAside('\n');
  while (link.isOpen && !link.isInterrupted && link.nowMs < untilMs) {
    const from = link.heard.length;
    const framed = bench.frameRequest('HELLO 1 chair2mqtt/conformance', null);
    link.write(framed.line);
    const answer = await link.find(({ payload }) => payload.startsWith(`${framed.seq} `), helloAgainMs, from);
    if (answer === null) continue;
    if (answer.report.kind !== 'ok') return `HELLO was answered "${answer.payload}"`;
    return learn(bench, answer.report.args);
  }
  const { damaged } = bench.watcher;
  return `HELLO was not answered within ${forMs} ms${odd(bench)}${damaged > 0 ? `; ${damaged} damaged lines came` : ''}`;
}

/** What came instead of an answer. */
function odd({ link }: KitBench): string {
  if (!link.isOpen) return ` (${link.closedFor || 'the port is closed'})`;
  const other = link.heard.slice(link.cursor).find(({ report }) => report.kind === 'ok' || report.kind === 'error');
  return other === undefined ? '' : `, but "${other.payload}" came`;
}

function learn(bench: KitBench, words: readonly string[]): string | null {
  bench.keeper.isGreeted = true;
  if (bench.facts !== null) return null;
  const facts = readFacts(words);
  if (facts === null) return `HELLO's answer names no zones: "OK ${words.join(' ')}"`;
  bench.know(facts);
  return null;
}

async function learnTechniques(bench: KitBench): Promise<void> {
  const { facts } = bench;
  if (facts === null || facts.techniques.size > 0) return;
  const found = new Map(facts.techniques);
  for (const zone of facts.zones) {
    const { answer } = await request(bench, `CAPS ${zone}`);
    if (answer?.report.kind === 'ok') found.set(zone, readTechniques(answer.report.args));
  }
  bench.know({ ...facts, techniques: found });
}

/** The codes that the chair has reported since the cursor; all that there are where it has named none. */
function latches({ link }: KitBench): readonly string[] {
  const named = link.heard
    .slice(link.cursor)
    .flatMap(({ report }) => (report.kind === 'event' && report.event.event === 'fault' ? [report.event.code] : []));
  return named.length > 0 ? [...new Set(named)] : faultCodes;
}

async function unlatch(bench: KitBench): Promise<string | null> {
  const { link } = bench;
  for (let tries = 0; tries < 3 && link.isOpen; tries += 1) {
    link.mark();
    await link.find(({ payload }) => payload.startsWith('E fault '), tries === 0 ? 150 : 1200);
    for (const code of latches(bench)) await request(bench, `RESET ${code}`);
    if (await see(bench, ({ mode }) => mode === 'idle', 300)) return null;
  }
  const { telemetry } = bench;
  return `the chair does not come to mode idle: ${telemetry === null ? 'no T line' : shown(telemetry)}${bench.events}`;
}

const freshMs = 300;

/** Greeted, unlatched and at rest; gives why that cannot be had, or null. */
export async function bringToRest(bench: KitBench): Promise<string | null> {
  const { link } = bench;
  bench.keeper.rest();
  if (!link.isOpen) {
    const closed = await connectAndListen(bench);
    if (closed !== null) return closed;
  }
  if (bench.mayMove && !(await bringDown(bench)))
    return 'the chair does not come to rest, not even by the emergency byte';
  const isFirst = bench.facts === null;
  const unanswered = await hello(bench, isFirst ? firstHelloMs : helloMs);
  if (unanswered !== null) return unanswered;
  await learnTechniques(bench);
  return await rest(bench);
}

async function rest(bench: KitBench): Promise<string | null> {
  const { link } = bench;
  const isFresh = link.nowMs - bench.telemetryAtMs < freshMs;
  const { telemetry } = bench;
  const isKnown = isFresh && !bench.mayMove && !bench.isDisturbed && telemetry !== null && isAtRest(telemetry);
  if (!isKnown || bench.telemetry?.mode !== 'idle') {
    if (!(await see(bench, isAtRest, 2500)))
      return `the chair is not at rest${bench.telemetry === null ? ': no T line' : `: ${shown(bench.telemetry)}`}`;
    if (bench.telemetry?.mode !== 'idle') {
      const latched = await unlatch(bench);
      if (latched !== null) return latched;
    }
  }
  bench.mayMove = false;
  bench.isDisturbed = false;
  bench.watcher.noteRest();
  return null;
}
