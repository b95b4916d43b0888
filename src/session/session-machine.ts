import { setup } from 'xstate';
import { limits } from '../core/safety/limits.js';
import { calls, changes, guards } from './actions.js';
import type { SessionContext, SessionInput, StampedEvent } from './events.js';
import { newContext } from './facts.js';
import {
  by,
  clear,
  contradicted,
  countRunning,
  doubted,
  driveSession,
  emergency,
  end,
  escalated,
  isKnownUnverified,
  latch,
  linkLost,
  removeCleared,
  reported,
  resetLatches,
  seat,
  stop,
  stopAtOnce,
  stopForPause,
  telling,
  tellingWhoPaused,
  unverified,
  willEnd,
  willEndAsAsked,
  willEndAsDue,
  willEndAsPauseDue,
} from './sequences.js';

/** One chair's session over time. It decides what may move and when; it never holds the wire, and a stop that has to work
 *  without it is the composition root's. States are published as their leaves are named here. Nothing is invoked: an actor that
 *  throws in here would leave its invoked children without a word, and a chair is told what to do by plain calls alone. */
export const sessionMachine = setup({
  types: {} as { context: SessionContext; events: StampedEvent; input: SessionInput; tags: 'passing' },
  actions: { ...changes, ...calls },
  guards,
  delays: { unconfirmed: limits.startingMsMax },
}).createMachine({
  id: 'session',
  initial: 'disconnected',
  context: ({ input }) => newContext(input),
  on: {
    estop: {
      target: '.latched.emergency_stopped',
      actions: ['stopEmergency', ...latch(emergency), ...end('emergency_stop')],
    },
    stop: { actions: stop },
    tick: { actions: 'supervise' },
    'chair.fault': [
      { guard: by('isKnown') },
      {
        guard: by('isEmergency'),
        target: '.latched.emergency_stopped',
        actions: [stopAtOnce, ...latch(reported), ...end('emergency_stop')],
      },
      { guard: 'hasEmergency', actions: latch(reported) },
      { target: '.latched.fault', actions: [stopAtOnce, ...latch(reported), ...end('fault')] },
    ],
    'chair.contradicted': [
      { guard: 'hasEmergency', actions: latch(contradicted) },
      { target: '.latched.fault', actions: [stopAtOnce, ...latch(contradicted), ...end('contradiction')] },
    ],
    'chair.escalated': {
      target: '.latched.emergency_stopped',
      actions: [...latch(escalated, doubted), ...end('asked')],
    },
    'chair.stopUnverified': [
      { guard: isKnownUnverified },
      { guard: 'hasEmergency', actions: latch(unverified, doubted) },
      { target: '.latched.fault', actions: [...latch(unverified, doubted), ...end('asked')] },
    ],
    'chair.up': { actions: 'linkUp' },
    'chair.still': { actions: 'still' },
    'chair.unseen': { actions: ['still', telling('stop_unverified')] },
    'chair.down': [
      { guard: 'isLinkDown', actions: 'linkDown' },
      { guard: 'hasFault', actions: [...linkLost, 'linkDown'] },
      { target: '.disconnected', actions: [...linkLost, 'linkDown', ...end('link_lost')] },
    ],
    'chair.restarted': [
      { guard: 'hasFault', actions: ['linkDown', telling('chair_restarted')] },
      { target: '.disconnected', actions: ['linkDown', telling('chair_restarted'), ...end('chair_restarted')] },
    ],
    'chair.occupied': { actions: seat },
    'chair.resetDone': { actions: 'endReset' },
    'seat.sensor': { actions: by('knowSensor') },
  },
  states: {
    disconnected: {
      always: [
        { guard: 'hasEmergency', target: 'latched.emergency_stopped' },
        { guard: 'hasFault', target: 'latched.fault' },
      ],
      on: {
        'chair.still': { guard: 'isLinkUp', target: 'settled', actions: 'still' },
        'chair.unseen': { guard: 'isLinkUp', target: 'settled', actions: ['still', telling('stop_unverified')] },
      },
    },
    settled: {
      always: [
        { guard: 'isLinkDown', target: 'disconnected' },
        { guard: 'mayMove', target: 'stopping' },
        { guard: by('isRestOwed'), target: 'resting' },
        { target: 'idle' },
      ],
    },
    idle: { on: { start: { target: 'active', actions: [by('begin'), telling('session_started')] } } },
    resting: { on: { tick: { guard: by('isRestOver'), target: 'idle' } } },
    active: {
      initial: 'moving',
      on: { stop: { target: 'stopping', actions: willEndAsAsked } },
      states: {
        moving: {
          initial: 'starting',
          on: {
            pause: { target: 'paused', actions: tellingWhoPaused },
            'chair.occupied': [
              { guard: by('leaves'), target: 'paused', actions: [...seat, telling('paused')] },
              { actions: seat },
            ],
          },
          states: {
            starting: {
              tags: 'passing',
              entry: [by('enter'), driveSession],
              after: { unconfirmed: { target: '#session.stopping', actions: ['tellUnconfirmed', willEnd('fault')] } },
              on: {
                tick: { actions: [driveSession, 'supervise'] },
                'chair.driving': { target: 'running', actions: 'tellStarted' },
              },
            },
            running: {
              entry: by('enter'),
              on: {
                tick: [
                  {
                    guard: by('isDue'),
                    target: '#session.stopping',
                    actions: [countRunning, willEndAsDue, by('advance')],
                  },
                  { actions: [countRunning, by('tellPhase'), by('advance'), driveSession, 'supervise'] },
                ],
                gone: { actions: by('goneOn') },
                skip: [
                  { guard: 'isSkippedOut', target: '#session.stopping', actions: ['skip', willEnd('completed')] },
                  { actions: ['skip', telling('phase_started'), driveSession] },
                ],
                adjust: { actions: [by('adjust'), driveSession] },
              },
            },
          },
        },
        paused: {
          entry: [by('enter'), stopForPause],
          on: {
            tick: { guard: by('isPauseDue'), target: '#session.stopping', actions: willEndAsPauseDue },
            resume: { target: 'moving', actions: 'resume' },
            adjust: { actions: by('adjust') },
          },
        },
      },
    },
    stopping: {
      tags: 'passing',
      entry: stop,
      on: {
        'chair.still': { target: 'settled', actions: ['still', ...end('asked')] },
        'chair.unseen': { target: 'settled', actions: ['still', telling('stop_unverified'), ...end('asked')] },
      },
    },
    latched: {
      initial: 'fault',
      on: {
        reset: { guard: 'isResetFree', actions: resetLatches },
        'chair.cleared': { actions: removeCleared },
        'chair.resetDone': [{ guard: by('isResetDone'), target: 'settled', actions: clear }, { actions: 'endReset' }],
      },
      states: {
        fault: {
          on: {
            'chair.cleared': { guard: by('clearsLast'), target: '#session.settled', actions: removeCleared },
          },
        },
        emergency_stopped: {},
      },
    },
  },
});
