import { afterEach, describe, expect, it } from 'vitest';
import type { Forgetting } from '../../../src/core/people/keeper.js';
import { closeHttpBenches, gateWith, httpBench } from '../../support/http-bench.js';

afterEach(closeHttpBenches);

const done: Forgetting = { kind: 'forgotten', lines: 3, files: 1, chairs: ['hall'], removed: ['hall.broken'] };

/** The API over somebody who keeps people, and whom that one was asked to forget. */
async function bench(outcome: Forgetting = done, rights: readonly ('stop' | 'control' | 'own')[] = ['control', 'own']) {
  const asked: string[] = [];
  const forget = async (person: string): Promise<Forgetting> => {
    asked.push(person);
    return outcome;
  };
  return { asked, ...(await httpBench({ keeper: { forget }, gate: gateWith(rights) })) };
}

describe('forgetting a person by HTTP', () => {
  it('says what was done, and what is out of reach', async () => {
    const { send, asked } = await bench();
    const { status, body } = await send('POST', '/api/people/anna/forget');
    expect([status, asked]).toEqual([200, ['anna']]);
    expect(body).toMatchObject({ lines: 3, files: 1, chairs: ['hall'], removed: ['hall.broken'] });
    expect(body).toMatchObject({ out_of_reach: expect.arrayContaining(['logs']) });
  });

  it('is for those alone who may do everything', async () => {
    const { send, asked } = await bench(done, ['stop', 'control']);
    expect((await send('POST', '/api/people/anna/forget')).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it.each([
    ['not_in_state', 409],
    ['unavailable', 503],
  ] as const)('is refused with %s as %i', async (code, status) => {
    const { send } = await bench({ kind: 'refused', code, message: 'no' });
    expect(await send('POST', '/api/people/anna/forget')).toMatchObject({ status, body: { code, message: 'no' } });
  });

  it('knows no id that is none, and no such path where nothing is kept', async () => {
    const { send, asked } = await bench();
    expect((await send('POST', '/api/people/A%2FB/forget')).status).toBe(404);
    expect(asked).toEqual([]);
    const without = await httpBench();
    expect((await without.send('POST', '/api/people/anna/forget')).status).toBe(404);
  });
});
