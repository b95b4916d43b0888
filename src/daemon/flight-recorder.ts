import type { Command } from '../core/command/schema.js';
import { verbs } from '../core/command/verbs.js';
import { encodeFlight } from '../core/flight/encode.js';
import type { EntryOf } from '../core/flight/entries.js';
import { type FlightReason, flightName } from '../core/flight/format.js';
import { FlightRing } from '../core/flight/ring.js';
import { sentText } from '../core/flight/wire-text.js';
import type { Session } from '../core/session.js';
import type { ChairState, CommandSource, EventType, Verdict } from '../core/status.js';
import type { OpenWire, Wire } from '../ports.js';
import type { SessionNotice } from '../session/events.js';
import type { UnitOptions } from './chair-settings.js';
import { type UnitParts, unitCheckpoint } from './unit-view.js';

/** What came of the fault belongs to its record. */
const aftermathMs = 5000;
/** Faults that follow one another share a record for so long. */
const sharedMsMax = 30_000;
/** What a record shows from before the fault. */
const beforeMs = 60_000;
const checkpointEveryMs = 5000;
/** A tick that comes so late has held something up. */
const lateMs = 200;
const reasonsMax = 50;

const grave: readonly EventType[] = ['fault', 'emergency_stopped', 'link_lost', 'chair_restarted', 'stop_unverified'];

const resting: readonly ChairState[] = ['disconnected', 'idle', 'resting'];

interface Incident {
  readonly name: string;
  readonly atMs: number;
  readonly wallMs: number;
  readonly reasons: FlightReason[];
  closesAtMs: number;
}

function keptOf(command: Command): EntryOf<'command'>['command'] {
  const name = command.command;
  if (name === 'remote_start') return { name, enabled: command.enabled };
  if (name === 'adjust') return { name, intensity: command.intensity, duration: command.duration };
  if (name !== 'start' && name !== 'select') return { name };
  const { program, intensity, duration } = command;
  return { name, program, intensity, duration: duration ?? undefined };
}

/** Keeps the last minute of one chair in memory, and has it written when something goes wrong. It encodes nothing by itself
 *  and waits for nothing: the stop path passes it by. */
export class FlightRecorder {
  private readonly ring: FlightRing;
  private incident: Incident | null = null;
  private state: ChairState = 'disconnected';
  private isWireOpen = false;
  private tickedAtMs: number | null = null;
  private checkedAtMs = Number.NEGATIVE_INFINITY;

  /** `look` is called when it needs to know more than it was told. */
  constructor(
    private readonly options: Pick<UnitOptions, 'settings' | 'hostName' | 'clock' | 'flights' | 'driver'>,
    private readonly look: () => UnitParts,
  ) {
    this.ring = new FlightRing(options.driver.profile !== null);
  }

  /** The same wire, with both directions seen. What is to be sent goes first. */
  tap(openWire: OpenWire): OpenWire {
    return (events) => {
      this.wire('opening', null);
      let isEnded = false;
      const wire = openWire({
        onOpened: () => {
          this.wire('opened', null);
          events.onOpened();
        },
        onLine: (line) => {
          this.ring.received(this.nowMs, line);
          events.onLine(line);
        },
        onNoise: (kind) => {
          this.ring.noisy(this.nowMs, kind);
          events.onNoise(kind);
        },
        ...(events.onBytes && {
          onBytes: (bytes) => {
            this.ring.receivedBytes(this.nowMs, bytes);
            events.onBytes?.(bytes);
          },
        }),
        onClosed: (reason) => {
          if (!isEnded) this.wire('closed', reason);
          isEnded = true;
          events.onClosed(reason);
        },
      });
      return this.tapped(wire, () => {
        if (!isEnded) this.wire('dropped', null);
        isEnded = true;
      });
    };
  }

  /** Before the command takes effect; the verdict is written into what this gives. */
  command(command: Command, source: CommandSource): EntryOf<'command'> {
    const entry: EntryOf<'command'> = {
      kind: 'command',
      atMs: this.nowMs,
      command: keptOf(command),
      source,
      code: null,
      session: null,
    };
    this.ring.command(entry);
    return entry;
  }

  deed(deed: EntryOf<'daemon'>['deed'], why: string | null = null): void {
    this.ring.note({ kind: 'daemon', atMs: this.nowMs, deed, why });
  }

  moved(state: ChairState): void {
    if (state === this.state) return;
    this.ring.note({ kind: 'state', atMs: this.nowMs, state, before: this.state });
    this.state = state;
  }

