import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/adapters/system-clock.js';
import { shownTimelineSchema, wholeProgramSchema } from '../../../src/core/web/answers.js';
import { snapshotSchema, wholeChairSchema } from '../../../src/core/web/frames.js';
import type { RunningFace } from '../../../src/daemon/running-daemon.js';
import { DaemonBench, shippedPrograms } from '../../support/daemon-bench.js';
import { closeHttpBenches, serveHttp } from '../../support/http-bench.js';
import { StreamPage } from '../../support/stream-client.js';
import { until } from '../../support/wire-contract.js';

afterEach(closeHttpBenches);

/** A whole daemon with a simulated chair in virtual time, behind a real port and in real time. */
async function setUp() {
  let served: ReturnType<typeof serveHttp> | null = null;
  let face: Partial<RunningFace> = {};
  const bench = new DaemonBench({
    face: (fleet, intake) => {
      served = serveHttp({ fleet, intake, clock: systemClock(), programs: () => shippedPrograms });
      return {
        start: () => undefined,
        close: async () => undefined,
        onStatus: (...told) => face.onStatus?.(...told),
        onEvent: (...told) => face.onEvent?.(...told),
        onAvailability: (...told) => face.onAvailability?.(...told),
      };
    },
  });
  if (served === null) throw new Error('no face was asked for');
  const http = await (served as ReturnType<typeof serveHttp>);
  face = http.face;
  bench.advance(3000);
  const page = await StreamPage.open(http.port);
  if (typeof page === 'number') throw new Error(`refused with ${page}`);
  const command = (body: object) => http.send('POST', '/api/chairs/chair/commands', JSON.stringify(body));
  return { bench, page, command, ...http };
}

describe('a whole daemon over HTTP', () => {
  it('shows a session as it goes, and ends it by a stop', async () => {
    const { bench, page, command, send } = await setUp();
    page.say({ watch: ['chair'] });
    await until('the chair', () => page.last('telemetry') !== undefined);
    expect(await command({ command: 'start', program: 'quick-break' })).toMatchObject({
      status: 200,
      body: { ok: true },
    });
    bench.advance(20_000);
    await until('a session', () => page.last('state')?.status.state === 'running');
    await until('its telemetry', () => Object.keys(page.last('telemetry')?.telemetry.zones ?? {}).length === 3);
    expect(page.last('state')).toMatchObject({ available: true, course: { total_s: 480 } });
    expect(page.of('event').map(({ event }) => event.event_type)).toContain('session_started');
    const whole = snapshotSchema.parse((await send('GET', '/api/snapshot?chairs=chair')).body);
    const { course, status } = wholeChairSchema.parse(whole.chairs[0]);
    expect([status.program, Math.round(course?.position_s ?? 0)]).toEqual(['quick-break', status.elapsed_s]);
    expect((await command({ command: 'skip' })).status).toBe(200);
    bench.advance(5000);
    const later = snapshotSchema.parse((await send('GET', '/api/snapshot?chairs=chair')).body);
    const skipped = wholeChairSchema.parse(later.chairs[0]);
    expect((skipped.course?.position_s ?? 0) - (skipped.status.elapsed_s ?? 0)).toBeGreaterThan(60);
    expect((await send('POST', '/api/chairs/chair/stop')).status).toBe(200);
    expect(bench.untilZero(2500)).not.toBeNull();
    bench.advance(2000);
    await until('its end', () => page.of('event').some(({ event }) => event.event_type === 'session_ended'));
    await until('the same in short', () => page.last('chairs')?.chairs[0]?.state === 'idle');
    expect(page.last('chairs')?.chairs).toMatchObject([{ id: 'chair', program: null, ends_at: null }]);
  });

  it('tells beforehand what a start is then told, also of a rest', async () => {
    const { bench, command, send } = await setUp();
    const told = async () => {
      const { body } = await send('GET', '/api/chairs/chair/startable');
      return (body as readonly { program: string; code: string; retry_after_s: number }[]).find(
        ({ program }) => program === 'relaxation',
      );
    };
    expect(await told()).toMatchObject({ code: 'ok', minutes_left: 60 });
    await command({ command: 'start', program: 'relaxation' });
    bench.advance(21 * 60_000);
    const before = await told();
    const { body } = await command({ command: 'start', program: 'relaxation' });
    expect(before).toMatchObject({ code: 'resting', minutes_left: 40 });
    expect(body).toMatchObject({ code: 'resting', retry_after_s: before?.retry_after_s });
  });

  it('has every program that ships in the shape that the API names', async () => {
    const { send } = await setUp();
    const list = wholeProgramSchema.array().parse((await send('GET', '/api/chairs/chair/programs')).body);
    expect(list.map(({ id }) => id)).toEqual([...shippedPrograms.keys()]);
    for (const { id } of list) {
      const { body } = await send('GET', `/api/programs/${id}/timeline`);
      expect(shownTimelineSchema.parse(body).programId).toBe(id);
    }
  });
});
