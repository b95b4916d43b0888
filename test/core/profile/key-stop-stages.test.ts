import { describe, expect, it } from 'vitest';
import { beginKeyStop, joinKeyStops, type KeyStop, stepKeyStop } from '../../../src/core/profile/key-stop.js';
import type { KeyStopKind, StopPlan } from '../../../src/core/profile/stop-plan.js';
import type { ProfileView } from '../../../src/core/profile/view.js';

const never = Number.NEGATIVE_INFINITY;
type Shown = 'running' | 'over' | 'home';

const viewOf = (shown: Shown): ProfileView => ({
  values: { shown },
  atMs: {},
  isOn: true,
  isBetween: false,
  isActive: shown !== 'home',
});

/** A stop after which the chair drives home. */
const homing: StopPlan = {
  keys: ['power'],
  commands: [],
  settlesMs: 500,
  withinMs: 2000,
  isNeeded: ({ values }) => values['shown'] === 'running',
  isDone: ({ values }) => values['shown'] !== 'running',
  home: { isThere: ({ values }) => values['shown'] === 'home', withinMs: 5000 },
};
const plain: StopPlan = { ...homing, home: null };

interface Played {
  readonly plan?: StopPlan | ((kind: KeyStopKind) => StopPlan);
  readonly kind?: KeyStopKind;
  readonly canPress?: (nowMs: number) => boolean;
  readonly canSend?: boolean;
}

/** Statuses come every 100 ms and show what `shows` says. */
function run(shows: (nowMs: number) => Shown, untilMs: number, played: Played = {}): readonly string[] {
  const { plan = homing, kind = 'off', canPress = () => true, canSend = true } = played;
  let stop: KeyStop = beginKeyStop(kind, 0, never, 500);
  const told: string[] = [];
  for (let nowMs = 0; nowMs <= untilMs; nowMs += 100) {
    const now = typeof plan === 'function' ? plan(stop.kind) : plan;
    const facts = {
      view: viewOf(shows(nowMs)),
      statusAtMs: nowMs,
      answeredAtMs: never,
      canPress: canPress(nowMs),
      canSend,
      nowMs,
    };
    const [next, effects] = stepKeyStop(stop, now, facts);
    told.push(
      ...effects.map((effect) => `${nowMs} ${effect}${effect === 'press' ? ` ${now.keys[next.pressed - 1]}` : ''}`),
    );
    stop = next;
    if (effects.includes('still') || effects.includes('dark')) break;
  }
  return told;
}

describe('[S4] a stop after which the chair drives home', () => {
  it('is done when two statuses show it there, and presses nothing on the way', () => {
    const shows = (nowMs: number): Shown => (nowMs < 300 ? 'running' : nowMs < 3000 ? 'over' : 'home');
    expect(run(shows, 10_000)).toEqual(['0 press power', '3100 still']);
  });

  it('is not done by one status that shows it home', () => {
    const shows = (nowMs: number): Shown =>
      nowMs < 300 ? 'running' : nowMs === 2000 || nowMs >= 3000 ? 'home' : 'over';
    expect(run(shows, 10_000)).toEqual(['0 press power', '3100 still']);
  });

  it('alarms when it is not home in time, which counts from the end of the massage', () => {
    const shows = (nowMs: number): Shown => (nowMs < 300 ? 'running' : 'over');
    expect(run(shows, 8000)).toEqual(['0 press power', '5400 alarm']);
  });

  it('begins anew where the massage goes on after all', () => {
    const showsOn = (nowMs: number): Shown => (nowMs < 1500 ? 'running' : nowMs < 1900 ? 'over' : 'home');
    const shows = (nowMs: number): Shown => (nowMs >= 300 && nowMs < 1000 ? 'over' : showsOn(nowMs));
    expect(run(shows, 10_000)).toEqual(['0 press power', '1000 press power', '2000 still']);
  });
});