  told({ type, fault, endedBy, source }: SessionNotice): void {
    const { nowMs: atMs } = this;
    const more = { fault: fault ?? null, endedBy: endedBy ?? null, source: source ?? null };
    this.ring.note({ kind: 'event', atMs, event: type, ...more });
    if (!grave.includes(type) || this.isQuietLoss(type)) return;
    const code = fault?.code ?? (type === 'chair_restarted' ? type : 'internal');
    const message = fault?.message ?? 'the chair restarted';
    this.keep({ event: type, code, zone: fault?.zone ?? null, message });
  }

  /** [S15] One of our own bugs halted the chair; what it was is in the log alone, for its text may hold anything. */
  halted(): void {
    this.deed('halt');
    const message = 'a bug of the daemon ended it; the log says which';
    this.keep({ event: 'bug', code: 'bug', zone: null, message });
  }

  /** Moves every deadline of the recorder; called at each tick of the daemon, after the chair was looked after at `polledAtMs`. */
  tick(nowMs: number, polledAtMs: number): void {
    const gapMs = nowMs - (this.tickedAtMs ?? nowMs);
    this.tickedAtMs = nowMs;
    if (gapMs > lateMs) this.ring.note({ kind: 'late', atMs: nowMs, gapMs });
    this.ring.tick(polledAtMs);
    if (nowMs - this.checkedAtMs >= checkpointEveryMs) this.check(nowMs);
    if (this.incident !== null && nowMs >= this.incident.closesAtMs) this.finish();
  }

  /** Writes what is still being kept. */
  finish(): void {
    const { incident } = this;
    this.incident = null;
    if (incident !== null) this.write(incident);
  }

  /** The line of a chair that rests: nothing was under way that a record could explain, and the log says why. */
  private isQuietLoss(type: EventType): boolean {
    return type === 'link_lost' && resting.includes(this.state);
  }

  private get nowMs(): number {
    return this.options.clock.nowMs();
  }

  private tapped(wire: Wire, onDropped: () => void): Wire {
    return {
      write: (text) => {
        wire.write(text);
        this.ring.sent(this.nowMs, sentText(text));
      },
      close: () => {
        onDropped();
        this.isWireOpen = false;
        return wire.close();
      },
    };
  }

  private wire(change: EntryOf<'wire'>['change'], why: string | null): void {
    this.isWireOpen = change === 'opened';
    this.ring.note({ kind: 'wire', atMs: this.nowMs, change, why });
  }

  private check(nowMs: number): void {
    const point = unitCheckpoint(this.look(), this.isWireOpen);
    if (point === null) return;
    this.checkedAtMs = nowMs;
    this.ring.note({ kind: 'checkpoint', atMs: nowMs, point });
  }

  /** Opens a record, which is written at once and again when its aftermath is known, or adds to the one that is open. */
  private keep(reason: Omit<FlightReason, 't'>): void {
    const { clock, settings } = this.options;
    const { nowMs } = this;
    if (this.incident === null) {
      const wallMs = clock.wallMs();
      const name = flightName(settings.id, wallMs, reason.code);
      this.incident = { name, atMs: nowMs, wallMs, reasons: [], closesAtMs: nowMs };
    }
    const { incident } = this;
    incident.closesAtMs = Math.min(nowMs + aftermathMs, incident.atMs + sharedMsMax);
    if (incident.reasons.length < reasonsMax) incident.reasons.push({ t: nowMs - incident.atMs, ...reason });
    if (incident.reasons.length === 1 || reason.event === 'bug') this.write(incident);
  }

  private write(incident: Incident): void {
    const { settings, hostName, flights, driver } = this.options;
    const { id: chairId, temperatureMaxC } = settings;
    const { chair } = this.look();
    const lines = (): Iterable<string> =>
      encodeFlight({
        ...incident,
        chair: chairId,
        program: hostName,
        identity: chair.link.identity,
        link: chair.linkStatus(),
        temperatureMaxC,
        state: this.state,
        profile: driver.source,
        entries: this.ring.kept().filter(({ atMs }) => atMs >= incident.atMs - beforeMs),
      });
    flights.write({ chairId, name: incident.name, lines });
  }
}

/** What a command made of the session, where the machine took it. */
export const sessionMade = (command: Command, { code }: Verdict, session: Session | null): Session | null =>
  code === 'ok' && verbs[command.command].changesSession ? session : null;
