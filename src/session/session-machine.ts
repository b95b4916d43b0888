import { setup } from 'xstate';
import { limits } from '../core/safety/limits.js';
import { calls, changes, conditions } from './actions.js';
import type { SessionContext, SessionEvent, SessionInput } from './events.js';
import { newContext } from './facts.js';
import {
  clear,
  end,
  endAsAskedInFault,
  endInEmergency,
  endInFault,
  removeCleared,
  seat,
  stop,
  stopAtOnce,
  stopForPause,
  telling,
  willEnd,
} from './sequences.js';

/** One chair's session over time. It decides what may move and when; it never holds the wire, and a stop that has to work
 *  without it is the composition root's. States are published as they are named here. */
export const sessionMachine = setup({
  types: {} as { context: SessionContext; events: SessionEvent; input: SessionInput },
  actions: { ...changes, ...calls },
  guards: conditions,
}).createMachine({
  id: 'session',
  initial: 'disconnected',
  context: ({ input }) => newContext(input),
  on: {
    estop: { target: '.emergency_stopped', actions: ['stopEmergency', ...endInEmergency] },
    stop: { actions: stop },
    tick: { actions: 'supervise' },
    'chair.fault': [
      { guard: 'isKnown' },
      { guard: 'isEmergency', target: '.emergency_stopped', actions: [stopAtOnce, ...endInEmergency] },
      { guard: 'hasEmergency', actions: ['tellFault', 'addFault'] },
      { target: '.fault', actions: [stopAtOnce, ...endInFault] },
    ],
    'chair.escalated': { target: '.emergency_stopped', actions: endAsAskedInFault },
    'chair.stopUnverified': [
      { guard: 'isKnown' },
      { guard: 'hasEmergency', actions: ['tellFault', 'addFault'] },
      { target: '.fault', actions: endAsAskedInFault },
    ],
    'chair.up': { actions: 'linkUp' },
    'chair.still': { actions: 'still' },
    'chair.down': [
      { guard: 'hasFault', actions: 'linkDown' },
      { target: '.disconnected', actions: ['linkDown', ...end('link_lost')] },
    ],
    'chair.restarted': [
      { guard: 'hasFault', actions: ['linkDown', telling('chair_restarted')] },
      { target: '.disconnected', actions: ['linkDown', telling('chair_restarted'), ...end('chair_restarted')] },
    ],
    'chair.occupied': { actions: seat },
  },
  states: {
    disconnected: {
      always: [
        { guard: 'hasEmergency', target: 'emergency_stopped' },
        { guard: 'hasFault', target: 'fault' },
      ],
      on: { 'chair.still': { guard: 'isLinkUp', target: 'settled', actions: 'still' } },
    },
    settled: {
      always: [
        { guard: 'isLinkDown', target: 'disconnected' },
        { guard: 'mayMove', target: 'stopping' },
        { guard: 'isRestOwed', target: 'resting' },
        { target: 'idle' },
      ],
    },
    idle: { on: { start: { target: 'starting', actions: ['begin', telling('session_started')] } } },
    resting: { on: { tick: { guard: 'isRestOver', target: 'idle' } } },
    starting: {
      entry: ['enter', 'drive'],
      after: { [limits.startingMsMax]: { target: 'stopping', actions: ['tellUnconfirmed', willEnd('fault')] } },
      on: {
        tick: { actions: ['drive', 'supervise'] },
        'chair.driving': { target: 'running', actions: 'tellStarted' },
        'chair.occupied': [
          { guard: 'leaves', target: 'paused', actions: [...seat, telling('paused')] },
          { actions: seat },
        ],
        pause: { target: 'paused', actions: telling('paused') },
        stop: { target: 'stopping', actions: 'willEndAsAsked' },
      },
    },
    running: {
      entry: 'enter',
      on: {
        tick: [
          { guard: 'isDue', target: 'stopping', actions: ['count', 'willEndAsDue', 'advance'] },
          { actions: ['count', 'tellPhase', 'advance', 'drive', 'supervise'] },
        ],
        skip: [
          { guard: 'isSkippedOut', target: 'stopping', actions: ['skip', willEnd('completed')] },
          { actions: ['skip', telling('phase_started'), 'drive'] },
        ],
        adjust: { actions: ['adjust', 'drive'] },
        pause: { target: 'paused', actions: telling('paused') },
        stop: { target: 'stopping', actions: 'willEndAsAsked' },
        'chair.occupied': [
          { guard: 'leaves', target: 'paused', actions: [...seat, telling('paused')] },
          { actions: seat },
        ],
      },
    },
    paused: {
      entry: ['enter', stopForPause],
      on: {
        tick: { guard: 'isPauseDue', target: 'stopping', actions: 'willEndAsPauseDue' },
        resume: { target: 'starting', actions: 'resumes' },
        adjust: { actions: 'adjust' },
        stop: { target: 'stopping', actions: 'willEndAsAsked' },
      },
    },
    stopping: {
      entry: stop,
      on: {
        'chair.still': { target: 'settled', actions: ['still', ...end('asked')] },
      },
    },
    fault: {
      on: {
        reset: { actions: ['expectReset', 'resetChair'] },
        'chair.cleared': [
          { guard: 'clearsLast', target: 'settled', actions: removeCleared },
          { actions: removeCleared },
        ],
        'chair.resetDone': { guard: 'isResetDone', target: 'settled', actions: clear },
      },
    },
    emergency_stopped: {
      on: {
        reset: { actions: ['expectReset', 'resetChair'] },
        'chair.cleared': { actions: removeCleared },
        'chair.resetDone': { guard: 'isResetDone', target: 'settled', actions: clear },
      },
    },
  },
});
