import { describe, expect, it } from 'vitest';
import type { UnitView } from '../../src/daemon/command-decision.js';
import { startable } from '../../src/daemon/startable.js';
import { DaemonBench } from '../support/daemon-bench.js';
import { sampleSession } from '../support/sample-session.js';
import { viewOf } from '../support/unit-view.js';

const origin = { source: 'http', unavailable: null } as const;
const nobodyNamed = { person: undefined, isFenced: false };
const told = (over: Partial<UnitView> = {}, person?: string, isFenced = false) =>
  startable('sample', origin, { person, isFenced }, viewOf(over));
const people = new Map([
  ['anna', { avoid: ['pacemaker'], levelMax: 100 } as const],
  ['bert', { avoid: [], levelMax: 100 } as const],
]);

describe('what a start would be told', () => {
  it('is `ok` with the minutes that are left where it would be taken', () => {
    expect(told()).toEqual({
      program: 'sample',
      ok: true,
      code: 'ok',
      message: 'accepted',
      values: {},
      retry_after_s: null,
      minutes_left: 60,
      missing: null,
    });
  });

  it.each([
    ['a rest that is owed', { state: 'resting', restLeftMs: 90_400 }, { code: 'resting', retry_after_s: 91 }],
    [
      'a session that runs',
      { state: 'running', session: sampleSession() },
      { code: 'not_in_state', retry_after_s: 600 },
    ],
    ['an empty chair', { isOccupied: false }, { code: 'unoccupied', missing: 'occupant' }],
    ['a chair that is not there', { state: 'disconnected' }, { code: 'link_down', missing: 'link' }],
    ['too few minutes', { dailyLeftMs: 299_000 }, { code: 'daily_limit', minutes_left: 4 }],
    ['a switch', { isRemoteStartOff: true }, { code: 'remote_start_off', missing: 'remote_start' }],
    ['somebody whom nobody has named', { people }, { code: 'contraindicated', missing: 'person' }],
    ['a fault', { state: 'fault', faultCode: 'overtemp' }, { code: 'fault', values: { fault: 'overtemp' } }],
    [
      'a record that is not on the disk',
      { unsaved: 'the disk is full' },
      { code: 'unavailable', values: { reason: 'unsaved' } },
    ],
  ] as const)('names what stands in its way: %s', (_, over, expected) => {
    expect(told(over)).toMatchObject({ ok: false, ...expected });
  });

  it('is a second of patience right after a stop, unless more is in the way', () => {
    const early = { ok: false, code: 'stale', values: { reason: 'stop' }, retry_after_s: 1 };
    expect(told({}, undefined, true)).toMatchObject(early);
    expect(told({ state: 'resting', restLeftMs: 90_400 }, undefined, true)).toMatchObject({ code: 'resting' });
  });

  it('is told for whoever is named', () => {
    expect(told({ people }, 'bert')).toMatchObject({ ok: true });
    expect(told({ people }, 'anna')).toMatchObject({ code: 'contraindicated', missing: null });
    expect(told({ people, defaultPerson: 'bert' })).toMatchObject({ ok: true });
  });

  it('is told to a guest as to the most careful, whoever is named or usual here', () => {
    const guest = { ...origin, isStrict: true };
    const view = viewOf({ people, defaultPerson: 'bert', selection: { ...viewOf().selection, person: 'bert' } });
    expect(startable('sample', guest, nobodyNamed, view)).toMatchObject({
      code: 'contraindicated',
      missing: 'person',
    });
  });

  it('is nothing for a program that is not there', () => {
    expect(startable('nothing', origin, nobodyNamed, viewOf())).toBeNull();
  });

  it('is what the start is then told, and leaves no trace in the chair', () => {
    const bench = DaemonBench.ready();
    const ask = () => bench.daemon.fleet.startable('chair', 'quick-break', origin, nobodyNamed);
    const before = JSON.stringify([bench.status, bench.events, bench.flights.writes]);
    for (let count = 0; count < 50; count += 1) expect(ask()).toMatchObject({ ok: true });
    expect(JSON.stringify([bench.status, bench.events, bench.flights.writes])).toBe(before);
    expect(bench.run({ command: 'start', program: 'quick-break' }, 'http')).toMatchObject({ code: 'ok' });
    expect(bench.run({ command: 'start', program: 'quick-break' }, 'http')).toMatchObject({ code: ask()?.code });
  });
});
