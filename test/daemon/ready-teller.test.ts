import { expect, it } from 'vitest';
import { ReadyTeller } from '../../src/daemon/ready-teller.js';
import type { Log } from '../../src/ports.js';
import { type BenchOptions, DaemonBench } from '../support/daemon-bench.js';
import { silentLog } from '../support/silent-log.js';

type Line = readonly [event: string, fields: unknown];

/** A daemon with a teller, whose broker comes when the test says so. */
function setUp(places: { readonly hasWeb?: boolean; readonly hasDeadMan?: boolean } = {}, options: BenchOptions = {}) {
  const lines: Line[] = [];
  const note = (event: string, fields: unknown = {}): void => void lines.push([event, fields]);
  const log: Log = { ...silentLog, info: note, warn: note };
  let teller: ReadyTeller | null = null;
  const bench = new DaemonBench({
    ...options,
    face: (fleet, _intake, clock) => {
      const { hasWeb = false, hasDeadMan = true } = places;
      const all = {
        portOf: () => '/dev/chair',
        hasDeadMan: () => hasDeadMan,
        broker: 'mqtt://b',
        hub: 'none',
        hasWeb,
        linkTo: (address: string) => `${address}#code=x`,
      };
      teller = new ReadyTeller(fleet, all, clock, log);
      return teller;
    },
  });
  const broker = (isOnline: boolean) => teller?.brokerIs(isOnline);
  return { bench, lines, broker, web: (address: string | null) => teller?.onWeb(address) };
}

it('a start ends with one line that says who is there and what is left to do', () => {
  const { bench, lines, broker, web } = setUp({ hasWeb: true });
  broker(true);
  bench.advance(3000);
  expect(lines).toEqual([]);
  web('http://127.0.0.1:8471/');
  const ready = {
    chairs: ['chair answers on /dev/chair (sim-3z SIM0001), not commissioned'],
    broker: 'mqtt://b',
    hub: 'none',
    http: 'http://127.0.0.1:8471/#code=x',
    next: ['stop the daemon, then: chair2mqtt commission chair'],
  };
  expect(lines).toEqual([['ready', ready]]);
  bench.inject('unplug@0s+1s');
  bench.advance(30_000);
  broker(false);
  broker(true);
  expect(lines).toHaveLength(1);
});

it('a page that can be served nowhere holds the line up no longer, and is not named', () => {
  const { bench, lines, broker, web } = setUp({ hasWeb: true });
  broker(true);
  bench.advance(3000);
  web(null);
  expect(lines).toEqual([['ready', expect.not.objectContaining({ http: expect.anything() })]]);
});

it('a chair that cannot be commissioned is not said to lack it', () => {
  const { bench, lines, broker } = setUp({ hasDeadMan: false });
  broker(true);
  bench.advance(3000);
  expect(lines).toMatchObject([['ready', { chairs: ['chair answers on /dev/chair (sim-3z SIM0001)'], next: [] }]]);
});

it('who is missing after 10 s is named, and the line comes when all are there', () => {
  const { bench, lines, broker } = setUp();
  bench.inject('mute@0s+20s');
  bench.advance(10_000);
  expect(lines).toEqual([
    ['not_ready_yet', { waiting: ['the chair chair on /dev/chair', 'the broker mqtt://b'], hint: expect.any(String) }],
  ]);
  bench.advance(25_000);
  expect(lines).toHaveLength(1);
  broker(true);
  expect(lines.map(([event]) => event)).toEqual(['not_ready_yet', 'ready']);
});

it('a daemon that ends before says nothing', async () => {
  const { bench, lines } = setUp();
  const stopped = bench.stop();
  await bench.clock.advanceAsync(20_000);
  await stopped;
  expect(lines).toEqual([]);
});
