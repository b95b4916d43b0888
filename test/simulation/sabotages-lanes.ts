import { type Sabotage, shortStormMinutes } from './sabotage-shape.js';

/** What must show that a way is open, and that nothing on it is late. */
export const sabotagesOfLanes: readonly Sabotage[] = [
  {
    invariant: 'S7',
    name: 'a start that waits for no answer of its way',
    faults: ['silence', 'fight'],
    minutes: shortStormMinutes,
    seed: 5,
    changes: [
      {
        file: 'src/daemon/intake.js',
        find: 'path.prove((why) => one(byWay(why)));',
        replace: 'one(null);',
      },
    ],
  },
  {
    invariant: 'S7',
    name: 'a way that is proven by one connection',
    faults: ['silence', 'fight'],
    minutes: shortStormMinutes,
    seed: 5,
    changes: [
      {
        file: 'src/adapters/mqtt/lanes.js',
        find: 'return laneNames.filter((lane) => !isProvenAfter(',
        replace: "return laneNames.filter((lane) => lane === 'commands' && !isProvenAfter(",
      },
    ],
  },
  {
    invariant: 'S7',
    name: 'a stop topic that nobody proves',
    faults: ['deny'],
    minutes: shortStormMinutes,
    changes: [{ file: 'src/adapters/mqtt/connection-state.js', find: ' ?? this.stopTrouble(chairId)', replace: '' }],
  },
  {
    invariant: 'S7',
    name: 'a proof that outlives another owner',
    faults: ['deny', 'twin'],
    minutes: 5,
    seed: 35,
    changes: [
      {
        file: 'src/core/lane/stop-proofs.js',
        find: 'isOwn ? judged(known, nowMs) : forgotten(known)',
        replace: 'judged(known, nowMs)',
      },
    ],
  },
  {
    invariant: 'S6',
    name: 'a start whose own time is not held against a stop',
    faults: ['late', 'message', 'broker', 'fight'],
    minutes: shortStormMinutes,
    seed: 63,
    changes: [{ file: 'src/core/command/freshness.js', find: '> stoppedAgoMs', replace: '> Number.POSITIVE_INFINITY' }],
  },
  {
    invariant: 'S13',
    name: 'a probe that stops',
    faults: ['message'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/adapters/mqtt/stop-prover.js',
        find: 'this.proofs = probeReturned(this.proofs, { topic, digits }, this.parts.clock.nowMs());\n        return true;',
        replace:
          'this.proofs = probeReturned(this.proofs, { topic, digits }, this.parts.clock.nowMs());\n        return false;',
      },
    ],
  },
  {
    invariant: 'S6',
    name: 'a silence that is forgotten as soon as it is over',
    faults: ['late', 'message'],
    minutes: shortStormMinutes,
    seed: 14,
    changes: [
      {
        file: 'src/core/lane/lane.js',
        find: 'isMute(state, nowMs) ? { ...state, silentAtMs: nowMs, clearedAtMs: null } : state',
        replace: 'state',
      },
      // The time of a start catches the same.
      { file: 'src/core/command/freshness.js', find: '> stoppedAgoMs', replace: '> Number.POSITIVE_INFINITY' },
    ],
  },
];
