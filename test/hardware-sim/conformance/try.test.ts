import { it } from 'vitest';
import { runKit } from './kit-bench.js';
it('tries', async () => {
  let last = 0;
  const times: [number, string][] = [];
  const started = process.hrtime.bigint();
  const run = await runKit({ faults: (process.env['F'] ?? '').split(' ').filter(Boolean), ...(process.env['O'] ? { only: new RegExp(process.env['O']) } : {}), onVerdict: (v, _k, ms) => { times.push([ms - last, v.id]); last = ms; } });
  if (process.env['T']) for (const [ms, id] of times.sort((a, b) => b[0] - a[0]).slice(0, 300)) console.log(ms, id);
  for (const v of run.verdicts) if (v.verdict !== 'pass' || process.env['V']) console.log(v.verdict, v.level, v.id, '|', v.detail);
  console.log(run.verdicts.length, 'clauses', run.failed.length, 'failed', run.ending, run.elapsedMs, 'virtual ms', Number(process.hrtime.bigint() - started) / 1e6, 'real');
}, 120000);
