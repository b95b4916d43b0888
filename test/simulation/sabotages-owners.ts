import { type Sabotage, shortStormMinutes } from './sabotage-shape.js';

/** Which of two daemons has a chair, and what the other leaves alone. */
export const sabotagesOfOwners: readonly Sabotage[] = [
  {
    invariant: 'S16',
    name: 'another owner that is ignored',
    faults: ['twin'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/adapters/mqtt/other-daemons.js',
        find: 'fleet.settle(chairId, this.claims.holding(chairId));',
        replace: '',
      },
    ],
  },
  {
    invariant: 'S16',
    name: 'a last stop to a chair that was given up',
    faults: ['twin'],
    minutes: shortStormMinutes,
    changes: [{ file: 'src/daemon/unit-holding.js', find: 'if (!this.isMuted)', replace: 'if (this.wire !== null)' }],
  },
  {
    invariant: 'S16',
    name: 'a chair that is given up to whoever came last',
    faults: ['twin'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/core/ownership.js',
        find: 'claim.held_ms > self.heldMs',
        replace: 'claim.held_ms < self.heldMs',
      },
    ],
  },
  {
    invariant: 'S16',
    name: 'a session that a newcomer ends',
    faults: ['twin'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/core/ownership.js',
        find: 'if (claim.keeps === claim.epoch && !isUnheard)',
        replace: 'if (claim.keeps === claim.epoch)',
      },
    ],
  },
  {
    invariant: 'S16',
    name: 'a start while two daemons claim the chair',
    faults: ['twin', 'message'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/daemon/command-decision.js',
        find: "holding.kind === 'unsettled' ?",
        replace: "holding.kind === 'nobody' ?",
      },
    ],
  },
  {
    invariant: 'S16',
    name: 'a chair that is taken back too soon',
    faults: ['twin'],
    minutes: shortStormMinutes,
    changes: [{ file: 'src/core/ownership.js', find: 'const quietMs = 30_000;', replace: 'const quietMs = 3000;' }],
  },
];
