import { longStormMinutes, type Sabotage, shortStormMinutes } from './sabotage-shape.js';

/** What bounds a session, and what it says of itself. */
export const sabotagesOfSessions: readonly Sabotage[] = [
  {
    invariant: 'S8',
    name: 'a session that ends when the broker goes away',
    faults: ['broker'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/adapters/mqtt/mqtt-face.js',
        find: "this.options.intake.dropWaiting('the broker was away; send the command again');",
        replace: "for (const chairId of fleet.chairIds)\n                    fleet.stop(chairId, 'stop', 'mqtt');",
      },
    ],
  },
  {
    invariant: 'S9',
    name: 'minutes that a restart forgets',
    faults: ['kill', 'terminate'],
    minutes: longStormMinutes,
    changes: [
      {
        file: 'src/daemon/unit-memory.js',
        find: 'this.budget = rebase({ runs: record.runs }, record.saved, this.moment());',
        replace: '',
      },
    ],
  },
  {
    invariant: 'S9',
    name: 'a rest that the time of day decides',
    faults: ['clock'],
    minutes: longStormMinutes,
    seed: 3,
    changes: [
      {
        file: 'src/session/chair-session.js',
        find: 'return restLeftMs(this.budget, this.rules, this.clock.nowMs());',
        replace: 'return restLeftMs(this.budget, this.rules, this.clock.wallMs() - 1767268700000);',
      },
    ],
  },
  {
    invariant: 'S10',
    name: 'a gate that forgets the caps',
    faults: ['message'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/core/safety/gate.js',
        find: 'Math.min(wanted.level, facts.caps[zone])',
        replace: 'Math.max(wanted.level, facts.caps[zone])',
      },
    ],
  },
  {
    invariant: 'S10',
    name: 'a gate that lets every slope through',
    faults: ['message', 'programs'],
    minutes: shortStormMinutes,
    seed: 5,
    changes: [
      {
        file: 'src/core/safety/gate.js',
        find: 'const gentleRampMs = (fromLevel, toLevel, rampMs) => Math.max(rampMs,',
        replace: 'const gentleRampMs = (fromLevel, toLevel, rampMs) => Math.min(rampMs,',
      },
    ],
  },
  {
    invariant: 'S10',
    name: 'a measurement that counts for nothing',
    faults: ['over', 'unasked'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/core/safety/measured.js',
        find: 'if (facts.nowMs - sinceMs >= limits.measuredMs)',
        replace: 'if (facts.nowMs - sinceMs >= Number.POSITIVE_INFINITY)',
      },
    ],
  },
  {
    invariant: 'S11',
    name: 'a reading that is always believed',
    faults: ['lie'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/core/safety/plausibility.js',
        find: 'export function findImplausible(telemetry) {',
        replace: 'export function findImplausible(telemetry) {\n    if (telemetry.uptimeMs >= 0)\n        return null;',
      },
    ],
  },
  {
    invariant: 'S13',
    name: 'a lost link that is called completed',
    faults: ['unplug', 'mute'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/session/actions.js',
        find: "const endingOf = ({ endedBy }, by) => by === 'asked'",
        replace: "const endingOf = ({ endedBy }, by) => by === 'link_lost' ? 'completed' : by === 'asked'",
      },
    ],
  },
  {
    invariant: 'S15',
    name: 'a halt that does nothing',
    faults: ['bug'],
    minutes: shortStormMinutes,
    seed: 6,
    changes: [{ file: 'src/session/chair-session.js', find: "this.chair.stop(0, 'end');", replace: '' }],
  },
  {
    invariant: 'S15',
    name: 'a way out that leaves the chair running',
    faults: ['terminate'],
    minutes: shortStormMinutes,
    seed: 75,
    changes: [
      { file: 'src/session/chair-session.js', find: "this.send({ type: 'stop', ending: 'shutdown' });", replace: '' },
    ],
  },
  {
    invariant: 'S15',
    name: 'a session that begins while the daemon drains',
    faults: ['drain'],
    minutes: shortStormMinutes,
    seed: 6,
    changes: [
      {
        file: 'src/daemon/command-decision.js',
        find: "draining === null ? null : refuseFor('unavailable', draining)",
        replace: 'null',
      },
    ],
  },
  {
    invariant: 'S15',
    name: 'a drain that waits for no session',
    faults: ['drain'],
    minutes: shortStormMinutes,
    changes: [{ file: 'src/daemon/drain.js', find: 'this.parts.ends().length === 0', replace: 'this.until !== null' }],
  },
  {
    invariant: 'S15',
    name: 'a drain that cannot be taken back',
    faults: ['drain'],
    minutes: shortStormMinutes,
    changes: [
      { file: 'src/daemon/drain.js', find: "this.state = isOn ? 'on' : 'off';", replace: "this.state = 'on';" },
    ],
  },
  {
    invariant: 'S15',
    name: 'a drain that any old message asks for',
    faults: ['drain'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/daemon/intake.js',
        find: 'const staleness = stalenessOfAsked(reading, { ...flags, ...way }, settings);',
        replace: 'const staleness = null;',
      },
    ],
  },
  {
    invariant: 'S15',
    name: 'a drain that never ends',
    faults: ['drain'],
    minutes: shortStormMinutes,
    changes: [{ file: 'src/daemon/running-daemon.js', find: 'this.draining.tick();', replace: '' }],
  },
  {
    invariant: 'S17',
    name: 'motors that may get hot',
    faults: ['hot'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/core/safety/thermal.js',
        find: 'export function thermalShare(temperatureC, temperatureMaxC, wasStopped) {',
        replace:
          'export function thermalShare(temperatureC, temperatureMaxC, wasStopped) {\n    if (temperatureC > -300)\n        return 1;',
      },
    ],
  },
  {
    invariant: 'sound',
    name: 'a daemon that breaks over a long payload',
    faults: ['message'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/core/command/admission.js',
        find: "return refuseQuietly(state, 'too_large', request);",
        replace: "throw new Error('too large');",
      },
    ],
  },
  {
    invariant: 'usable',
    name: 'a reset that never gets done',
    faults: ['message'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/chair/reset.js',
        find: 'missing === null && cause === undefined',
        replace: 'missing === null && cause === null',
      },
    ],
  },
  {
    invariant: 'S9',
    name: 'minutes of a day that nobody counts',
    faults: [],
    minutes: longStormMinutes,
    changes: [
      {
        file: 'src/core/safety/rules.js',
        find: 'if (timeline.totalMs <= dailyLeftMs)',
        replace: 'if (timeline.totalMs > 0)',
      },
    ],
  },
  {
    invariant: 'S9',
    name: 'a session that may be as long as it likes',
    faults: [],
    minutes: longStormMinutes,
    seed: 8,
    changes: [
      {
        file: 'src/core/safety/rules.js',
        find: 'if (timeline.totalMs <= allowedMs)',
        replace: 'if (timeline.totalMs > 0)',
      },
      {
        file: 'src/session/facts.js',
        find: "return elapsedMs >= session.runningMsMax || isWallTimeOver(session, nowMs) ? 'limit' : null;",
        replace: 'return null;',
      },
      {
        file: 'src/session/facts.js',
        find: 'Math.max(0, session.runningMsMax - session.elapsedMs)',
        replace: 'Number.POSITIVE_INFINITY',
      },
    ],
  },
];
