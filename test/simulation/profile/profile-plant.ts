import { profileDriver } from '../../../src/chair/keyed/profile-driver.js';
import type { OpenWire, Wire, WireEvents } from '../../../src/ports.js';
import { shippedProfile } from '../../support/shipped-profiles.js';
import { checksOver } from '../check.js';
import { drainChecks } from '../checks-drain.js';
import { recordChecks } from '../checks-records.js';
import { sessionChecks } from '../checks-sessions.js';
import { requestChecks } from '../checks-starts.js';
import { Facts, type KeptFacts } from '../facts.js';
import type { Plant, PlantBeginning, PlantParts } from '../plant.js';
import type { ProcessClock } from '../process-clock.js';
import type { Setup } from '../setup.js';
import type { Bench, ProfileDevice } from './devices.js';
import { profileChecks } from './profile-checks.js';
import { ProfileTruth } from './profile-truth.js';

const lookMs = 50;
/** A line that has been silent is opened anew after 10 s. */
const settleMs = 13_000;
/** What the device itself does wrong. */
const ofTheDevice = ['lost-key', 'deaf-key', 'stuck', 'runaway', 'error', 'dark'];
/** What makes something else of a frame. */
const damaging = ['corrupt', 'garbage', 'cut'];
const stuckNames = ['stuck', 'runaway'];

/** A device that knows nothing of its profile, its cable, and the people beside it. */
class ProfilePlant implements Plant {
  readonly driver;
  private readonly wires = new Set<Wire>();
  private readonly suffered = new Set<string>();

  constructor(
    private readonly device: ProfileDevice,
    private readonly bench: Bench,
    private readonly facts: Facts<ProfileTruth>,
    private readonly parts: PlantParts,
  ) {
    this.driver = profileDriver(shippedProfile(device.name));
    parts.time.every(lookMs, () => this.look());
  }

  openFor(process: ProcessClock): OpenWire {
    return (events) => this.open(process, events);
  }

  closeAll(): void {
    for (const wire of this.wires) void wire.close();
    this.wires.clear();
  }

  suffer(fault: string, forMs: number): void {
    const { facts, device } = this;
    const [name = ''] = fault.split(':');
    const isTaken = this.bench.twin.inject(`${fault}@0s+${Math.round(forMs)}ms`);
    if (isTaken !== null) throw new Error(isTaken);
    this.suffered.add(fault);
    const isOfTheDevice = ofTheDevice.includes(name);
    if (isOfTheDevice) facts.chair.odd(forMs, stuckNames.includes(name));
    if (!isOfTheDevice || device.silencing.test(fault)) facts.disturb(forMs + settleMs);
    if (damaging.includes(name)) facts.chair.misreadUntilMs = facts.nowMs + forMs + settleMs;
    if (device.unnoticed.test(name)) facts.chair.unnoticedUntilMs = facts.nowMs + forMs + settleMs;
  }

  mislead(): void {
    throw new Error('the line of such a chair tells no lies of its own');
  }

  press(key: string): void {
    this.facts.chair.personAtMs = this.facts.nowMs;
    if (!this.bench.twin.press(this.device.buttons[key] ?? key))
      throw new Error(`${this.device.name} has no key ${key}`);
  }

  sit(): void {}

  calm(): void {
    const { twin } = this.bench;
    for (const fault of this.suffered) twin.clear(fault);
    if (twin.look()['audio'] === true) this.press('audio');
    const isTheirs = this.bench.massages()
      ? !this.facts.chair.isArmed
      : this.bench.isHeld() || this.bench.playsTheirs();
    if (isTheirs) this.press('stop');
    this.facts.chair.mended();
    this.facts.disturb(settleMs);
  }

  isOn(): boolean {
    return this.bench.massages();
  }

  close(): void {
    this.bench.twin.close();
  }

  private look(): void {
    const { facts, parts } = this;
    const { chair } = facts;
    const wasArmed = chair.isArmed;
    chair.look();
    if (chair.isArmed && !wasArmed) {
      parts.trace.tell('device massages');
      parts.watch.armed();
    } else if (wasArmed && !chair.isArmed) parts.trace.tell('device rests, or is somebody else’s');
    parts.watch.stepped();
  }

  private open(process: ProcessClock, events: WireEvents): Wire {
    const { facts, parts } = this;
    const { onBytes } = events;
    const shown = (): void => {
      facts.chair.shownAtMs = facts.nowMs;
    };
    const wire = this.bench.twin.openWire({
      onOpened: () =>
        process.enter(() => {
          facts.line.isOpen = true;
          facts.line.openedAtMs = facts.nowMs;
          parts.trace.tell('port   is open');
          events.onOpened();
        }),
      onLine: (line) =>
        process.enter(() => {
          shown();
          events.onLine(line);
        }),
      onNoise: (kind) => process.enter(() => events.onNoise(kind)),
      onClosed: (reason) => {
        this.wires.delete(wire);
        process.enter(() => {
          this.closed(reason);
          events.onClosed(reason);
        });
      },
      ...(onBytes && {
        onBytes: (bytes: Uint8Array) =>
          process.enter(() => {
            shown();
            onBytes(bytes);
          }),
      }),
    });
    this.wires.add(wire);
    return { write: (text) => process.isAlive && this.write(wire, text), close: () => wire.close() };
  }

  private closed(reason: string): void {
    const { facts, parts } = this;
    facts.line.isOpen = false;
    facts.owedStops.length = 0;
    facts.interrupt('the port closed');
    parts.trace.tell(`port   closed: ${reason}`);
  }

  private write(wire: Wire, text: string): void {
    const { facts, parts, device } = this;
    if (!facts.line.isOpen) return;
    parts.watch.written(text);
    parts.trace.digestText(text);
    if (text.includes(device.stopText)) {
      if (facts.chair.isArmed) parts.trace.tell('host   > stop');
      facts.owedStops.length = 0;
    }
    wire.write(text);
  }
}

export function beginProfile(device: ProfileDevice, setup: Setup, kept: KeptFacts, now: () => number): PlantBeginning {
  let bench: Bench | null = null;
  const truth = new ProfileTruth(now, () => {
    if (bench === null) throw new Error('the device stands on no bench yet');
    return bench;
  });
  const facts = new Facts(truth, setup.settings, kept, now);
  const dueMs = device.waitsMs + 400;
  return {
    facts,
    programVariants: device.programVariants,
    startsMs: device.startsMs,
    restsMs: device.restsMs,
    checks: checksOver(facts, [
      ...profileChecks(device),
      ...requestChecks,
      ...sessionChecks,
      ...recordChecks,
      ...drainChecks(),
    ]),
    stopDueInMs: () => (truth.isArmed && ['starting', 'running'].includes(facts.status?.state ?? '') ? dueMs : null),
    build: (parts) => {
      bench = device.open({ clock: parts.time, seed: setup.seed });
      return new ProfilePlant(device, bench, facts, parts);
    },
  };
}
