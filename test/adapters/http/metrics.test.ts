import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { openExposition } from '../../../src/adapters/metrics/exposition.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import { closeHttpBenches, httpBench } from '../../support/http-bench.js';
import { sampleChair, sampleMeasures } from '../../support/sample-measures.js';

afterEach(closeHttpBenches);

const token = 'a token that is long enough';
const bearer = { authorization: `Bearer ${token}` };
const exposition = () => openExposition(() => sampleMeasures(), systemClock());

describe('GET /metrics', () => {
  it('answers who has the token, in the format of Prometheus, as often as it is asked', async () => {
    const { send } = await httpBench({ token, exposition: exposition() });
    for (let times = 0; times < 20; times += 1) {
      const { status, headers, bytes } = await send('GET', '/metrics', '', bearer);
      expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
      expect(bytes.toString()).toContain('chair2mqtt_chair_available{chair="hall"} 1\n');
    }
  });

  it('is refused without the token, also on this machine, and wrong ones are counted', async () => {
    const { send } = await httpBench({ token, exposition: exposition() });
    expect((await send('GET', '/metrics')).status).toBe(401);
    const wrong = { authorization: 'Bearer of another house' };
    for (let times = 0; times < 5; times += 1) expect((await send('GET', '/metrics', '', wrong)).status).toBe(401);
    expect((await send('GET', '/metrics', '', wrong)).status).toBe(429);
    expect((await send('GET', '/metrics', '', bearer)).status).toBe(200);
  });

  it('is not there where it is not switched on, whoever asks', async () => {
    const { send } = await httpBench({ token });
    expect((await send('GET', '/metrics', '', bearer)).status).toBe(404);
    expect((await send('GET', '/metrics')).status).toBe(404);
  });

  it('is compressed for who wants that, as Prometheus does', async () => {
    const chairs = Array.from({ length: 50 }, (_, at) => sampleChair(`chair-${at}`));
    const many = openExposition(() => sampleMeasures({ chairs }), systemClock());
    const { send } = await httpBench({ token, exposition: many });
    const { headers, bytes } = await send('GET', '/metrics', '', { ...bearer, 'accept-encoding': 'gzip' });
    expect(headers['content-encoding']).toBe('gzip');
    const text = gunzipSync(bytes).toString();
    expect(text).toContain('chair="chair-49"');
    expect(bytes.length * 5).toBeLessThan(text.length);
  });
});