describe('[S4] a stop by several means', () => {
  it('presses its keys one after the other, each when it may, and the first again only after they had their time', () => {
    const plan = { ...plain, keys: ['air-off', 'roller-off'] };
    const told = run(() => 'running', 1900, { plan });
    expect(told).toEqual([
      '0 press air-off',
      '100 press roller-off',
      '600 press air-off',
      '700 press roller-off',
      '1200 press air-off',
      '1300 press roller-off',
      '1800 press air-off',
      '1900 press roller-off',
    ]);
  });

  it('presses nothing while another key is under way, and then goes on with the next', () => {
    const plan = { ...plain, keys: ['air-off', 'roller-off'] };
    const canPress = (nowMs: number): boolean => nowMs === 300 || nowMs >= 800;
    expect(run(() => 'running', 900, { plan, canPress })).toEqual(['300 press air-off', '800 press roller-off']);
  });

  it('sends its commands every 200 ms until the end shows, and not while the wire is taken', () => {
    const plan = { ...plain, keys: [], commands: ['off'] };
    const shows = (nowMs: number): Shown => (nowMs < 500 ? 'running' : 'over');
    expect(run(shows, 2000, { plan })).toEqual(['0 send', '200 send', '400 send', '600 still']);
    expect(run(shows, 2000, { plan, canSend: false })).toEqual(['600 still']);
  });
});

describe('[S4] a gentle stop', () => {
  const planOf = (kind: KeyStopKind): StopPlan =>
    kind === 'soft' ? { ...plain, keys: ['air-off'], withinMs: 1000 } : plain;

  it('gives way to the one that ends it in any case, which has its whole time and presses at once', () => {
    const told = run(() => 'running', 3200, { plan: planOf, kind: 'soft' });
    expect(told).toEqual([
      '0 press air-off',
      '500 press air-off',
      '1100 press power',
      '1600 press power',
      '2100 press power',
      '2600 press power',
      '3000 alarm',
      '3100 press power',
    ]);
  });

  it('becomes a stop in any case when one is asked for, and a pause becomes it', () => {
    const [soft, off, pause] = (['soft', 'off', 'pause'] as const).map((kind) => beginKeyStop(kind, 0, never, 500));
    if (soft === undefined || off === undefined || pause === undefined) throw new Error('there are three');
    expect(joinKeyStops(soft, off).kind).toBe('off');
    expect(joinKeyStops(off, soft).kind).toBe('off');
    expect(joinKeyStops(pause, soft).kind).toBe('soft');
    expect(joinKeyStops({ ...pause, stillFrames: 1, pressed: 1, overAtMs: 5 }, soft)).toMatchObject({
      stillFrames: 0,
      pressed: 0,
      overAtMs: null,
    });
  });
});

describe('[S4] what is no end of a stop', () => {
  const at = (nowMs: number, statusAtMs: number, answeredAtMs = never) => ({
    view: viewOf('over'),
    statusAtMs,
    answeredAtMs,
    canPress: false,
    canSend: false,
    nowMs,
  });
  const pressed = (kind: KeyStopKind): KeyStop => ({
    ...beginKeyStop(kind, 0, never, 500),
    pressedAtMs: 0,
    pressed: 1,
  });

  it('is one status that is looked at again and again', () => {
    let stop = beginKeyStop('off', 0, never, 500);
    for (let nowMs = 100; nowMs < 1900; nowMs += 50) {
      const [next, effects] = stepKeyStop(stop, plain, at(nowMs, 100));
      expect(effects).toEqual([]);
      stop = next;
    }
    expect(stepKeyStop(stop, plain, at(1900, 1900))[1]).toEqual(['still']);
  });

  it('is a display that goes out for a pause, or after it has shown what became of the key', () => {
    const silent = { ...at(3000, 300, 100), view: viewOf('running') };
    const late = { ...plain, withinMs: 9000 };
    expect(stepKeyStop(pressed('off'), late, silent)[1]).toEqual(['dark']);
    expect(stepKeyStop(pressed('pause'), late, silent)[1]).toEqual([]);
    expect(stepKeyStop(pressed('off'), late, { ...silent, statusAtMs: 600 })[1]).toEqual([]);
  });
});
