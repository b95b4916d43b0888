import { describe, expect, it } from 'vitest';
import type { Intent } from '../../../src/core/watch/keys.js';
import { isArmed, newView, settledView, viewAfter, type WatchView } from '../../../src/core/watch/view.js';

const ids = ['a', 'b', 'c', 'd', 'e'];

const viewBy = (view: WatchView, intents: readonly Intent[], nowMs = 0): WatchView =>
  intents.reduce((before, intent) => viewAfter(before, intent, { ids, page: 2, nowMs }), view);

describe('what is chosen on the screen of a watch', () => {
  it('marks the first chair, and goes no further than the ends', () => {
    const first = settledView(newView(null), ids);
    const marks = ([1, -1, 'page', 'last', 'first', '-page'] as const).map(
      (by) => viewBy(first, [{ kind: 'move', by }]).marked,
    );
    expect(marks).toEqual(['b', 'a', 'c', 'e', 'a', 'a']);
  });

  it('keeps the mark while chairs come, and takes another where the marked one has gone', () => {
    const marked = { ...newView(null), marked: 'c' };
    expect(settledView(marked, ids).marked).toBe('c');
    expect(settledView(marked, ['a', 'b']).marked).toBe('a');
  });

  it('opens a chair and goes back to all; one that was named stays', () => {
    const opened = viewBy(settledView(newView(null), ids), [{ kind: 'open' }]);
    expect(opened.isOpen).toBe(true);
    expect(viewBy(opened, [{ kind: 'back' }]).isOpen).toBe(false);
    expect(settledView(newView('far'), []).marked).toBe('far');
  });

  it('lets the second press of an emergency stop be within two seconds, of the same chair', () => {
    const armed = viewBy(settledView(newView(null), ids), [{ kind: 'arm' }], 1000);
    expect([isArmed(armed, 3000), isArmed(armed, 3001)]).toEqual([true, false]);
    expect(isArmed(viewBy(armed, [{ kind: 'move', by: 1 }], 1100), 1200)).toBe(false);
  });

  it('says why a key did nothing until the next one', () => {
    const refused = viewBy(newView('a'), [{ kind: 'refused', why: 'not now' }]);
    expect(refused.note).toBe('not now');
    expect(viewBy(refused, [{ kind: 'help' }])).toMatchObject({ note: null, isHelpShown: true });
    expect(viewBy(refused, [{ kind: 'help' }, { kind: 'back' }])).toMatchObject({ isHelpShown: false, isOpen: true });
  });
});
