// Loaded into a process that is measured (`node --import`): how late its timers come, a line a second, into the file METER_FILE.
import { appendFileSync } from 'node:fs';
import process from 'node:process';

const everyMs = 20;
let lags = [];
let before = process.hrtime.bigint();
setInterval(() => {
  const now = process.hrtime.bigint();
  lags.push(Math.max(0, Number(now - before) / 1e6 - everyMs));
  before = now;
}, everyMs).unref();
setInterval(() => {
  const words = lags.map((lag) => lag.toFixed(2)).join(' ');
  lags = [];
  appendFileSync(process.env.METER_FILE, `${words}\n`);
}, 1000).unref();
