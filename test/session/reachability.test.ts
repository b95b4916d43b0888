import { describe, expect, it } from 'vitest';
import { commandNames } from '../../src/core/command/verbs.js';
import { refuseByState } from '../../src/core/safety/rules.js';
import { type Edge, reachableEdges } from './reachable.js';

const edges = reachableEdges();

/** The paths that break a rule: the shortest first, and no more than can be read. */
const breaking = (concerned: (edge: Edge) => boolean, holds: (edge: Edge) => boolean): readonly string[] => {
  const found = edges.filter(concerned);
  expect(found.length).toBeGreaterThan(0);
  return found
    .filter((edge) => !holds(edge))
    .map(({ path, before, after }) => `${path}: ${before.value} -> ${after.value}`)
    .sort((one, other) => one.length - other.length)
    .slice(0, 5);
};

const live = ['starting', 'running', 'paused', 'stopping'];
const moving = ['starting', 'running'];
const isUnconfirmed = ({ before, event }: Edge): boolean =>
  before.value === 'starting' && event.type.startsWith('xstate.after.');
const always = (): boolean => true;
const isLive = ({ before }: Edge): boolean => before.context.session !== null;
const has = (event: Edge['event']['type']) => (edge: Edge) => edge.event.type === event;
const endingsTold = ({ told }: Edge) => told.filter(({ type }) => type === 'session_ended');
const ends = ({ before, after }: Edge): boolean => before.context.session !== null && after.context.session === null;

