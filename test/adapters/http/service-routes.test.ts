import { afterEach, describe, expect, it } from 'vitest';
import type { ZoneService } from '../../../src/core/wear/service-notes.js';
import { closeHttpBenches, gateWith, httpBench } from '../../support/http-bench.js';

afterEach(closeHttpBenches);

const legs: ZoneService = {
  zone: 'legs',
  hours: 312,
  served_at: null,
  served_at_h: 0,
  note: '',
  due_in_h: 0,
  notes: [
    {
      zone: 'legs',
      code: 'hours_due',
      technique: null,
      percent: null,
      since: null,
      message: 'legs: 312 hours of motion without any service; service is due every 300',
      advice: 'look the zone over, then say that it is done (docs/service.md)',
    },
  ],
};

/** The API over one chair of which this is known. */
async function bench(rights: readonly ('stop' | 'control' | 'own')[] = ['control', 'own']) {
  const http = await httpBench({ gate: gateWith(rights) });
  const [chair = ''] = http.fleet.chairIds;
  http.fleet.services.set(chair, [legs]);
  return { ...http, chair };
}

describe('service by HTTP', () => {
  it('shows each zone with what there is to look after', async () => {
    const { send, chair } = await bench();
    const { status, body } = await send('GET', '/api/service');
    expect(status).toBe(200);
    expect(body).toContainEqual({ chair, zones: [legs] });
  });

  it('takes that somebody has looked after a zone, with a note or without', async () => {
    const { send, fleet, chair } = await bench();
    const done = await send('POST', `/api/service/${chair}/legs/done`, '{"note":" new hose "}');
    expect(done).toMatchObject({ status: 200, body: { chair, zones: [legs] } });
    expect((await send('POST', `/api/service/${chair}/legs/done`)).status).toBe(200);
    expect(fleet.calls).toEqual([`${chair} served legs new hose`, `${chair} served legs`]);
  });

  it.each([
    ['nowhere/legs', 404],
    ['CHAIR/head', 404],
  ])('finds no %s', async (path, status) => {
    const { send, fleet, chair } = await bench();
    expect((await send('POST', `/api/service/${path.replace('CHAIR', chair)}/done`)).status).toBe(status);
    expect(fleet.calls).toEqual([]);
  });

  it.each(['{', '{"note":5}', '{"notes":"x"}', JSON.stringify({ note: 'x'.repeat(201) })])(
    'refuses the body %j',
    async (body) => {
      const { send, fleet, chair } = await bench();
      expect((await send('POST', `/api/service/${chair}/legs/done`, body)).status).toBe(400);
      expect(fleet.calls).toEqual([]);
    },
  );

  it('refuses what is too long, and who may only control', async () => {
    const { send, chair } = await bench();
    const long = JSON.stringify({ note: 'x'.repeat(3000) });
    expect((await send('POST', `/api/service/${chair}/legs/done`, long)).status).toBe(413);
    const guest = await bench(['stop', 'control']);
    expect((await guest.send('POST', `/api/service/${guest.chair}/legs/done`)).status).toBe(403);
    expect((await guest.send('GET', '/api/service')).status).toBe(403);
  });

  it('says so where the chair is not known yet', async () => {
    const { send, fleet, chair } = await bench();
    fleet.services.clear();
    expect((await send('POST', `/api/service/${chair}/legs/done`)).status).toBe(409);
  });
});
