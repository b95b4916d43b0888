import { describe, expect, it } from 'vitest';
import { ResetProcedure } from '../../src/chair/reset.js';
import type { Request } from '../../src/core/protocol/messages.js';
import type { StatusFaultCode } from '../../src/core/status.js';

const ok = { kind: 'ok', seq: 1, args: [] } as const;
const refusal = { kind: 'error', seq: 1, code: 'latched', detail: 'overtemp' } as const;

/** A reset that began at 0, with everything that it asked and told. */
function begun(...codes: readonly StatusFaultCode[]) {
  const asked: Request[] = [];
  const told: (string | null)[] = [];
  const reset = new ResetProcedure({ ask: (request) => asked.push(request), done: (missing) => told.push(missing) });
  reset.begin(codes, 0);
  return { reset, asked, told };
}

const resetOf = (cause: string): Request => ({ verb: 'RESET', cause });

describe('a reset [S3]', () => {
  it('clears one latch after the other, and is done when the last is cleared', () => {
    const { reset, asked, told } = begun('estop', 'stall');
    reset.step(null, 50);
    reset.step(null, 100);
    expect(asked).toEqual([resetOf('estop')]);
    reset.answered(ok, 60);
    expect([reset.isPending, told]).toEqual([true, []]);
    reset.step(null, 150);
    expect(asked).toEqual([resetOf('estop'), resetOf('stall')]);
    reset.answered(ok, 60);
    reset.step(null, 200);
    expect([reset.isPending, told]).toEqual([false, [null]]);
  });

  it('asks for each latch once, and for none that the chair does not know', () => {
    const { reset, asked, told } = begun('estop', 'internal', 'estop', 'stop_unverified');
    reset.step(null, 50);
    reset.answered(ok, 60);
    reset.step(null, 100);
    expect([asked, told]).toEqual([[resetOf('estop')], [null]]);
  });

  it('of what only the daemon knows needs a chair that is fit, and nothing more', () => {
    const { reset, asked, told } = begun('internal');
    reset.step('the chair is not still', 50);
    expect(told).toEqual([]);
    reset.step(null, 100);
    expect([asked, told]).toEqual([[], [null]]);
  });

  it('waits for what is missing, then goes on', () => {
    const { reset, asked } = begun('estop');
    reset.step('no handshake', 2950);
    expect(asked).toEqual([]);
    reset.step(null, 2999);
    expect(asked).toEqual([resetOf('estop')]);
  });

  it('gives up after 3 s with what is missing', () => {
    const { reset, told } = begun('estop');
    reset.step('no handshake', 2999);
    expect(told).toEqual([]);
    reset.step('no handshake', 3000);
    reset.step('no handshake', 3050);
    expect([reset.isPending, told]).toEqual([false, ['no handshake']]);
  });

  it('gives up after 3 s where the chair does not answer', () => {
    const { reset, told } = begun('estop');
    reset.step(null, 50);
    reset.step(null, 3000);
    expect(told).toEqual([expect.stringContaining('did not answer')]);
  });

  it('that has nothing left to clear is done, also in its last moment', () => {
    const { reset, told } = begun('estop');
    reset.step(null, 50);
    reset.answered(ok, 60);
    reset.step(null, 3000);
    expect(told).toEqual([null]);
  });

  it('asks again for what the chair would not clear yet, and is done when it does', () => {
    const { reset, asked, told } = begun('stall');
    reset.step(null, 50);
    reset.answered(refusal, 60);
    expect([reset.isPending, told]).toEqual([true, []]);
    reset.step(null, 259);
    expect(asked).toHaveLength(1);
    reset.step(null, 260);
    reset.answered(ok, 270);
    reset.step(null, 300);
    expect([asked, told]).toEqual([[resetOf('stall'), resetOf('stall')], [null]]);
  });

  it('is refused where the chair refuses it for 3 s', () => {
    const { reset, asked, told } = begun('overtemp', 'stall');
    for (let atMs = 0; atMs < 3000; atMs += 50) {
      const before = asked.length;
      reset.step(null, atMs);
      if (asked.length > before) reset.answered(refusal, atMs + 10);
    }
    expect([reset.isPending, told]).toEqual([true, []]);
    reset.step(null, 3000);
    expect([reset.isPending, told]).toEqual([false, [expect.stringContaining('latched overtemp')]]);
    expect(new Set(asked.map((request) => 'cause' in request && request.cause))).toEqual(new Set(['overtemp']));
  });

  it('ends where something comes in between, and takes no answer after that', () => {
    const { reset, told } = begun('estop');
    reset.step(null, 50);
    reset.abort('an emergency stop has come meanwhile');
    reset.answered(ok, 60);
    reset.step(null, 100);
    reset.abort('again');
    expect([reset.isPending, told]).toEqual([false, ['an emergency stop has come meanwhile']]);
  });
});
