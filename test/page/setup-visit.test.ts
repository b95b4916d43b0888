import { beforeEach, describe, expect, it } from 'vitest';
import { type SetupState, setupStepIds } from '../../src/core/web/setup.js';
import type { PageMethod, PageReply } from '../../src/page/logic/network.js';
import { SetupVisit, toldAnswers } from '../../src/page/setup/setup-visit.js';
import { VirtualTime } from '../support/virtual-time.js';

const stateOf = (news: Partial<SetupState> = {}): SetupState => ({
  mode: 'live',
  is_simulated: false,
  revision: 1,
  file: '/etc/c.yaml',
  is_new: true,
  step: 'port',
  steps: setupStepIds.map((id) => ({ id, state: 'open', findings: [], is_next_open: false })),
  testing: null,
  answers: {
    port: { adds_chair: true, port: '/dev/ttyA' },
    chair: { driver: 'clp', baud_rate: 115_200, id: 'chair', name: '' },
    broker: { url: 'mqtt://b', username: '', password_file: '', ca_file: '', has_password: true },
    people: { people: [], person: '' },
  },
  ports: [],
  recognised: null,
  demo_broker: null,
  drivers: [],
  avoid_words: [],
  known: { chairs: [], people: [] },
  met: null,
  difference: [],
  problems: [],
  written: null,
  ...news,
});

interface Asked {
  readonly method: PageMethod;
  readonly path: string;
  readonly body: unknown;
  answer(reply: PageReply | null): void;
}

let clock: VirtualTime;
let asked: Asked[];
let visit: SetupVisit;

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

/** Answers what was asked last. */
async function answer(body: unknown, status = 200): Promise<void> {
  asked.at(-1)?.answer({ status, body });
  await settle();
}

beforeEach(async () => {
  clock = new VirtualTime();
  asked = [];
  visit = new SetupVisit(clock, {
    ask: (method, path, { body } = {}) => {
      let resolve: (reply: PageReply | null) => void = () => undefined;
      const reply = new Promise<PageReply | null>((each) => {
        resolve = each;
      });
      asked.push({ method, path, body, answer: resolve });
      return { reply, abort: () => resolve(null) };
    },
  });
  visit.open();
});

const port = (text: string) => ({ adds_chair: true, port: text });

