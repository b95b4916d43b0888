import { describe, expect, it } from 'vitest';
import { frameLine } from '../../src/core/protocol/crc.js';
import { ChairBench } from './bench.js';

/** What the host sends, and every line that the chair says to it; `-` is silence. */
const table: readonly (readonly [string, string])[] = [
  ['1 CAPS legs', '1 ERR hello'],
  ['2 SET legs compress 60 0 2000 5000', '2 ERR hello'],
  ['3 SET legs', '3 ERR hello'],
  ['0 KEEP', '0 ERR hello'],
  ['4 STOP', '4 OK'],
  ['5 FLY', '5 ERR hello'],
  ['6 HELLO 2 host', '6 ERR unsupported 1'],
  ['6 STATUS', '6 ERR hello'],
  ['1 HELLO 1', '1 ERR arg'],
  ['8 HELLO 1', '8 ERR arg'],
  ['5 STATUS', '5 ERR seq'],
  ['1 HELLO 1 host', '1 OK 1 fw=sim/0.1.0 model=sim-3z id=SIM0001 boot=9F3A lease=600 ttl=5000 zones=back,seat,legs'],
  ['2 CAPS back', '2 OK knead:5-60 tap:100-750 roll:2-30 press:2-20 vibrate:20-90'],
  ['3 CAPS seat', '3 OK compress:1-20 vibrate:20-90'],
  ['4 CAPS legs', '4 OK compress:1-12 roll:2-30 vibrate:20-90'],
  ['5 CAPS head', '5 ERR unsupported'],
  ['6 CAPS', '6 ERR arg'],
  ['0 KEEP', '-'],
  ['0 STOP', '0 ERR arg'],
  ['0 ESTOP', '0 ERR arg'],
  ['0 FLY', '0 ERR arg'],
  ['7 KEEP', '7 OK'],
  ['8 KEEP now', '8 ERR arg'],
  ['9 FLY', '9 ERR verb'],
  ['10', '10 ERR syntax'],
  ['hello', '0 ERR syntax'],
  ['65536 KEEP', '0 ERR syntax'],
  ['11 SET legs compress 60 0 2000', '11 ERR arg'],
  ['12 SET legs compress many 0 2000 5000', '12 ERR arg'],
  ['13 SET head vibrate 60 30 2000 5000', '13 ERR unsupported'],
  ['14 SET legs knead 60 30 2000 5000', '14 ERR unsupported'],
  ['15 SET legs swim 60 30 2000 5000', '15 ERR unsupported'],
  ['15 SET legs swim 60 30 2000 soon', '15 ERR seq'],
  ['16 SET legs swim 60 30 2000 soon', '16 ERR arg'],
  ['17 SET legs swim 101 30 2000 5000', '17 ERR unsupported'],
  ['18 SET legs knead 101 30 60001 5000', '18 ERR unsupported'],
  ['19 HELLO 2', '19 ERR arg'],
  ['19 HELLO 2 host', '19 ERR unsupported 1'],
  ['1 HELLO 2 host', '1 ERR unsupported 1'],
  ['11 CAPS legs', '11 ERR seq'],
  ['11 HELLO 1 host', '11 OK 1 fw=sim/0.1.0 model=sim-3z id=SIM0001 boot=9F3A lease=600 ttl=5000 zones=back,seat,legs'],
  ['16 SET legs vibrate 101 30 2000 5000', '16 ERR range'],
  ['17 SET legs vibrate -1 30 2000 5000', '17 ERR range'],
  ['18 SET legs vibrate 50 19 2000 5000', '18 ERR range'],
  ['19 SET legs vibrate 50 91 2000 5000', '19 ERR range'],
  ['20 SET legs vibrate 50 30 60001 5000', '20 ERR range'],
  ['21 SET legs vibrate 50 30 2000 99', '21 ERR range'],
  ['22 SET legs vibrate 50 30 2000 5001', '22 ERR range'],
  ['23 SET legs vibrate 50 30 2000 0', '23 ERR range'],
  ['24 SET legs off 1 0 500 0', '24 ERR range'],
  ['25 SET legs off 0 0 60001 0', '25 ERR range'],
  ['26 SET legs off 0 0 500 7', '26 ERR range'],
  ['27 SET legs off 0 0 500 5001', '27 ERR range'],
  ['28 SET legs off 150 0 99999 7', '28 ERR range'],
  ['1 HELLO 1 host', '1 OK 1 fw=sim/0.1.0 model=sim-3z id=SIM0001 boot=9F3A lease=600 ttl=5000 zones=back,seat,legs'],
  ['25 SET legs off 0 0 500 0', '25 OK'],
  ['26 SET legs vibrate 0 0 500 0', '26 OK'],
  ['27 RATE 49', '27 ERR range'],
  ['28 RATE 5001', '28 ERR range'],
  ['29 RATE', '29 ERR arg'],
  ['30 RATE 1000', '30 OK'],
  ['31 STOP 2001', '31 ERR range'],
  ['32 STOP soon', '32 ERR arg'],
  ['33 RESET', '33 ERR arg'],
  ['34 RESET nothing', '34 OK'],
  ['35 RESET estop', '35 OK'],
  ['36 RESET lease', '36 OK'],
  ['37 SET legs vibrate 50 0 2000 5000', '37 OK'],
  ['38 SET legs vibrate 50 20 2000 5000', '38 OK'],
  ['39 SET legs vibrate 50 90 60000 100', '39 OK'],
  ['39 SET legs vibrate 50 90 60000 100', '39 OK'],
  ['38 SET legs vibrate 50 20 2000 5000', '38 ERR seq'],
  ['39 STOP', '39 ERR seq'],
  ['2000 STOP 0', '2000 OK'],
  ['1000 CAPS seat', '1000 ERR seq'],
  ['999 CAPS seat', '999 OK compress:1-20 vibrate:20-90'],
  ['65500 CAPS seat', '65500 OK compress:1-20 vibrate:20-90'],
  ['65535 CAPS seat', '65535 OK compress:1-20 vibrate:20-90'],
  ['1 CAPS seat', '1 OK compress:1-20 vibrate:20-90'],
  ['65535 CAPS legs', '65535 ERR seq'],
  ['64537 CAPS legs', '64537 ERR seq'],
];

