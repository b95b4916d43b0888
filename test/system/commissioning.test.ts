import { describe, expect, it } from 'vitest';
import { commissioningName, commissioningRecord } from '../../src/core/commissioning.js';
import { frameLine, unframe } from '../../src/core/protocol/crc.js';
import type { OpenWire } from '../../src/ports.js';
import { DaemonBench } from '../support/daemon-bench.js';
import { ProofBench } from '../support/proof-bench.js';

const at = '2026-01-01T12:00:00.000Z';
const settings = { mustBeCommissioned: true };

/** What the proof of a simulated chair leaves in the store. */
function proved(faults: readonly string[] = []): string {
  const { identity, proofs } = new ProofBench({ faults }).toEnd();
  if (identity === null) throw new Error('the chair did not answer');
  return JSON.stringify(commissioningRecord(identity, proofs, at));
}

const good = proved();

function start(bench: DaemonBench): { readonly code: string; readonly message: string } {
  const verdict = bench.run({ command: 'start', program: 'quick-break' });
  return { code: verdict?.code ?? 'none', message: verdict?.message ?? '' };
}

function restarted(record: string | null, around?: (openWire: OpenWire) => OpenWire): DaemonBench {
  const bench = DaemonBench.ready({ settings, ...(around === undefined ? {} : { around }) });
  if (record !== null) bench.store.records.set(commissioningName('chair'), record);
  bench.restart();
  return bench;
}

const ready = (...of: Parameters<typeof restarted>): DaemonBench => {
  const bench = restarted(...of);
  bench.advance(3000);
  return bench;
};

describe('a chair that has to be commissioned [S18]', () => {
  it('is not started from afar before it was, and says what to do', () => {
    const bench = ready(null);
    expect(bench.daemon.fleet.card('chair').commissioned).toBe(false);
    expect(bench.status.remote_start).toBe(false);
    expect(start(bench).code).toBe('remote_start_off');
    expect(start(bench).message).toContain('its dead-man was never proved');
    expect(start(bench).message).toContain('run "chair2mqtt commission chair"');
    expect(bench.run({ command: 'remote_start', enabled: true })?.code).toBe('remote_start_off');
    expect(bench.run({ command: 'start' }, 'button')?.code).toBe('ok');
  });

  it('is started when its proof is in the store', () => {
    const bench = ready(good);
    expect(bench.daemon.fleet.card('chair').commissioned).toBe(true);
    expect(start(bench).code).toBe('ok');
  });

  it('is link_down before its handshake, whatever the store says', () => {
    expect(start(restarted(good)).code).toBe('link_down');
    expect(start(restarted(null)).code).toBe('link_down');
    expect(restarted(good).daemon.fleet.card('chair').commissioned).toBe(false);
  });

  it.each([['no-lease'], ['runaway:back'], ['runaway:back:hard']])('is not started after it failed by %s', (fault) => {
    const bench = ready(proved([fault]));
    expect(start(bench).code).toBe('remote_start_off');
    expect(start(bench).message).toContain(`it failed on ${at}: lease of back: still driven`);
  });

  it.each(['null', '[]', '{"version":1}', '"x"'])('is not started by a record that says %s', (record) => {
    expect(start(ready(record)).code).toBe('remote_start_off');
  });

  it('has to be proved anew when its firmware or its serial id changes, at the next handshake', () => {
    let fw = 'sim/0.1.0';
    let id = 'SIM0001';
    const renamed = (line: string): string => {
      const payload = unframe(line);
      if (payload === null || !payload.includes(' fw=')) return line;
      return frameLine(payload.replace('sim/0.1.0', fw).replace('SIM0001', id)).trim();
    };
    const bench = ready(good, (openWire) => (events) => {
      return openWire({ ...events, onLine: (line) => events.onLine(renamed(line)) });
    });
    const reboot = (): void => {
      bench.inject('reboot');
      bench.advance(5000);
    };
    const isCommissioned = (): boolean => bench.daemon.fleet.card('chair').commissioned;
    expect(isCommissioned()).toBe(true);
    fw = 'sim/0.2.0';
    reboot();
    expect(isCommissioned()).toBe(false);
    expect(start(bench).message).toContain('proved with firmware sim/0.1.0, and has sim/0.2.0 now');
    fw = 'sim/0.1.0';
    reboot();
    expect(isCommissioned()).toBe(true);
    id = 'SIM0002';
    reboot();
    expect(start(bench).message).toContain('chair SIM0001 was proved, and this is SIM0002');
  });
});

it('a chair that need not be commissioned says that it was not, and is started all the same', () => {
  const bench = DaemonBench.ready();
  expect(bench.daemon.fleet.card('chair').commissioned).toBe(false);
  expect(start(bench).code).toBe('ok');
});