describe('a visit at the set-up', () => {
  it('looks once a second what is plugged in, and asks nothing more while an answer is awaited', async () => {
    clock.advance(3000);
    expect(asked.map(({ path }) => path)).toEqual(['setup']);
    await answer(stateOf());
    clock.advance(1000);
    expect(asked).toHaveLength(2);
  });

  it('sends what was typed, decided on what stood there, and then has it tested', async () => {
    await answer(stateOf({ revision: 7 }));
    visit.type('port', port('/dev/ttyB'));
    const done = visit.test();
    expect(asked.at(-1)).toMatchObject({
      path: 'setup/answers',
      body: { revision: 7, answers: { port: port('/dev/ttyB') } },
    });
    await answer(stateOf({ revision: 8, answers: { ...stateOf().answers, port: port('/dev/ttyB') } }));
    expect(asked.at(-1)).toMatchObject({ path: 'setup/test', body: { revision: 8 } });
    expect(visit.isBusy.value).toBe(true);
    await answer(stateOf({ revision: 9 }));
    await done;
    expect(visit.isBusy.value).toBe(false);
    expect(visit.isTyped('port')).toBe(false);
  });

  it('keeps what was typed where somebody goes back', async () => {
    await answer(stateOf({ step: 'chair' }));
    visit.type('chair', { driver: 'clp', baud_rate: 9600, id: 'hall', name: '' });
    const done = visit.go('back');
    expect(asked.at(-1)).toMatchObject({ path: 'setup/answers', body: { answers: { chair: { id: 'hall' } } } });
    await answer(stateOf({ step: 'chair', revision: 2 }));
    expect(asked.at(-1)).toMatchObject({ path: 'setup/step', body: { revision: 2, go: 'back' } });
    await answer(stateOf({ revision: 3 }));
    await done;
  });

  it('has nothing tested where the answers did not arrive', async () => {
    await answer(stateOf());
    visit.type('port', port('/dev/ttyB'));
    const done = visit.test();
    await answer({ code: 'conflict', message: 'something else stands there by now' }, 409);
    await answer(stateOf({ revision: 5 }));
    await done;
    expect(asked.map(({ path }) => path)).toEqual(['setup', 'setup/answers', 'setup']);
    expect(visit.trouble.value).toEqual({ kind: 'refused', message: 'something else stands there by now' });
    expect(visit.state.value?.revision).toBe(5);
    expect(visit.answers()?.port.port).toBe('/dev/ttyB');
  });

  it('takes an answer as sent that arrived, though its reply was lost', async () => {
    await answer(stateOf());
    visit.type('port', port('/dev/ttyB'));
    const done = visit.test();
    asked.at(-1)?.answer(null);
    await done;
    expect(visit.isTyped('port')).toBe(true);
    clock.advance(1000);
    await answer(stateOf({ revision: 2, answers: { ...stateOf().answers, port: port('/dev/ttyB') } }));
    expect(visit.isTyped('port')).toBe(false);
    expect(visit.trouble.value).toBeNull();
  });

  it('counts as typed only what differs from what stands there', async () => {
    await answer(stateOf());
    visit.type('port', port('/dev/ttyB'));
    expect(visit.isTyped('port')).toBe(true);
    visit.type('port', port('/dev/ttyA'));
    expect(visit.isTyped('port')).toBe(false);
  });

  it('chooses the port that came back, once, and leaves the choice to the person then', async () => {
    await answer(stateOf());
    clock.advance(1000);
    await answer(stateOf({ recognised: '/dev/ttyC' }));
    expect(visit.answers()?.port.port).toBe('/dev/ttyC');
    visit.type('port', port('/dev/ttyD'));
    clock.advance(1000);
    await answer(stateOf({ recognised: '/dev/ttyC' }));
    expect(visit.answers()?.port.port).toBe('/dev/ttyD');
  });

  it('says that it has ended when nothing answers twice, and that it is there again', async () => {
    await answer(stateOf());
    clock.advance(1000);
    asked.at(-1)?.answer(null);
    await settle();
    expect(visit.trouble.value).toBeNull();
    clock.advance(1000);
    asked.at(-1)?.answer(null);
    await settle();
    expect(visit.trouble.value).toEqual({ kind: 'gone' });
    clock.advance(1000);
    await answer(stateOf());
    expect(visit.trouble.value).toBeNull();
  });

  it('gives a test that never answers up after a minute', async () => {
    await answer(stateOf());
    const done = visit.test();
    await settle();
    clock.advance(60_000);
    await done;
    expect(visit.trouble.value).toEqual({ kind: 'gone' });
    expect(visit.isBusy.value).toBe(false);
  });

  it('is told no password, and sends none that was not typed', async () => {
    await answer(stateOf());
    expect(visit.answers()?.broker).toEqual(toldAnswers(stateOf()).broker);
    expect(visit.answers()?.broker.password).toBeNull();
  });

  it('at a daemon that runs asks for the difference when nobody types, and looks no more', async () => {
    await answer(stateOf({ mode: 'draft' }));
    await answer({ text: 'first', withheld: 0, commands: [], difference: [], problems: [] });
    visit.type('port', port('/dev/ttyB'));
    clock.advance(200);
    visit.type('port', port('/dev/ttyBC'));
    clock.advance(399);
    expect(asked).toHaveLength(2);
    clock.advance(1);
    expect(asked.at(-1)).toMatchObject({ path: 'setup/draft', body: { answers: { port: port('/dev/ttyBC') } } });
    await answer({ text: 'second', withheld: 0, commands: [], difference: [], problems: [] });
    expect(visit.draft.value?.text).toBe('second');
    clock.advance(5000);
    expect(asked).toHaveLength(3);
  });

  it('says where the difference did not come, and takes it back with the next that does', async () => {
    await answer(stateOf({ mode: 'draft' }));
    asked.at(-1)?.answer(null);
    await settle();
    expect(visit.trouble.value).toEqual({ kind: 'gone' });
    visit.type('port', port('/dev/ttyB'));
    clock.advance(400);
    await answer({ text: 'later', withheld: 0, commands: [], difference: [], problems: [] });
    expect(visit.trouble.value).toBeNull();
  });

  it('stops asking when the screen is left', async () => {
    await answer(stateOf());
    visit.close();
    clock.advance(5000);
    expect(asked).toHaveLength(1);
  });
});
