import { setup } from 'xstate';
import { limits } from '../core/safety/limits.js';
import { calls, changes, conditions } from './session-behaviour.js';
import type { ActiveFault, LastSession, SessionContext, SessionEvent, SessionPorts } from './session-events.js';

/** What a session starts from: latches and history of the store. */
export interface SessionInput {
  readonly ports: SessionPorts;
  readonly faults: readonly ActiveFault[];
  readonly lastSession: LastSession | null;
}

const stop = { type: 'stopChair', params: { rampMs: limits.stopRampMs } } as const;
const stopAtOnce = { type: 'stopChair', params: { rampMs: 0 } } as const;
const pauseRamp = { type: 'stopChair', params: { rampMs: limits.pauseRampMs } } as const;
const tell = (type: Parameters<typeof calls.tell>[1]['type']) => ({ type: 'tell', params: { type } }) as const;
const end = (by: Parameters<typeof calls.tellEnd>[1]['by']) =>
  [
    { type: 'tellEnd', params: { by } },
    { type: 'forget', params: { by } },
  ] as const;

/** One chair's session over time. It decides what may move and when; it never holds the wire, and a stop that has to work
 *  without it is the composition root's. States are published as they are named here. */
export const sessionMachine = setup({
  types: {} as { context: SessionContext; events: SessionEvent; input: SessionInput },
  actions: { ...changes, ...calls },
  guards: conditions,
}).createMachine({
  id: 'session',
  initial: 'disconnected',
  context: ({ input }) => ({
    ports: input.ports,
    isLinkUp: false,
    faults: input.faults,
    isOccupied: null,
    session: null,
    endedBy: null,
    lastSession: input.lastSession,
    tickedAtMs: 0,
    enteredAtMs: 0,
    leftAtMs: null,
    isResuming: false,
  }),
  on: {
    estop: {
      target: '.emergency_stopped',
      actions: ['stopEmergency', 'tellFault', 'addFault', ...end('emergency_stop')],
    },
    stop: { actions: [stop] },
    'chair.fault': [
      { guard: 'isKnown' },
      {
        guard: 'isEmergency',
        target: '.emergency_stopped',
        actions: [stopAtOnce, 'tellFault', 'addFault', ...end('emergency_stop')],
      },
      { guard: 'hasEmergency', actions: ['tellFault', 'addFault'] },
      { target: '.fault', actions: [stopAtOnce, 'tellFault', 'addFault', ...end('fault')] },
    ],
    'chair.escalated': { target: '.emergency_stopped', actions: ['tellFault', 'addFault', ...end('asked')] },
    'chair.stopUnverified': [
      { guard: 'isKnown' },
      { guard: 'hasEmergency', actions: ['tellFault', 'addFault'] },
      { target: '.fault', actions: ['tellFault', 'addFault', ...end('asked')] },
    ],
    'chair.up': { actions: 'linkUp' },
    'chair.down': [
      { guard: 'hasFault', actions: 'linkDown' },
      { target: '.disconnected', actions: ['linkDown', ...end('link_lost')] },
    ],
    'chair.restarted': [
      { guard: 'hasFault', actions: ['linkDown', tell('chair_restarted')] },
      { target: '.disconnected', actions: ['linkDown', tell('chair_restarted'), ...end('chair_restarted')] },
    ],
    'chair.occupied': { actions: ['seat', 'tellOccupied'] },
  },
  states: {
    disconnected: {
      always: [
        { guard: 'hasEmergency', target: 'emergency_stopped' },
        { guard: 'hasFault', target: 'fault' },
      ],
      on: { 'chair.still': { guard: 'isLinkUp', target: 'settled' } },
    },
    settled: { always: [{ guard: 'isRestOwed', target: 'resting' }, { target: 'idle' }] },
    idle: { on: { start: { target: 'starting', actions: ['begin', tell('session_started')] } } },
    resting: { on: { tick: { guard: 'isRestOver', target: 'idle' } } },
    starting: {
      entry: ['enter', 'drive'],
      after: {
        [limits.startingMsMax]: { target: 'stopping', actions: { type: 'willEnd', params: { by: 'fault' } } },
      },
      on: {
        tick: { actions: ['drive', 'supervise'] },
        'chair.driving': { target: 'running', actions: 'tellStarted' },
        'chair.occupied': [
          {
            guard: 'leaves',
            target: 'stopping',
            actions: ['seat', 'tellOccupied', { type: 'willEnd', params: { by: 'occupant_left' } }],
          },
          { actions: ['seat', 'tellOccupied'] },
        ],
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
          {
            guard: 'isSkippedOut',
            target: 'stopping',
            actions: ['skip', { type: 'willEnd', params: { by: 'completed' } }],
          },
          { actions: ['skip', tell('phase_started'), 'drive'] },
        ],
        adjust: { actions: ['adjust', 'drive'] },
        pause: { target: 'paused', actions: tell('paused') },
        stop: { target: 'stopping', actions: 'willEndAsAsked' },
        'chair.occupied': [
          { guard: 'leaves', target: 'paused', actions: ['seat', 'tellOccupied', tell('paused')] },
          { actions: ['seat', 'tellOccupied'] },
        ],
      },
    },
    paused: {
      entry: ['enter', pauseRamp],
      on: {
        tick: [{ guard: 'isPauseDue', target: 'stopping', actions: 'willEndAsPauseDue' }, { actions: 'supervise' }],
        resume: { target: 'starting', actions: 'resumes' },
        adjust: { actions: 'adjust' },
        stop: { target: 'stopping', actions: 'willEndAsAsked' },
      },
    },
    stopping: {
      entry: stop,
      on: {
        tick: { actions: 'supervise' },
        stop: { actions: stop },
        'chair.still': { target: 'settled', actions: end('asked') },
      },
    },
    fault: {
      on: {
        reset: { actions: 'resetChair' },
        'chair.cleared': [
          { guard: 'clearsLast', target: 'settled', actions: ['tellCleared', 'removeFault'] },
          { actions: 'removeFault' },
        ],
        'chair.resetDone': {
          guard: 'isResetDone',
          target: 'settled',
          actions: [tell('reset'), 'tellCleared', 'clearFaults'],
        },
      },
    },
    emergency_stopped: {
      on: {
        reset: { actions: 'resetChair' },
        'chair.cleared': { actions: 'removeFault' },
        'chair.resetDone': {
          guard: 'isResetDone',
          target: 'settled',
          actions: [tell('reset'), 'tellCleared', 'clearFaults'],
        },
      },
    },
  },
});
