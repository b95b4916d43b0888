import { batch, type Signal, signal } from '@preact/signals';
import type {
  ChairState,
  ProgramCard,
  Status,
  StatusFaultCode,
  StopStatus,
  TelemetryStatus,
} from '../../core/status.js';
import type {
  Access,
  Course,
  Demo,
  Frame,
  PassChair,
  ShortChair,
  Snapshot,
  WholeChair,
} from '../../core/web/frames.js';
import type { Zone } from '../../core/zones.js';
import type { LinkSink } from './house-link.js';
import type { PageClock } from './network.js';

type AnyChair = Snapshot['chairs'][number] | PassChair;

/** What does not change while a daemon runs. */
type ChairAbout = Omit<WholeChair, 'available' | 'status' | 'telemetry' | 'programs' | 'course' | 'service'>;

/** A chair as the page knows it. What has not come is null. `atMs`: when `status` came, monotonic. */
export interface KnownChair {
  readonly id: string;
  readonly name: string;
  readonly state: ChairState;
  readonly available: boolean | null;
  readonly fault: StatusFaultCode | null;
  readonly program: string | null;
  readonly endsAt: string | null;
  readonly stop: StopStatus | null;
  /** Where its own switch is. */
  readonly emergencySwitch: string | null;
  readonly status: Status | null;
  readonly course: Course | null;
  /** The zones that somebody should look after, for who may know. */
  readonly service: readonly Zone[] | null;
  readonly programs: readonly ProgramCard[] | null;
  readonly about: ChairAbout | null;
  readonly atMs: number;
}

/** One chair: a message touches what shows this one, and nothing else. */
export interface ChairCell {
  readonly chair: Signal<KnownChair>;
  readonly telemetry: Signal<TelemetryStatus | null>;
}

interface HouseName {
  readonly bridge: string;
  readonly house: string;
}

/** A state comes at once and a telemetry twice a second: what the state measured later must not stand beside what was before it. */
function broughtUpToDate(telemetry: TelemetryStatus, { zones }: Status): TelemetryStatus {
  const newer = Object.entries(telemetry.zones).map(([zone, line]) => {
    const { technique = null, level = null, rate = null } = zones[zone as keyof typeof zones] ?? {};
    return [zone, technique === null || level === null || rate === null ? line : { ...line, technique, level, rate }];
  });
  return { ...telemetry, zones: Object.fromEntries(newer) };
}

const unknownChair = ({ id, name, state, stop }: PassChair, atMs: number): KnownChair => ({
  id,
  name,
  state,
  stop,
  available: null,
  fault: null,
  program: null,
  endsAt: null,
  emergencySwitch: null,
  status: null,
  course: null,
  service: null,
  programs: null,
  about: null,
  atMs,
});

/** What is told of each chair anew with its state. */
const ofStatus = (status: Status, available: boolean) => ({
  state: status.state,
  available,
  fault: status.fault?.code ?? null,
  program: status.program,
  endsAt: status.ends_at,
  stop: status.stop,
  status,
});

const isOlder = (status: Status, than: Status | null): boolean =>
  than !== null && status.epoch === than.epoch && status.seq < than.seq;

/** All that the page knows: a signal a chair. */
export class KnownHouse implements LinkSink {
  readonly chairIds: Signal<readonly string[]> = signal([]);
  /** Null until the daemon has said it. */
  readonly access: Signal<Access | null> = signal(null);
  /** Set where the chairs are simulated. */
  readonly demo: Signal<Demo> = signal(null);
  /** Another daemon answers behind the same address. */
  readonly isOther: Signal<boolean> = signal(false);
  private readonly cells = new Map<string, ChairCell>();
  name: HouseName | null = null;

  constructor(private readonly clock: PageClock) {}

  cell(id: string): ChairCell | null {
    return this.cells.get(id) ?? null;
  }

  known(): readonly KnownChair[] {
    return this.chairIds.value.flatMap((id) => this.cells.get(id)?.chair.value ?? []);
  }

  setAccess(access: Access): void {
    this.access.value = access;
  }

  frame(frame: Frame): void {
    if (this.isOther.value) return;
    switch (frame.t) {
      case 'snapshot':
        this.snapshot(frame);
        break;
      case 'chairs':
        batch(() => this.takeShort(frame.chairs));
        break;
      case 'state':
        this.takeStatus(frame.chair, frame.status, frame);
        break;
      case 'telemetry': {
        const cell = this.cells.get(frame.chair);
        if (cell !== undefined) cell.telemetry.value = frame.telemetry;
        break;
      }
      case 'programs':
        this.change(frame.chair, { programs: frame.programs });
        break;
      case 'event':
      case 'taken':
      case 'beat':
        break;
    }
  }

  snapshot(
    snapshot: Pick<Snapshot, 'bridge_id' | 'house' | 'demo' | 'access'> & { readonly chairs: readonly AnyChair[] },
  ): void {
    const { bridge_id, house, demo, chairs, access } = snapshot;
    this.name ??= { bridge: bridge_id, house };
    if (this.name.bridge !== bridge_id || this.name.house !== house) {
      this.isOther.value = true;
      return;
    }
    batch(() => {
      this.access.value = access;
      this.demo.value = demo;
      this.takeShort(chairs);
    });
  }

  private takeShort(chairs: readonly AnyChair[]): void {
    const nowMs = this.clock.nowMs();
    const added: string[] = [];
    for (const chair of chairs) {
      if (!this.cells.has(chair.id)) {
        this.cells.set(chair.id, { chair: signal(firstOf(chair, nowMs)), telemetry: signal(null) });
        added.push(chair.id);
      }
      if ('status' in chair) this.takeWhole(chair);
      else if ('available' in chair) this.takeNews(chair);
      else this.change(chair.id, { name: chair.name, state: chair.state, stop: chair.stop });
    }
    if (added.length > 0) this.chairIds.value = [...this.chairIds.value, ...added];
  }

  private takeNews({ id, ends_at, emergency_switch, ...news }: ShortChair): void {
    this.change(id, { ...news, endsAt: ends_at, emergencySwitch: emergency_switch });
  }

  private takeWhole(chair: WholeChair): void {
    const { status, telemetry, programs, available, course, service, ...about } = chair;
    this.change(chair.id, { name: chair.name, emergencySwitch: chair.emergency_switch, about, programs });
    this.takeStatus(chair.id, status, { available, course, service });
    const cell = this.cells.get(chair.id);
    if (cell !== undefined && telemetry !== null) cell.telemetry.value = telemetry;
  }

  private takeStatus(id: string, status: Status, news: Pick<WholeChair, 'available' | 'course' | 'service'>): void {
    const known = this.cells.get(id)?.chair.value;
    if (known === undefined || isOlder(status, known.status)) return;
    const { available, course, service } = news;
    this.change(id, { ...ofStatus(status, available), course, service, atMs: this.clock.nowMs() });
    const cell = this.cells.get(id);
    if (cell?.telemetry.value != null) cell.telemetry.value = broughtUpToDate(cell.telemetry.value, status);
  }

  private change(id: string, news: Partial<KnownChair>): void {
    const cell = this.cells.get(id);
    if (cell !== undefined) cell.chair.value = { ...cell.chair.peek(), ...news };
  }
}

const firstOf = (chair: AnyChair, atMs: number): KnownChair =>
  'status' in chair
    ? unknownChair({ id: chair.id, name: chair.name, state: chair.status.state, stop: null }, atMs)
    : unknownChair(chair, atMs);
