import type { Reading, Telemetry } from '../../src/core/protocol/messages.js';
import { AnswerBook } from './answer-book.js';
import { Boots } from './boots.js';
import { broken, held, type StepOutcome, type Watch } from './case.js';
import type { Facts } from './facts.js';
import { Latches } from './latches-seen.js';
import { type HeardLine, telemetryHeard } from './link.js';
import type { SentText } from './outgoing.js';
import { Uptime } from './uptime.js';

/** The kit never asks for more than 20; feedback may swing a little. */
const levelMax = 22;
const plausible = { temperatureDc: [-400, 1500], currentMa: [-500, 30_000], railMv: [0, 60_000] } as const;
/** So many T lines in a row with a sensor that fails and an output that is on are no accident. */
const blindLinesMax = 10;

const slowAfter = 60;

const isOdd = (reading: Reading, [min, max]: readonly [number, number]): boolean =>
  typeof reading === 'number' && (reading < min || reading > max);

/** Looks at everything on the line during the whole run. */
export class Watcher {
  private readonly findings = new Map<Watch, { count: number; first: string }>();
  private readonly answers = new AnswerBook((watch, text) => this.find(watch, text));
  private readonly latches = new Latches();
  private readonly uptime = new Uptime();
  private readonly boots = new Boots();
  private facts: Facts | null = null;
  /** Damaged lines of the chair. */
  damaged = 0;
  private lines = 0;
  private telemetryLines = 0;
  private readonly asked = new Set<string>();
  private readonly absent = new Map<string, boolean>();
  private readonly blind = new Map<string, number>();

  know(facts: Facts): void {
    this.facts = facts;
  }

  noteOpened(): void {
    this.uptime.begin();
    this.latches.forget();
    this.absent.clear();
    this.answers.noteOpened();
  }

  private noteRestart(): void {
    this.boots.noteRestart();
    this.noteOpened();
  }

  /** The chair is at rest: from here on only what is asked anew may move. */
  noteRest(): void {
    this.asked.clear();
  }

  noteNoise(line: string): void {
    this.damaged += 1;
    // Before the chair has answered once, half lines of an opening port are nothing to count.
    if (this.facts !== null) this.find('line_damage', line);
  }

  noteSent(sent: SentText, arrivedByMs: number): void {
    this.answers.noteSent(sent, arrivedByMs);
    if (sent.kind !== 'request') return;
    this.latches.noteSent(sent);
    const [zone = '', , level] = sent.args;
    if (sent.verb === 'SET' && Number(level) > 0) this.asked.add(zone);
  }

  hear(heard: HeardLine): void {
    this.lines += 1;
    const { report, payload, atMs } = heard;
    if (report.kind === 'malformed') this.find('line_form', payload);
    if (report.kind === 'ok' || report.kind === 'error') this.answers.noteAnswer(report, payload, atMs);
    if (report.kind === 'event' && report.event.event === 'boot') this.noteRestart();
    const boot = report.kind === 'ok' ? this.boots.note(report.args) : null;
    if (boot !== null) this.find('boot', boot);
    this.latches.note(report);
    const telemetry = telemetryHeard(heard);
    if (telemetry !== null) this.lookAt(telemetry, payload, atMs);
  }

  /** Most answers come too late: nothing can be measured on such a chair, and each clause would take long. */
  get isTooSlow(): boolean {
    return this.answers.asked >= slowAfter && this.answers.late > this.answers.asked / 2;
  }

  /** What came of one watch over the run. */
  outcome(watch: Watch): StepOutcome {
    this.answers.finish(watch);
    const finding = this.findings.get(watch);
    const seen = `${this.lines} lines, ${this.telemetryLines} of them T`;
    if (this.telemetryLines === 0) return broken(`no T line came, ${this.damaged} damaged lines did`);
    const allowed = this.allowed(watch);
    if (finding === undefined) return held(seen);
    const text = `${finding.count} in ${seen}; first: ${finding.first}`;
    return finding.count > allowed ? broken(text) : held(`${text} (allowed ${allowed})`);
  }

  /** A real line may damage a byte now and then. */
  private allowed(watch: Watch): number {
    if (watch === 'line_damage' || watch === 'answer_missing') return 1 + Math.floor(this.lines / 500);
    return watch === 'answer_time' ? 1 + Math.floor(this.answers.asked / 20) : 0;
  }

  private find(watch: Watch, text: string): void {
    const before = this.findings.get(watch);
    if (before === undefined) this.findings.set(watch, { count: 1, first: text.slice(0, 200) });
    else before.count += 1;
  }

  private lookAt(telemetry: Telemetry, payload: string, atMs: number): void {
    this.telemetryLines += 1;
    const late = this.uptime.note(telemetry.uptimeMs, atMs);
    if (late !== null) this.find('uptime', late);
    this.boots.noteUptime(telemetry.uptimeMs);
    const wrong = this.latches.contradicts(telemetry.mode);
    if (wrong !== null) this.find('latch_mode', `${wrong}: ${payload}`);
    this.lookAtZones(telemetry, payload);
    this.lookAtSensors(telemetry, payload);
    if (this.facts === null) return;
    const named = telemetry.zones.map(({ zone }) => zone).join(',');
    if (named !== this.facts.zones.join(',')) this.find('zones', payload);
    if (telemetry.leaseMs > this.facts.leaseMs) this.find('lease', payload);
  }

  private lookAtZones({ zones, mode }: Telemetry, payload: string): void {
    const isOn = zones.some(({ level }) => level > 0);
    if (isOn && mode === 'idle') this.find('mode', payload);
    if (mode === 'run' && this.asked.size === 0) this.find('mode', payload);
    for (const { zone, technique, level, rate } of zones) {
      const isOff = technique === 'off';
      if (isOff !== (level === 0) || (isOff && rate !== 0)) this.find('off', payload);
      if (level > levelMax) this.find('level', payload);
      if (level > 0 && !this.asked.has(zone)) this.find('unasked', payload);
    }
  }

  private lookAtSensors({ zones, railMv, occupied }: Telemetry, payload: string): void {
    const readings: (readonly [string, Reading | boolean])[] = [
      ['rail', railMv],
      ['occupied', occupied],
      ...zones.flatMap((each) => [
        [`${each.zone} temperature`, each.temperatureDc] as const,
        [`${each.zone} current`, each.currentMa] as const,
      ]),
    ];
    for (const [name, reading] of readings) {
      const isAbsent = reading === 'none';
      if ((this.absent.get(name) ?? isAbsent) !== isAbsent) this.find('sensors', `${name}: ${payload}`);
      this.absent.set(name, isAbsent);
    }
    const isOdder = zones.some(
      ({ temperatureDc, currentMa }) =>
        isOdd(temperatureDc, plausible.temperatureDc) || isOdd(currentMa, plausible.currentMa),
    );
    if ((isOdder || isOdd(railMv, plausible.railMv)) && !this.latches.isLatched) this.find('nonsense', payload);
    for (const { zone, level, temperatureDc, currentMa } of zones) {
      const isBlind = level > 0 && (temperatureDc === 'invalid' || currentMa === 'invalid');
      const count = isBlind ? (this.blind.get(zone) ?? 0) + 1 : 0;
      this.blind.set(zone, count);
      if (count > blindLinesMax) this.find('nonsense', `${zone} is driven without its sensor: ${payload}`);
    }
  }
}
