import { describe, expect, it } from 'vitest';
import { ClpChair } from '../../src/chair/clp-chair.js';
import { decodeOrder } from '../../src/core/protocol/codec.js';
import { frame } from '../../src/core/protocol/crc.js';
import type { ChairSignal, WireEvents } from '../../src/ports.js';
import { silentLog } from '../support/silent-log.js';
import { VirtualTime } from '../support/virtual-time.js';

const identity = 'OK 1 fw=sim/0.1.0 model=sim-3z id=SIM0001 boot=9F3A lease=600 ttl=5000 zones=back';

/** A chair that answers every request; `say` sends a payload of its own. */
function connected() {
  const clock = new VirtualTime();
  const signals: ChairSignal['type'][] = [];
  const verbs: string[] = [];
  let events: WireEvents | null = null;
  const say = (payload: string) => events?.onLine(frame(payload).trimEnd());
  const answer = (line: string): void => {
    const order = decodeOrder(line);
    if (!('request' in order) || order.seq === 0) return;
    verbs.push(order.request.verb);
    const words = { HELLO: identity, CAPS: 'OK roll:1-30' } as const;
    const { verb } = order.request;
    say(`${order.seq} ${verb === 'HELLO' || verb === 'CAPS' ? words[verb] : 'OK'}`);
  };
  const chair = new ClpChair({
    openWire: (given) => {
      events = given;
      clock.after(1, () => given.onOpened());
      const write = (text: string) =>
        void clock.after(1, () => {
          for (const line of text.split('\n')) answer(line);
        });
      return { write, close: async () => undefined };
    },
    clock,
    log: silentLog,
    hostName: 'test',
    isEmergencyLatched: () => false,
    temperatureMaxC: 70,
    onSignal: ({ type }) => signals.push(type),
    onTelemetry: () => undefined,
  });
  clock.every(50, () => chair.poll(clock.nowMs()));
  clock.advance(200);
  return { chair, clock, signals, verbs, say };
}

describe('a chair that does not know us any more [S5]', () => {
  it('has restarted when it says so to a KEEP, and is greeted anew', () => {
    const { chair, clock, signals, verbs, say } = connected();
    expect(chair.link.isUp).toBe(true);
    expect(verbs).toEqual(['HELLO', 'CAPS', 'RESET']);
    say('0 ERR hello');
    expect(signals).toContain('chair.restarted');
    clock.advance(200);
    expect(verbs.slice(3)).toEqual(['HELLO', 'CAPS', 'RESET']);
    expect(chair.link.isUp).toBe(true);
  });

  it('is no news while it is being greeted', () => {
    const { chair, signals, say } = connected();
    chair.link.greet();
    say('0 ERR hello');
    expect(signals).not.toContain('chair.restarted');
  });
});