describe.each(['whole', 'byte by byte'] as const)('requests, fed %s', (manner) => {
  it('are answered as the table says', () => {
    const bench = new ChairBench(manner);
    for (const [payload, answer] of table) {
      expect(bench.payload(payload).join(' | ') || '-', `after ${payload}`).toBe(answer);
    }
  });

  it('with a wrong or missing check are refused as a whole, up to the next LF', () => {
    const bench = new ChairBench(manner).greet();
    const line = frameLine('2 SET legs vibrate 50 30 0 5000');
    expect(bench.text(line.replace('50', '90'))).toEqual(['0 ERR crc']);
    expect(bench.text('2 SET legs vibrate 50 30 0 5000\n')).toEqual(['0 ERR crc']);
    expect(bench.text(`2 SET le\u0007gs\n`)).toEqual(['0 ERR crc']);
    expect(bench.text(`${'x'.repeat(400)}\n${frameLine('2 KEEP')}`)).toEqual(['0 ERR overflow', '2 OK']);
    expect(bench.state.isArmed).toBe(false);
  });

  it('are found again after half a line, behind a CR, and between empty lines', () => {
    const bench = new ChairBench(manner).greet();
    expect(bench.text(`2 SET legs vib\n${frameLine('2 KEEP').replace('\n', '\r\n')}\n\r\n`)).toEqual([
      '0 ERR crc',
      '2 OK',
    ]);
  });

  it('that are a retransmission run nothing a second time', () => {
    const bench = new ChairBench(manner).greet();
    expect(bench.payload('2 SET legs vibrate 50 30 0 5000')).toEqual(['2 OK']);
    bench.keep(1000);
    bench.text('STOP\n');
    expect(bench.payload('2 SET legs vibrate 50 30 0 5000')).toEqual(['2 OK']);
    expect(bench.state.isArmed).toBe(false);
  });

  it('HELLO always runs and restarts the count', () => {
    const bench = new ChairBench(manner);
    expect(bench.payload('500 HELLO 1 host')[0]).toContain('500 OK 1');
    bench.payload('501 RATE 50');
    expect(bench.payload('1 HELLO 1 host')[0]).toContain('1 OK 1');
    expect(bench.state.periodMs).toBe(1000);
    expect(bench.payload('2 KEEP')).toEqual(['2 OK']);
    expect(bench.payload('1 HELLO 1 host')[0]).toContain('1 OK 1');
    expect(bench.payload('2 KEEP')).toEqual(['2 OK']);
  });

  it('STATUS is answered with one T line after the answer', () => {
    const bench = new ChairBench(manner).greet();
    const lines = bench.payload('2 STATUS');
    expect(lines[0]).toBe('2 OK');
    expect(lines[1]).toBe('T 0 idle 600 1 24020 back:off,0,0,270,0,- seat:off,0,0,270,0,- legs:off,0,0,280,0,-');
    expect(lines).toHaveLength(2);
  });

  it('the emergency byte acts in the middle of a line, discards it, and is answered by its event alone [S3]', () => {
    const bench = new ChairBench(manner).greet();
    bench.ask('SET legs vibrate 50 30 0 5000');
    bench.keep(1000);
    expect(bench.text('3 SET legs vib\u0018rate 90')).toEqual(['E fault estop - 0']);
    expect(bench.isOff).toBe(true);
    expect(bench.text(` 30 0 5000\n${frameLine('3 KEEP')}`)).toEqual(['3 OK']);
    bench.elapse(200);
    expect(bench.text('\u0018\n')).toEqual(['E fault estop - 0']);
  });

  it('a bare STOP works before HELLO, on a dirty line and while latched, without an answer', () => {
    const bench = new ChairBench(manner);
    expect(bench.text('\nSTOP\n')).toEqual([]);
    bench.greet();
    bench.ask('SET legs vibrate 50 30 0 5000');
    bench.keep(1000);
    expect(bench.text('4 KEE\nSTOP\n')).toEqual(['0 ERR crc']);
    expect(bench.telemetry().mode).toBe('stop');
    bench.elapse(500);
    expect(bench.isOff).toBe(true);
  });
});
