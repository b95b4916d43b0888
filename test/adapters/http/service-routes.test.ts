import { afterEach, describe, expect, it } from 'vitest';
import type { ZoneService } from '../../../src/core/wear/service-notes.js';
import { snapshotSchema, type WholeChair } from '../../../src/core/web/frames.js';
import { closeHttpBenches, gateWith, httpBench } from '../../support/http-bench.js';
import { StreamPage } from '../../support/stream-client.js';
import { until } from '../../support/wire-contract.js';

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

describe('what pages are told of service beside a chair', () => {
  const watching = async (rights: Parameters<typeof bench>[0]) => {
    const http = await bench(rights);
    const page = await StreamPage.open(http.port);
    if (typeof page === 'number') throw new Error(`refused with ${page}`);
    page.say({ watch: [http.chair] });
    await until('a state', () => page.last('state') !== undefined);
    return { ...http, page };
  };

  it('is which zones need it, and it is told anew when that changes', async () => {
    const { page, face, fleet, chair } = await watching(['own']);
    expect(page.last('state')?.service).toEqual(['legs']);
    fleet.services.set(chair, [{ ...legs, notes: [] }]);
    face.onUsage?.(chair);
    await until('another state', () => page.of('state').length === 2);
    expect(page.last('state')?.service).toEqual([]);
    page.socket.terminate();
  });

  it('is nothing for who may only control', async () => {
    const { page, face, chair, send } = await watching(['stop', 'control']);
    face.onUsage?.(chair);
    await until('another state', () => page.of('state').length === 2);
    expect(page.of('state').map(({ service }) => service)).toEqual([null, null]);
    const { body, bytes } = await send('GET', `/api/snapshot?chairs=${chair}`);
    expect((snapshotSchema.parse(body).chairs[0] as WholeChair).service).toBeNull();
    expect(bytes.toString()).not.toContain('hours_due');
    page.socket.terminate();
  });

  it('stands in a snapshot for the owner', async () => {
    const { send, chair } = await bench();
    const { chairs } = snapshotSchema.parse((await send('GET', `/api/snapshot?chairs=${chair}`)).body);
    expect((chairs[0] as WholeChair).service).toEqual(['legs']);
  });
});
