import { effect } from '@preact/signals';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Frame } from '../../src/core/web/frames.js';
import { byUrgency, resetFacts, shownZonesOf } from '../../src/page/logic/chair-facts.js';
import { type KnownChair, KnownHouse } from '../../src/page/logic/house.js';
import { serviceLine } from '../../src/page/views/context.js';
import { english } from '../../src/page/words/english.js';
import { german } from '../../src/page/words/german.js';
import { houseFrame, pageStatus, shortChair, stopAt, telemetryOf, wholeChair } from '../support/page-chairs.js';
import { VirtualTime } from '../support/virtual-time.js';

const header = { epoch: 'e1', at: '2026-01-01T12:00:00Z', seq: 1 };
const frame = (body: object): Frame => ({ ...header, ...body }) as Frame;
let house: KnownHouse;

beforeEach(() => {
  house = new KnownHouse(new VirtualTime());
});

const known = (id: string): KnownChair => {
  const chair = house.cell(id)?.chair.value;
  if (chair === undefined) throw new Error(`no ${id}`);
  return chair;
};

describe('what the page knows', () => {
  it('takes a state at once, and an older one never', () => {
    house.frame(frame(houseFrame(shortChair('hall'))));
    const state = (seq: number, name: 'running' | 'idle') =>
      frame({ t: 'state', chair: 'hall', available: true, course: null, status: pageStatus(name, { seq }) });
    house.frame(state(5, 'running'));
    house.frame(state(4, 'idle'));
    expect(known('hall').state).toBe('running');
  });

  it('knows which zones somebody should look after, as far as that is told', () => {
    house.frame(frame(houseFrame(shortChair('hall'))));
    expect(known('hall').service).toBeNull();
    const state = (seq: number, service: readonly string[] | null) =>
      frame({ t: 'state', chair: 'hall', available: true, course: null, service, status: pageStatus('idle', { seq }) });
    house.frame(state(1, ['legs']));
    expect(serviceLine(english, known('hall'))).toBe('Service: Legs');
    expect(serviceLine(german, known('hall'))).toBe('Wartung: Beine');
    house.frame(state(2, []));
    expect(serviceLine(english, known('hall'))).toBeNull();
    house.frame(frame(houseFrame(wholeChair('hall', pageStatus('idle', { seq: 3 }), { service: ['back', 'seat'] }))));
    expect(serviceLine(english, known('hall'))).toBe('Service: Back, Seat');
    house.frame(state(4, null));
    expect(serviceLine(english, known('hall'))).toBeNull();
  });

  it('never shows beside a state what was measured before it', () => {
    house.frame(frame(houseFrame(wholeChair('hall', pageStatus('running', { seq: 1 })))));
    house.frame(frame({ t: 'telemetry', chair: 'hall', telemetry: telemetryOf({ back: 30, legs: 20 }) }));
    const zones = { back: { technique: 'off', level: 0, rate: 0 }, legs: { technique: null, level: null, rate: null } };
    const status = { ...pageStatus('idle', { seq: 2 }), zones };
    house.frame(frame({ t: 'state', chair: 'hall', available: true, course: null, status }));
    const shown = () => shownZonesOf(known('hall'), house.cell('hall')?.telemetry.value ?? null, null);
    expect(shown().map(({ level, technique }) => [level, technique])).toEqual([
      [0, 'off'],
      [20, expect.any(String)],
    ]);
    house.frame(frame({ t: 'telemetry', chair: 'hall', telemetry: telemetryOf({ back: 10, legs: 0 }) }));
    expect(shown().map(({ level }) => level)).toEqual([10, 0]);
  });

  it('takes what another run of the daemon counts anew', () => {
    house.frame(frame(houseFrame(wholeChair('hall', pageStatus('running', { seq: 500 })))));
    house.frame(frame(houseFrame(wholeChair('hall', pageStatus('idle', { seq: 1, epoch: 'e2' })))));
    expect(known('hall').state).toBe('idle');
  });

  it('touches one chair with a message of one', () => {
    house.frame(frame(houseFrame(...Array.from({ length: 50 }, (_, at) => shortChair(`c${at}`)))));
    let drawn = 0;
    for (const id of house.chairIds.value)
      effect(() => {
        void house.cell(id)?.chair.value;
        drawn += 1;
      });
    drawn = 0;
    house.frame(frame({ t: 'chairs', chairs: [shortChair('c7', { state: 'running' })] }));
    expect(drawn).toBe(1);
  });

  it('knows of a pass only what a pass is told', () => {
    const { id, name, state, stop } = shortChair('hall', { stop: stopAt(0, true, 5) });
    house.frame(frame(houseFrame({ id, name, state, stop })));
    expect(known('hall')).toMatchObject({ state: 'idle', available: null, status: null, stop: { still: true } });
  });

  it('ignores telemetry of a chair that it has never heard of', () => {
    house.frame(frame({ t: 'telemetry', chair: 'attic', telemetry: telemetryOf({ back: 1 }) }));
    expect(house.chairIds.value).toEqual([]);
  });
});

describe('what is shown of a zone', () => {
  const whole = (news = {}) => {
    house.frame(frame(houseFrame(wholeChair('hall', pageStatus('running'), news))));
    return known('hall');
  };

  it('is unknown, and never 0, where the chair is not connected', () => {
    const zones = shownZonesOf(whole({ available: false }), telemetryOf({ back: 0, legs: 0 }), null);
    expect(zones.map(({ level }) => level)).toEqual([null, null]);
  });

  it('is what was measured, with what is asked beside it', () => {
    const drive = { technique: 'roll', level: 40, rate: 4, rampMs: 0 } as const;
    const [back] = shownZonesOf(whole(), telemetryOf({ back: 33, legs: 0 }), { back: drive, seat: drive, legs: drive });
    expect(back).toMatchObject({ zone: 'back', level: 33, asked: 40, technique: 'roll', temperatureC: 30 });
  });

  it('has only the zones of this chair', () => {
    expect(shownZonesOf(whole(), null, null).map(({ zone }) => zone)).toEqual(['back', 'legs']);
  });
});

describe('a reset', () => {
  const facts = (available: boolean, levels: { back: number; legs: number }, isStale = false) => {
    house.frame(frame(houseFrame(wholeChair('hall', pageStatus('fault'), { available }))));
    return resetFacts(known('hall'), shownZonesOf(known('hall'), telemetryOf(levels), null), isStale);
  };

  it('is possible where the chair answers, freshly, and stands still', () => {
    expect(facts(true, { back: 0, legs: 0 })).toEqual({ link: true, fresh: true, still: true });
  });

  it('lacks stillness where something moves', () => {
    expect(facts(true, { back: 0, legs: 3 })).toMatchObject({ still: false });
  });

  it('lacks the chair where it is away, and then nothing is known of stillness', () => {
    expect(facts(false, { back: 0, legs: 0 })).toEqual({ link: false, fresh: false, still: null });
  });

  it('lacks fresh readings where the page itself is not connected', () => {
    expect(facts(true, { back: 0, legs: 0 }, true)).toMatchObject({ fresh: false });
  });
});

describe('the order of the grid', () => {
  it('has trouble first, then what is away, then what moves, then the rest by name', () => {
    const states = ['idle', 'running', 'disconnected', 'fault', 'resting', 'emergency_stopped'] as const;
    house.frame(frame(houseFrame(...states.map((state, at) => shortChair(`c${at}`, { state })))));
    const order = [...house.known()].sort(byUrgency).map(({ state }) => state);
    expect(order).toEqual(['fault', 'emergency_stopped', 'disconnected', 'running', 'idle', 'resting']);
  });
});
