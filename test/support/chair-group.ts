import { Device } from '../../hardware-sim/device.js';
import { parseFault } from '../../hardware-sim/faults.js';
import { openMemoryWire } from '../../hardware-sim/wire.js';
import { createMqttFace } from '../../src/adapters/mqtt/mqtt-face.js';
import { clpDriver } from '../../src/chair/clp/clp-chair.js';
import type { Command } from '../../src/core/command/schema.js';
import { type CommandSource, type Result, resultSchema, type Verdict } from '../../src/core/status.js';
import { type DaemonParts, RunningDaemon } from '../../src/daemon/running-daemon.js';
import type { Clock } from '../../src/ports.js';
import { BrokerPair } from '../adapters/mqtt/fake-brokers.js';
import { sampleSettings } from './chair-settings.js';
import { shippedPrograms } from './daemon-bench.js';
import { MemoryFlights } from './memory-flights.js';
import { MemoryLedger } from './memory-ledger.js';
import { MemoryStore } from './memory-store.js';
import { sampleFace } from './mqtt-face.js';
import { silentLog } from './silent-log.js';
import { VirtualTime } from './virtual-time.js';

const pair = ['one', 'two'] as const;

/** A daemon with chairs of one group, two where nothing else is said, between two brokers that the test plays. */
export class ChairGroup {
  readonly clock = new VirtualTime();
  readonly daemon: RunningDaemon;
  readonly brokers = new BrokerPair();
  /** It was asked to end with the last session, and that has ended. */
  isDrained = false;
  private readonly devices: ReadonlyMap<string, Device>;

  /** `onWritten` hears which chair a line was written to, and when; `partsOf` gives other disks than those of memory, and whatever else the
   *  daemon is to have. */
  constructor(
    readonly ids: readonly string[] = pair,
    onWritten: (id: string, atMs: number) => void = () => {},
    partsOf: (
      clock: Clock,
    ) => Partial<Pick<DaemonParts, 'store' | 'ledger' | 'clock' | 'schedules' | 'people'>> = () => ({}),
  ) {
    const { clock } = this;
    this.devices = new Map(
      ids.map((id) => [id, new Device({ clock, seed: 1, id, isOccupied: true, onNote: () => {} })] as const),
    );
    const { connect } = this.brokers;
    const { store = new MemoryStore(), ledger = new MemoryLedger(), ...others } = partsOf(clock);
    this.daemon = new RunningDaemon({
      schedules: [],
      people: new Map(),
      clock,
      log: silentLog,
      store,
      flights: new MemoryFlights(),
      ledger,
      fileGoals: new Map(),
      forgetInRecords: async () => ({ chairs: [], removed: [], failure: null }),
      programs: () => shippedPrograms,
      freshness: { requireTs: false, buildWallMs: 0 },
      epoch: 'mine',
      hostName: 'chair2mqtt/test',
      chairs: [...this.devices].map(([id, device]) => ({
        settings: { ...sampleSettings, id, groups: ['room'] },
        driver: clpDriver,
        openWire: (events) => {
          const wire = openMemoryWire(device)(events);
          const write = (text: string): void => {
            onWritten(id, clock.nowMs());
            wire.write(text);
          };
          return { write, close: () => wire.close() };
        },
      })),
      onBroken: (error) => {
        throw error;
      },
      onDrained: () => {
        this.isDrained = true;
      },
      faces: [(fleet, intake) => createMqttFace(sampleFace({ fleet, intake, connect, clock, store }))],
      ...others,
    });
    this.brokers.online();
    clock.advance(3000);
  }

  /** Starts the group; the second chair has 300 ms to go. */
  startGroup(): void {
    const command = { command: 'start', program: 'quick-break', id: 'g1' };
    this.brokers.commands.deliver('chair2mqtt/group/room/set', command);
    this.clock.advance(200);
  }

  run(id: string, command: Command, source: CommandSource, reply: (verdict: Verdict) => void = () => {}): void {
    this.daemon.fleet.run(id, command, { source, unavailable: null }, reply);
  }

  press(fault: string): void {
    const planned = parseFault(fault);
    if ('message' in planned) throw new Error(planned.message);
    this.devices.get('two')?.inject(planned);
    this.clock.advance(50);
  }

  /** What was answered to the start of the group. */
  resultsOf(id: string): readonly Result[] {
    const results = this.brokers.commands
      .of(`${id}/result`)
      .map((text): Result => resultSchema.parse(JSON.parse(text)));
    return results.filter((result) => result.id === 'g1');
  }

  stateOf(id: string): string {
    return this.daemon.fleet.status(id).state;
  }
}
