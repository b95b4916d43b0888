// Writes sessions to a ledger as fast as the disk takes them, and says after each sync how many have ended. It is killed in the middle.
import process from 'node:process';

const built = new URL('../../../dist/src/adapters/files/file-ledger.js', import.meta.url);
const { openLedger } = await import(built.href);

const [folder, run] = process.argv.slice(2);
const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  after: (delayMs, act) => ({ id: setTimeout(act, delayMs) }),
  random: () => 0,
};
const ledger = openLedger(folder, { store: { whenQuiet: (act) => act() }, clock, log: silent, timeZone: 'UTC' });

const opened = {
  kind: 'opened',
  v: 1,
  chair: 'hall',
  serial: 'SIM0001',
  program: 'relaxation',
  name: 'Relaxation',
  hash: 'cbf43926',
  source: 'mqtt',
  person: null,
  planned_s: 1200,
  intensity: 70,
  schedule: null,
  trial: false,
  at: '2026-11-22T21:04:00Z',
  tz: 'UTC',
  boot: 'boot',
  wall_ok: true,
};
const closed = {
  kind: 'closed',
  ended_by: 'completed',
  elapsed_s: 3600,
  paused_s: 0,
  intensity_mean: 70,
  phases_done: 3,
  skips: 0,
  derated_s: 0,
  motor_s: 3600,
  moments: [],
  moments_dropped: 0,
  zones: {},
  at: '2026-11-22T21:24:00Z',
};

for (let count = 1; ; count++) {
  const id = `${run}-${count}`;
  ledger.write({ ...opened, id });
  ledger.write({ ...closed, id });
  await ledger.settled();
  process.stdout.write(`${id}\n`);
}
