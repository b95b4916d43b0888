import { longStormMinutes, type Sabotage, shortStormMinutes } from './sabotage-shape.js';

/** What must not move it. */
export const sabotagesOfStarts: readonly Sabotage[] = [
  {
    invariant: 'S5',
    name: 'a press that is heard after the stop that it came before',
    faults: ['button', 'hold', 'fight', 'message'],
    minutes: shortStormMinutes,
    seed: 50,
    changes: [
      {
        file: 'src/daemon/command-decision.js',
        find: "source === 'button' && isBehindStop",
        replace: "source === 'button' && isBehindStop === null",
      },
    ],
  },
  {
    invariant: 'S5',
    name: 'a stop of the chair itself that is not noticed',
    faults: ['button', 'drop-line', 'corrupt'],
    minutes: shortStormMinutes,
    seed: 25,
    changes: [
      {
        file: 'src/chair/clp/driving.js',
        find: "const hasStoppedItself = this.armedSinceMs !== null && mode !== 'run';",
        replace: 'const hasStoppedItself = false;',
      },
    ],
  },
  {
    invariant: 'S5',
    name: 'an offer that begins by itself',
    faults: ['leave'],
    minutes: longStormMinutes,
    seed: 13,
    changes: [
      {
        file: 'src/daemon/schedule-desk.js',
        find: "this.telling.happened(chairId, 'schedule_offered', offer.schedule, null);",
        replace:
          "this.telling.happened(chairId, 'schedule_offered', offer.schedule, null);\n            this.parts.units.get(chairId).run({ command: 'offer' }, { source: 'mqtt', unavailable: null }, () => { });",
      },
    ],
  },
  {
    invariant: 'S6',
    name: 'commands that are never stale',
    faults: ['message', 'broker'],
    minutes: shortStormMinutes,
    seed: 17,
    changes: [
      {
        file: 'src/core/command/freshness.js',
        find: 'export function stalenessOf(command, age, settings) {',
        replace:
          'export function stalenessOf(command, age, settings) {\n    if (age.wallMs >= 0)\n        return null;',
      },
    ],
  },
  {
    invariant: 'S6',
    name: 'ids that are never remembered',
    faults: ['message'],
    minutes: shortStormMinutes,
    seed: 10,
    changes: [
      {
        file: 'src/core/command/ids.js',
        find: 'return entry !== undefined && nowMs - entry.atMs < keptMs ? entry : null;',
        replace: 'return null;',
      },
    ],
  },
  {
    invariant: 'S6',
    name: 'a second delivery that counts as a first one',
    faults: ['redelivery', 'message'],
    minutes: shortStormMinutes,
    seed: 47,
    changes: [
      {
        file: 'src/core/command/freshness.js',
        find: 'return isDuplicate ? stale(',
        replace: 'return isDuplicate === null ? stale(',
      },
    ],
  },
  {
    invariant: 'S6',
    name: 'a fence that is always open',
    faults: ['lag', 'fight', 'message'],
    minutes: shortStormMinutes,
    seed: 27,
    changes: [
      {
        file: 'src/core/command/fence.js',
        find: 'return stop !== undefined && (stop.number > state.returned || nowMs - stop.atMs < leastMs);',
        replace: 'return false;',
      },
      {
        file: 'src/core/command/fence.js',
        find: 'return hadBegun || (stopAtMs !== null && nowMs - stopAtMs < leastMs);',
        replace: 'return false;',
      },
      { file: 'src/daemon/intake.js', find: 'path.prove((why) => one(byWay(why)));', replace: 'one(null);' },
      // The time of a start catches the same.
      { file: 'src/core/command/freshness.js', find: '> stoppedAgoMs', replace: '> Number.POSITIVE_INFINITY' },
    ],
  },
  {
    invariant: 'S7',
    name: 'a stop lane that wants an empty payload',
    faults: ['message'],
    minutes: shortStormMinutes,
    seed: 2,
    changes: [
      {
        file: 'src/adapters/mqtt/stop-lane.js',
        find: 'const chairIds = chairsInScope(fleet, scope);',
        replace: 'const chairIds = isEmpty ? chairsInScope(fleet, scope) : [];',
      },
    ],
  },
  {
    invariant: 'S7',
    name: 'stops that count as commands of the flood',
    faults: ['burst'],
    minutes: shortStormMinutes,
    seed: 10,
    changes: [
      {
        file: 'src/core/command/admission.js',
        find: 'if (safety !== null)',
        replace:
          'if (safety !== null && state.takenAtMs.filter((atMs) => nowMs - atMs < rateWindowMs).length < rateMax)',
      },
    ],
  },
  {
    invariant: 'S12',
    name: 'a person who leaves unnoticed',
    faults: ['leave'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/chair/clp/record.js',
        find: 'const hasLeft = this.isOccupied !== true || nowMs - this.leftAtMs >= limits.leavingMs;',
        replace: 'const hasLeft = false;',
      },
    ],
  },
  {
    invariant: 'S12',
    name: 'a start on an empty chair',
    faults: ['leave'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/core/safety/rules.js',
        find: 'if (facts.mustBeOccupied && facts.isOccupied !== true)',
        replace: 'if (facts.mustBeOccupied && facts.isOccupied === null)',
      },
    ],
  },
  {
    invariant: 'S16',
    name: 'strangers on the line that are not noticed',
    faults: ['foreign'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/chair/clp/link.js',
        find: "this.events.onContradiction('somebody else speaks to the chair: only one host may use its line');",
        replace: '',
      },
    ],
  },
  {
    invariant: 'S16',
    name: 'a chair that may say what it likes',
    faults: ['chatter'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/core/safety/event-bound.js',
        find: 'if (heard.count < limits.eventsPerSecondMax) {',
        replace: 'if (heard.count >= 0) {',
      },
    ],
  },
  {
    invariant: 'S16',
    name: "a flood that is nobody's fault",
    faults: ['chatter'],
    minutes: shortStormMinutes,
    changes: [{ file: 'src/core/safety/event-bound.js', find: 'this.isFlooded = true;', replace: 'return false;' }],
  },
  {
    invariant: 'S18',
    name: 'remote starts that nothing forbids',
    faults: ['message'],
    minutes: shortStormMinutes,
    seed: 2,
    changes: [
      {
        file: 'src/core/safety/rules.js',
        find: 'if (isRemote(source) && remoteStartOff !== null)',
        replace: 'if (isRemote(source) && source === null)',
      },
    ],
  },
  {
    invariant: 'S18',
    name: 'a start from before remote starts were allowed',
    faults: ['message', 'burst', 'slow'],
    minutes: shortStormMinutes,
    seed: 15,
    changes: [{ file: 'src/daemon/intake.js', find: 'if (isAllowing)', replace: 'if (isAllowing === null)' }],
  },
  {
    invariant: 'S5',
    name: 'a session that goes on when the chair is back',
    faults: ['unplug', 'deaf'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/session/session-machine.js',
        find: "{ target: '.disconnected', actions: [...linkLost, 'linkDown', ...end('link_lost')] },",
        replace: "{ actions: 'linkDown' },",
      },
    ],
  },
  {
    invariant: 'S7',
    name: 'a stop that the greeting of the chair swallows',
    faults: ['burst', 'unplug', 'fight'],
    minutes: shortStormMinutes,
    seed: 2,
    changes: [
      {
        file: 'src/chair/clp/stop-procedure.js',
        find: "this.begin('stop', rampMs, nowMs);\n        this.wroteAtMs = null;",
        replace: "this.begin('stop', rampMs, nowMs);",
      },
    ],
  },
  {
    invariant: 'S12',
    name: 'a start while a person gets up',
    faults: ['leave'],
    minutes: shortStormMinutes,
    seed: 2,
    changes: [
      {
        file: 'src/daemon/unit-view.js',
        find: 'chair.record.isLeaving ? false : context.isOccupied',
        replace: 'context.isOccupied',
      },
    ],
  },
];