describe('in every state that can be reached', () => {
  it('there is something to prove: every published state and every ending but shutdown', () => {
    const states = new Set(edges.map(({ before }) => before.value));
    expect([...states].sort()).toEqual([
      'disconnected',
      'emergency_stopped',
      'fault',
      'idle',
      'paused',
      'resting',
      'running',
      'starting',
      'stopping',
    ]);
    const endings = new Set(edges.flatMap((edge) => endingsTold(edge).map(({ endedBy }) => endedBy)));
    expect([...endings].sort()).toEqual([
      'chair_restarted',
      'completed',
      'emergency_stop',
      'fault',
      'limit',
      'link_lost',
      'occupant_left',
      'pause_timeout',
      'stopped',
    ]);
  });

  it('an emergency stop is asked of the chair, latches, and ends what runs [S3]', () => {
    const holds = ({ after, chair }: Edge): boolean =>
      after.value === 'emergency_stopped' &&
      after.context.session === null &&
      after.context.faults.some(({ code }) => code === 'estop') &&
      chair.orders.includes('emergency stop');
    expect(breaking(has('estop'), holds)).toEqual([]);
  });

  it('nothing but a reset that is done leaves an emergency stop [S3]', () => {
    const leaves = ({ before, after }: Edge): boolean =>
      before.value === 'emergency_stopped' && after.value !== 'emergency_stopped';
    expect(breaking(leaves, (edge) => has('chair.resetDone')(edge) && edge.before.context.reset === 'asked')).toEqual(
      [],
    );
  });

  it('a stop is ordered of the chair, and nothing moves after it [S7]', () => {
    const holds = ({ after, chair }: Edge): boolean =>
      chair.orders.some((order) => order.startsWith('stop')) && !moving.includes(after.value);
    expect(breaking(has('stop'), holds)).toEqual([]);
  });

  it('only a start, or the resume of a pause, sets anything into motion [S5]', () => {
    const begins = ({ before, after }: Edge): boolean =>
      !moving.includes(before.value) && (moving.includes(after.value) || after.context.session !== null);
    const isAsked = ({ before, after, event }: Edge): boolean => {
      if (before.value === 'idle') return event.type === 'start' && after.value === 'starting';
      if (moving.includes(after.value)) return before.value === 'paused' && event.type === 'resume';
      return before.context.session !== null;
    };
    expect(breaking(begins, isAsked)).toEqual([]);
  });

  it('the chair is driven only while starting and running', () => {
    const drives = ({ chair }: Edge): boolean => chair.drives.length > 0;
    expect(breaking(drives, ({ after }) => moving.includes(after.value))).toEqual([]);
  });

  it('motion is left with a stop, unless the chair itself has gone or has stopped already [S4]', () => {
    const leaves = ({ before, after }: Edge): boolean => moving.includes(before.value) && !moving.includes(after.value);
    const isHandled = (edge: Edge): boolean =>
      edge.chair.orders.length > 0 ||
      ['chair.down', 'chair.restarted', 'chair.escalated', 'chair.stopUnverified'].includes(edge.event.type);
    expect(breaking(leaves, isHandled)).toEqual([]);
  });

  it('what was still moving becomes idle or resting only when it was seen still [S4]', () => {
    const settles = ({ before, after }: Edge): boolean =>
      before.value !== after.value && ['idle', 'resting'].includes(after.value);
    const isSeen = ({ before, after, event }: Edge): boolean =>
      after.context.isStill && after.context.isLinkUp && (before.context.isStill || event.type === 'chair.still');
    expect(breaking(settles, isSeen)).toEqual([]);
  });

  it('a link that is lost ends what runs as lost, and nothing else [S13]', () => {
    const holds = ({ after, told }: Edge): boolean =>
      after.value === 'disconnected' &&
      after.context.lastSession?.endedBy === 'link_lost' &&
      told.map(({ type, endedBy, fault }) => `${type} ${endedBy ?? fault?.code}`).join() ===
        'link_lost link_lost,session_ended link_lost';
    expect(breaking((edge) => has('chair.down')(edge) && isLive(edge), holds)).toEqual([]);
  });

  it('a lost link leaves nothing that looks connected', () => {
    const isShown = ({ after }: Edge): boolean => ['disconnected', 'fault', 'emergency_stopped'].includes(after.value);
    expect(breaking(has('chair.down'), isShown)).toEqual([]);
    expect(breaking(has('chair.restarted'), isShown)).toEqual([]);
  });

  it('a chair that restarts ends what runs as restarted [S13]', () => {
    const holds = ({ after }: Edge): boolean => after.context.lastSession?.endedBy === 'chair_restarted';
    expect(breaking((edge) => has('chair.restarted')(edge) && isLive(edge), holds)).toEqual([]);
  });

  it('every session that ends is told once, as what is remembered; nothing else is told as an end [S13]', () => {
    const holds = (edge: Edge): boolean => {
      const told = endingsTold(edge);
      if (!ends(edge)) return told.length === 0;
      const { id } = edge.before.context.session ?? {};
      const [notice] = told;
      const isKept = edge.after.context.lastSession?.endedBy === notice?.endedBy;
      return told.length === 1 && notice?.session?.id === id && isKept;
    };
    expect(breaking(always, holds)).toEqual([]);
  });

  it('a running session is never swapped for another', () => {
    const holds = ({ before, after }: Edge): boolean =>
      after.context.session === null || after.context.session.startedMs === before.context.session?.startedMs;
    expect(breaking(isLive, holds)).toEqual([]);
  });

  it('there is a session from starting to paused, and at most while stopping beside', () => {
    const holds = ({ after }: Edge): boolean => {
      const isThere = after.context.session !== null;
      return after.value === 'stopping' || isThere === live.includes(after.value);
    };
    expect(breaking(always, holds)).toEqual([]);
  });

  it('there is a fault exactly while a fault or an emergency stop is shown', () => {
    const holds = ({ after }: Edge): boolean =>
      after.context.faults.length > 0 === ['fault', 'emergency_stopped'].includes(after.value);
    expect(breaking(always, holds)).toEqual([]);
  });

  it('every fault that comes is told once, and every one that goes [S13]', () => {
    const holds = ({ before, after, told }: Edge): boolean => {
      const lost = after.context.linkLost === before.context.linkLost ? [] : [after.context.linkLost ?? []].flat();
      const come = [...lost, ...after.context.faults.filter((fault) => !before.context.faults.includes(fault))];
      const gone = before.context.faults.filter((fault) => !after.context.faults.includes(fault));
      const named = told.flatMap(({ type, fault }) => (fault === undefined ? [] : [{ type, code: fault.code }]));
      const isCleared = ({ type }: { readonly type: string }): boolean => type === 'fault_cleared';
      return (
        named
          .filter((notice) => !isCleared(notice))
          .map(({ code }) => code)
          .join() === come.map(({ code }) => code).join() &&
        named
          .filter(isCleared)
          .map(({ code }) => code)
          .join() === gone.map(({ code }) => code).join()
      );
    };
    expect(breaking((edge) => !isUnconfirmed(edge), holds)).toEqual([]);
  });

  it('a start that the chair does not confirm is told with its reason, and latches nothing [S13]', () => {
    const holds = ({ after, told }: Edge): boolean =>
      after.value === 'stopping' &&
      after.context.faults.length === 0 &&
      told.map(({ type, fault }) => `${type} ${fault?.code}`).join() === 'fault internal';
    expect(breaking(isUnconfirmed, holds)).toEqual([]);
  });

  it('the machine takes every command that the rules let in, so that nothing is told to be taken that is not', () => {
    const isLetIn = ({ before, event: { type } }: Edge): boolean =>
      commandNames.some((name) => name === type && refuseByState(name, before.value) === null) &&
      (type !== 'start' || before.value === 'idle') &&
      (type !== 'reset' || before.context.reset === 'none');
    expect(breaking(isLetIn, ({ before, event }) => before.can(event))).toEqual([]);
  });

  it('a tick supervises the chair, unless it ends something [S14]', () => {
    const ticks = (edge: Edge): boolean => has('tick')(edge) && edge.before.value === edge.after.value;
    expect(breaking(ticks, ({ chair }) => chair.supervisions === 1)).toEqual([]);
  });
});
