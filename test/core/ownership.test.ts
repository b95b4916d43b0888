import { describe, expect, it } from 'vitest';
import {
  type Claim,
  type Claimant,
  hasListened,
  heardClaim,
  holdingOf,
  newOwnership,
  type OwnershipState,
  ownershipTick,
  readClaim,
  toldClaim,
} from '../../src/core/ownership.js';

const self: Claimant = { epoch: 'm', heldMs: 60_000, isInSession: false };
const claim = (epoch: string, rest: Partial<Claim> = {}): Claim => ({
  epoch,
  bridge_id: `bridge-${epoch}`,
  held_ms: 0,
  in_session: false,
  keeps: null,
  ...rest,
});
const hear = (heard: Claim, own: Partial<Claimant> = {}, state: OwnershipState = newOwnership, nowMs = 0) =>
  heardClaim(state, { ...self, ...own }, heard, nowMs);
const kindOf = (state: OwnershipState, nowMs = 0) => holdingOf(state, self, nowMs).kind;

describe('a claim of a daemon with a greater epoch, over which we decide [S16]', () => {
  it.each([
    ['held for less', claim('z', { held_ms: 59_999 }), {}, 'answer'],
    ['held as long', claim('z', { held_ms: 60_000 }), {}, 'answer'],
    ['held for longer', claim('z', { held_ms: 60_001 }), {}, 'yield'],
    ['in session, and we are not', claim('z', { in_session: true }), {}, 'yield'],
    ['held for longer, and we are in session', claim('z', { held_ms: 1e9 }), { isInSession: true }, 'answer'],
    [
      'in session for longer, and we too',
      claim('z', { in_session: true, held_ms: 1e9 }),
      { isInSession: true },
      'yield',
    ],
    ['in session for less, and we too', claim('z', { in_session: true, held_ms: 5 }), { isInSession: true }, 'answer'],
    ['our own', claim('m', { held_ms: 1e9, in_session: true }), {}, null],
  ])('that is %s gives %j', (_name, heard, own, effect) => {
    expect(hear(heard, own)[1]?.kind ?? null).toBe(effect);
  });

  it('is decided in our next claim; whoever does not keep it says that once', () => {
    expect(hear(claim('z'))[0].keeps).toBe('m');
    const [state, effect] = hear(claim('z', { held_ms: 1e9 }));
    expect(state.keeps).toBe('z');
    expect(effect).toMatchObject({ kind: 'yield', isOurWord: true });
  });

  it('lets nothing begin for 1 s, in which the other hears of it', () => {
    const [state] = hear(claim('z'));
    expect([0, 999, 1000].map((nowMs) => kindOf(state, nowMs))).toEqual(['unsettled', 'unsettled', 'own']);
    const [again] = hear(claim('z'), {}, state, 10_000);
    expect(kindOf(again, 10_000)).toBe('own');
  });

  it('does not undo what was decided just before for one that merely held it longer, but a session does', () => {
    const [kept] = hear(claim('z'));
    expect(hear(claim('y', { held_ms: 1e9 }), {}, kept, 1000)[1]?.kind).toBe('answer');
    expect(hear(claim('y', { held_ms: 1e9, in_session: true }), {}, kept, 1000)[1]?.kind).toBe('yield');
    expect(hear(claim('y', { held_ms: 1e9 }), {}, kept, 15_000)[1]?.kind).toBe('yield');
  });

  it('is no claim any more where it names a third as the keeper', () => {
    expect(hear(claim('z', { keeps: 'a', held_ms: 1e9 }))).toEqual([expect.objectContaining({ yielded: null }), null]);
  });
});

