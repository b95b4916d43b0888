import { afterEach, describe, expect, it } from 'vitest';
import type { ScheduleStatus } from '../../../src/core/ledger/schedules/schedule-status.js';
import { schedulesAnswerSchema } from '../../../src/core/web/answers.js';
import { closeHttpBenches, gateWith, type HttpBench, httpBench } from '../../support/http-bench.js';
import { evening, eveningOffer, eveningPlanned } from '../../support/schedule-bench.js';

afterEach(closeHttpBenches);

const planned: ScheduleStatus = { ...eveningPlanned, offer: eveningOffer };

async function house(
  rights: Parameters<typeof gateWith>[0] = ['stop', 'control', 'own'],
  status: ScheduleStatus = planned,
  kind: 'session' | 'guest' = 'session',
): Promise<HttpBench> {
  const bench = await httpBench({ gate: gateWith(rights, kind, true) });
  bench.fleet.schedules = [{ ...evening, chairs: ['hall'] }];
  bench.fleet.planned = status;
  return bench;
}

const start = '/api/schedules/evening/start';

describe('schedules by HTTP', () => {
  it('are shown, with persons only to whom it concerns', async () => {
    const own = schedulesAnswerSchema.parse((await (await house()).send('GET', '/api/schedules')).body);
    expect(own.schedules).toMatchObject([{ id: 'evening', chairs: ['hall'], person: 'anna', time_zone: 'UTC' }]);
    expect(own.chairs['hall']?.offer?.person).toBe('anna');
    const { body } = await (await house(['stop'])).send('GET', '/api/schedules');
    expect(schedulesAnswerSchema.parse(body).schedules[0]?.id).toBe('evening');
    expect(JSON.stringify(body)).not.toContain('anna');
  });

  it('start what they offer by a press, as a command of its chair', async () => {
    const { send, fleet } = await house();
    expect(await send('POST', start)).toMatchObject({ status: 200, body: { ok: true, command: 'offer' } });
    expect(fleet.commands).toEqual([{ command: 'offer' }]);
    expect(fleet.strict).toEqual([false]);
  });

  it('are taken for nobody in particular by a guest', async () => {
    const { send, fleet } = await house(['stop', 'control'], planned, 'guest');
    expect((await send('POST', start)).status).toBe(200);
    expect(fleet.strict).toEqual([true]);
  });

  it('start nothing while they offer nothing, and nothing of another schedule', async () => {
    const { send, fleet } = await house(undefined, { ...planned, offer: null });
    expect(await send('POST', start)).toMatchObject({ status: 409, body: { code: 'not_in_state' } });
    expect(await send('POST', '/api/schedules/morning/start')).toMatchObject({ status: 404 });
    expect(fleet.commands).toEqual([]);
  });

  it('start nothing for who may only stop', async () => {
    const { send, fleet } = await house(['stop']);
    expect((await send('POST', start)).status).toBe(403);
    expect((await send('POST', '/api/schedules/evening/skip')).status).toBe(403);
    expect(fleet.calls).toEqual([]);
  });

  it('want the chair named where they offer on several', async () => {
    const { send, fleet } = await house();
    fleet.schedules = [{ ...evening, chairs: ['hall', 'attic'] }];
    expect(await send('POST', start)).toMatchObject({
      status: 400,
      body: { message: 'say on which chair: hall, attic' },
    });
    expect((await send('POST', start, '{"chair":"attic"}')).status).toBe(200);
    expect(fleet.calls).toEqual(['attic offer']);
    expect((await send('POST', start, '{"chair":7}')).status).toBe(400);
    expect((await send('POST', start, '{"chair":"cellar"}')).status).toBe(409);
    expect((await send('POST', start, ' '.repeat(1025))).status).toBe(413);
  });

  it('are told no', async () => {
    const { send, fleet } = await house();
    expect(await send('POST', '/api/schedules/evening/skip')).toMatchObject({ status: 200, body: { ok: true } });
    expect(fleet.calls).toEqual(['hall declines the offer']);
  });
});
