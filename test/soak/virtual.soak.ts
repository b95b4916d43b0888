import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { createMqttFace } from '../../src/adapters/mqtt/mqtt-face.js';
import { BrokerPair } from '../adapters/mqtt/fake-brokers.js';
import { DaemonBench } from '../support/daemon-bench.js';
import { sampleFace } from '../support/mqtt-face.js';
import { report, type Sample, wishes } from './report.js';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
const minuteMs = 60_000;

/** What happens in each ten minutes, in turn; every fault passes by itself. */
const faults = [
  'corrupt:0.2@1s+30s',
  'mute@1s+5s',
  'unplug@1s+5s',
  'reboot:watchdog',
  'flood:500@1s+3s',
  'stall:legs@1s+5s',
  'stall-write@1s+8s',
  'slow:300@1s+20s',
  'leave@1s+10s',
  'button:pause',
];

/** A daemon between a chair and two brokers that are played; nothing is remembered of what they said. */
class LongLife {
  readonly brokers = new BrokerPair();
  readonly bench = new DaemonBench({
    settings: { restMs: 0, dailyMs: 24 * 60 * minuteMs },
    face: (fleet, intake, clock) => createMqttFace(sampleFace({ fleet, intake, clock, connect: this.brokers.connect })),
  });
  sessions = 0;

  constructor() {
    this.brokers.online();
    this.bench.advance(5000);
  }

  command(command: object): void {
    this.brokers.commands.deliver('chair2mqtt/chair/set', command);
  }

  tenMinutes(count: number): void {
    const { bench, brokers } = this;
    this.command({ command: 'start', program: 'quick-break', id: `s${count}` });
    bench.advance(20_000);
    if (bench.state === 'running') this.sessions += 1;
    bench.inject(faults[count % faults.length] ?? '');
    if (count % 3 === 0) {
      brokers.commands.offline();
      brokers.stops.offline();
      bench.advance(30_000);
      brokers.online();
    }
    bench.advance(4 * minuteMs);
    for (let sent = 0; sent < 30; sent += 1)
      this.command({ command: 'select', intensity: 1 + (sent % 100), id: `${count}-${sent}` });
    if (count % 5 === 0) brokers.stops.deliver('chair2mqtt/chair/estop');
    brokers.stops.deliver('chair2mqtt/chair/stop');
    for (const payload of brokers.stops.of('bridge/fence'))
      brokers.commands.deliver('chair2mqtt/bridge/fence', payload);
    bench.advance(5 * minuteMs);
    this.command({ command: 'reset' });
    bench.advance(20_000);
    this.forget();
  }

  private forget(): void {
    const { bench, brokers } = this;
    for (const kept of [bench.events, bench.statuses, bench.sent, bench.stops, bench.flights.writes]) kept.length = 0;
    bench.flights.files.clear();
    for (const broker of [brokers.commands, brokers.stops]) {
      broker.forget();
      broker.proofs.length = 0;
      broker.givenUp.length = 0;
    }
  }

  held(): Readonly<Record<string, number>> {
    collect();
    return { 'heap in use, MB': process.memoryUsage().heapUsed / 2 ** 20, timers: this.bench.clock.waiting };
  }
}

it('lives through virtual days, and nothing that it holds grows', () => {
  const life = new LongLife();
  const samples: Sample[] = [];
  const rounds = Math.ceil(wishes.virtualHours * 6);
  for (let count = 0; count <= rounds; count += 1) {
    life.tenMinutes(count);
    if (count % 6 === 0) samples.push({ atHours: count / 6, values: life.held() });
  }
  const grows = report('virtual', samples, { sessions: life.sessions });
  expect(life.bench.broken).toBeNull();
  expect(life.sessions).toBeGreaterThan(rounds / 2);
  expect(grows).toEqual([]);
});
