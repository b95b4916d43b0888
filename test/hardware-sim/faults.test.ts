import { describe, expect, it } from 'vitest';
import { faultNames, parseFault } from '../../hardware-sim/faults.js';

const good: readonly (readonly [string, object])[] = [
  ['mute', { name: 'mute' }],
  ['deaf', { name: 'deaf' }],
  ['garbage:0.1', { name: 'garbage', probability: 0.1, direction: 'both' }],
  ['corrupt:1:rx', { name: 'corrupt', probability: 1, direction: 'rx' }],
  ['drop-line:0:tx', { name: 'drop-line', probability: 0, direction: 'tx' }],
  ['drop-newline:0.5', { name: 'drop-newline', probability: 0.5 }],
  ['duplicate:0.25', { name: 'duplicate', probability: 0.25 }],
  ['split', { name: 'split', probability: 1, direction: 'both' }],
  ['split:tx', { name: 'split', direction: 'tx' }],
  ['slow:250', { name: 'slow', delayMs: 250 }],
  ['stall-write', { name: 'stall-write' }],
  ['wrong-seq', { name: 'wrong-seq' }],
  ['wrong-crc', { name: 'wrong-crc' }],
  ['late-ack:300', { name: 'late-ack', delayMs: 300 }],
  ['flood:500', { name: 'flood', linesPerSecond: 500 }],
  ['reboot', { name: 'reboot', reason: 'power' }],
  ['reboot:watchdog', { name: 'reboot', reason: 'watchdog' }],
  ['reboot:brownout', { name: 'reboot', reason: 'brownout' }],
  ['unplug', { name: 'unplug' }],
  ['half-open', { name: 'half-open' }],
  ['stall:legs', { name: 'stall', zone: 'legs' }],
  ['overcurrent:back', { name: 'overcurrent', zone: 'back' }],
  ['hot:seat:58.5', { name: 'hot', zone: 'seat', caseC: 58.5 }],
  ['sensor-open:legs', { name: 'sensor-open', zone: 'legs' }],
  ['sag:9000', { name: 'sag', railMv: 9000 }],
  ['contradiction', { name: 'contradiction' }],
  ['runaway:legs', { name: 'runaway', zone: 'legs', isHard: false }],
  ['runaway:legs:hard', { name: 'runaway', zone: 'legs', isHard: true }],
  ['chatter:450', { name: 'chatter', linesPerSecond: 450 }],
  ['over:back:100', { name: 'over', zone: 'back', level: 100 }],
  ['unasked:legs', { name: 'unasked', zone: 'legs' }],
  ['wear:legs:0.01', { name: 'wear', zone: 'legs', sharePerHour: 0.01 }],
  ['leak:seat:0.5', { name: 'leak', zone: 'seat', sharePerHour: 0.5 }],
  ['no-telemetry', { name: 'no-telemetry' }],
  ['frozen', { name: 'frozen' }],
  ['no-lease', { name: 'no-lease' }],
  ['leave', { name: 'leave' }],
  ['sit', { name: 'sit' }],
  ['button:estop', { name: 'button', button: 'estop' }],
];

describe('a fault', () => {
  it.each(good)('%s is understood', (text, fault) => {
    expect(parseFault(text)).toEqual({
      kind: 'fault',
      atMs: 0,
      forMs: null,
      fault: expect.objectContaining({ ...fault, key: text }),
    });
  });

  it('has a name that is tested here, whichever there is', () => {
    expect(new Set(good.map(([text]) => text.split(':')[0]))).toEqual(new Set(faultNames));
  });

  it.each([
    ['stall:legs@30s+5s', 30_000, 5000],
    ['stall:legs@1.5s', 1500, null],
    ['stall:legs@2m+250ms', 120_000, 250],
    ['stall:legs@1h', 3_600_000, null],
  ])('%s has its times', (text, atMs, forMs) => {
    expect(parseFault(text)).toMatchObject({ kind: 'fault', atMs, forMs, fault: { key: 'stall:legs' } });
  });

  it.each([
    ['', 'is not a fault'],
    ['stal:legs', 'is not a fault'],
    ['constructor', 'is not a fault'],
    ['mute:1', 'takes no argument'],
    ['stall', 'takes a zone (back, seat, legs)'],
    ['stall:head', 'takes a zone'],
    ['stall:legs:hard', 'takes a zone'],
    ['hot:legs', 'motor case'],
    ['hot:legs:1e3', 'motor case'],
    ['hot:legs:151', 'motor case'],
    ['garbage', 'probability'],
    ['garbage:2', 'probability'],
    ['garbage:0.1:up', 'probability'],
    ['split:0.1', 'rx or tx'],
    ['slow', 'milliseconds'],
    ['slow:-1', 'milliseconds'],
    ['flood:0', 'lines per second'],
    ['over:legs', 'a level of 1 to 100'],
    ['over:legs:0', 'a level of 1 to 100'],
    ['over:head:50', 'takes a zone'],
    ['unasked', 'takes a zone'],
    ['wear:legs', 'a share of 0 to 10 for each hour in which it works'],
    ['wear:head:0.1', 'takes a zone'],
    ['leak:legs:11', 'a share of 0 to 10'],
    ['leak:legs:0.1:0.1', 'takes a zone'],
    ['chatter:0', 'lines per second'],
    ['frozen:1', 'takes no argument'],
    ['sag:x', 'mV'],
    ['reboot:kick', 'power, watchdog, brownout'],
    ['button:eject', 'start, pause, stop, estop'],
    ['runaway:legs:soft', 'hard'],
    ['stall:legs@', 'times are written'],
    ['stall:legs@30', 'times are written'],
    ['stall:legs@30s+', 'times are written'],
    ['stall:legs@30s+5s+5s', 'times are written'],
    ['stall:legs@1s@2s', 'times are written'],
    ['stall:legs@99h', 'times are written'],
    [`mute${' '.repeat(200)}`, 'at most 100'],
  ])('%j is a problem that says what would be right', (text, message) => {
    expect(parseFault(text)).toEqual({ kind: 'problem', message: expect.stringContaining(message) });
  });
});