describe('a claim of a daemon with a lesser epoch, which decides [S16]', () => {
  it('is answered, and nothing begins until it has decided or fallen silent', () => {
    const [waiting, effect] = hear(claim('a', { held_ms: 1e9 }));
    expect(effect?.kind).toBe('answer');
    expect(kindOf(waiting)).toBe('unsettled');
    expect(kindOf(ownershipTick(waiting, -1, 11_999))).toBe('unsettled');
    expect(kindOf(ownershipTick(waiting, -1, 12_000))).toBe('own');
  });

  it('is obeyed, and the one that it keeps for itself hears no word of us', () => {
    const [yielded, effect] = hear(claim('a', { keeps: 'a' }));
    expect(effect).toMatchObject({ kind: 'yield', isOurWord: false });
    expect(kindOf(yielded)).toBe('yielded');
    const [kept] = hear(claim('a', { keeps: 'm' }), {}, hear(claim('a'))[0]);
    expect([kept.keeps, kindOf(kept)]).toEqual(['m', 'own']);
  });

  it('does not end a session that it has not heard of', () => {
    const [waiting, effect] = hear(claim('a', { keeps: 'a' }), { isInSession: true });
    expect([effect?.kind, kindOf(waiting)]).toEqual(['answer', 'unsettled']);
    const both = claim('a', { keeps: 'a', in_session: true });
    expect(hear(both, { isInSession: true })[1]?.kind).toBe('yield');
  });

  it('may still decide by what we said of a session: for 7 s we do not obey what does not know of it', () => {
    const said = toldClaim(newOwnership, { ...self, isInSession: true }, 0);
    expect(hear(claim('a', { keeps: 'a' }), {}, said, 6999)[1]?.kind).toBe('answer');
    expect(hear(claim('a', { keeps: 'a' }), {}, said, 7000)[1]?.kind).toBe('yield');
  });
});

describe('a chair that was yielded [S16]', () => {
  const [yielded] = hear(claim('a', { keeps: 'a' }));

  it('takes no claim for its own, and answers none', () => {
    for (const heard of [claim('a', { keeps: 'm' }), claim('z'), claim('b', { keeps: 'b' })])
      expect(hear(heard, {}, yielded, 5)[1]).toBeNull();
  });

  it('names who keeps it', () => {
    const [moved] = hear(claim('b', { keeps: 'b' }), {}, yielded, 5);
    expect(holdingOf(moved, self, 5)).toMatchObject({ why: expect.stringContaining('bridge-b') });
  });

  it('may be reset after 30 s without a claim, all of which we could hear', () => {
    const mayReset = (state: OwnershipState) => holdingOf(state, self, 0);
    const [heard] = hear(claim('z'), {}, yielded, 10_000);
    expect(mayReset(ownershipTick(heard, 0, 39_999))).toMatchObject({ mayReset: false });
    expect(mayReset(ownershipTick(heard, 0, 40_000))).toMatchObject({ mayReset: true });
    expect(mayReset(ownershipTick(heard, 20_000, 40_000))).toMatchObject({ mayReset: false });
    expect(mayReset(ownershipTick(heard, null, 100_000))).toMatchObject({ mayReset: false });
    const [again] = hear(claim('a'), {}, ownershipTick(heard, 0, 40_000), 41_000);
    expect(mayReset(again)).toMatchObject({ mayReset: false });
  });
});

it('a port without a lock is opened after 2 s of listening, or 4 s after the start where no broker answers [S16]', () => {
  expect([hasListened(0, 1000, 2999), hasListened(0, 1000, 3000)]).toEqual([false, true]);
  expect([hasListened(0, null, 3999), hasListened(0, null, 4000)]).toEqual([false, true]);
  expect(hasListened(0, 3500, 4000)).toBe(false);
});

it('whoever claims, only so many are remembered', () => {
  let state = newOwnership;
  for (let count = 0; count < 100; count += 1) [state] = hear(claim(`z${count}`), {}, state);
  expect(state.rivals.size).toBe(20);
});

describe('the text of a claim', () => {
  it('is read', () => {
    const own = claim('m', { held_ms: 12, in_session: true, keeps: 'z' });
    expect(readClaim(JSON.stringify({ ...own, more: 1 }))).toEqual(own);
  });

  it.each([
    '',
    '{}',
    'null',
    '[1]',
    '{"epoch":1}',
    ...[{ epoch: '' }, { held_ms: -1 }, { held_ms: '5' }, { in_session: 1 }, { keeps: 7 }, { keeps: '' }].map((wrong) =>
      JSON.stringify({ ...claim('a'), ...wrong }),
    ),
    JSON.stringify({ epoch: 'a', bridge_id: 'b', started_at: '2026-01-01T12:00:00Z' }),
  ])('is nothing where it is %j', (text) => {
    expect(readClaim(text)).toBeNull();
  });
});
