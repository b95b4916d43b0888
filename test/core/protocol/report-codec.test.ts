import { describe, expect, it } from 'vitest';
import { decodeReport, encodeReport } from '../../../src/core/protocol/codec.js';
import { frameLine } from '../../../src/core/protocol/crc.js';
import { lineBytesMax, modes, type Telemetry } from '../../../src/core/protocol/messages.js';
import { zones } from '../../../src/core/zones.js';
import { theLine, waysToFeed } from './fed.js';
import { badReports, reportCases, vectorLine, vectorTelemetry } from './report-cases.js';

describe('reports', () => {
  it.each(reportCases)('%s is written as its line', (payload, report) => {
    expect(encodeReport(report)).toBe(frameLine(payload));
  });

  it('agree with the published test vector', () => {
    expect(decodeReport(vectorLine)).toEqual({ kind: 'telemetry', telemetry: vectorTelemetry });
    expect(encodeReport({ kind: 'telemetry', telemetry: vectorTelemetry })).toBe(`${vectorLine}\n`);
  });

  it.each(modes)('name the mode %s', (mode) => {
    const telemetry = { ...vectorTelemetry, mode };
    expect(decodeReport(encodeReport({ kind: 'telemetry', telemetry }).trimEnd())).toEqual({
      kind: 'telemetry',
      telemetry,
    });
  });

  it('fit the longest legal T line into a line', () => {
    const zone = { technique: 'compress', level: 100, rate: 65_535, temperatureDc: 1200, currentMa: 9999 } as const;
    const telemetry: Telemetry = {
      uptimeMs: 0xffff_ffff,
      mode: 'fault',
      leaseMs: 2000,
      occupied: true,
      railMv: 60_000,
      zones: zones.map((name) => ({ ...zone, zone: name, flags: ['D', 'S', 'H', 'L'] })),
    };
    expect(encodeReport({ kind: 'telemetry', telemetry }).length).toBeLessThanOrEqual(lineBytesMax);
  });

  it('give a fault event whose value the sensor could not measure the value 0', () => {
    const line = frameLine('E fault sensor back ?').trimEnd();
    expect(decodeReport(line)).toEqual({
      kind: 'event',
      event: { event: 'fault', code: 'sensor', zone: 'back', value: 0 },
    });
  });

  it('read a reading of minus nothing as nothing', () => {
    const line = frameLine('T 9 idle 0 - -0 legs:off,0,0,-0,-,-').trimEnd();
    expect(decodeReport(line)).toMatchObject({ telemetry: { railMv: 0, zones: [{ temperatureDc: 0 }] } });
  });
});

describe('what is no report says why', () => {
  it.each([
    ['a wrong check', '3 OK*0000', 'crc', 0],
    ['no seq', frameLine('x OK').trimEnd(), 'syntax', 0],
    ['an answer that is none', frameLine('3 MAYBE').trimEnd(), 'syntax', 3],
    ['a T line with a wrong head', frameLine('T 9 asleep 0 - - legs:off,0,0,-,-,-').trimEnd(), 'arg', 0],
    ['a T line with a wrong zone', frameLine('T 9 idle 0 - - arms:off,0,0,-,-,-').trimEnd(), 'arg', 0],
    ['an event that is none', frameLine('E reboot power').trimEnd(), 'arg', 0],
  ])('%s', (_what, line, why, seq) => {
    expect(decodeReport(line)).toEqual({ kind: 'malformed', why, seq });
  });
});

describe.each(waysToFeed)('reports that come %s', (_how, feed) => {
  it.each(reportCases)('%s is read', (payload, report) => {
    expect(decodeReport(theLine(feed(frameLine(payload))))).toEqual(report);
  });

  it.each(badReports)('"%s" is a value', (payload) => {
    expect(decodeReport(theLine(feed(frameLine(payload))))).toMatchObject({ kind: 'malformed' });
  });

  it('reads a line that ends with CR and LF', () => {
    expect(decodeReport(theLine(feed(`${vectorLine}\r\n`)))).toMatchObject({ kind: 'telemetry' });
  });
});
