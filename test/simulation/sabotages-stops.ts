import { type Sabotage, shortStormMinutes } from './sabotage-shape.js';

/** What must stop the chair. */
export const sabotagesOfStops: readonly Sabotage[] = [
  {
    invariant: 'S1',
    name: 'a lease that is never checked',
    faults: ['kill', 'deaf'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'hardware-sim/protection.js',
        find: 'if (!chair.isArmed || chair.conditions.hasNoLease || chair.nowMs < chair.leaseEndsAtMs)',
        replace: 'if (chair.nowMs >= 0)',
      },
    ],
  },
  {
    invariant: 'S1',
    name: 'a line with a wrong check renews the lease',
    faults: ['corrupt', 'garbage'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'hardware-sim/requests.js',
        find: "    if (payload === null) {\n        takeDamage(chair, 'crc');",
        replace:
          "    if (payload === null) {\n        chair.leaseEndsAtMs = chair.nowMs + firmware.leaseMs;\n        takeDamage(chair, 'crc');",
      },
    ],
  },
  {
    invariant: 'S2',
    name: 'a TTL that never ends',
    faults: ['swallow-sets'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'hardware-sim/protection.js',
        find: 'if (chair.nowMs < chair[name].ttlEndsAtMs)',
        replace: 'if (chair.nowMs < Number.POSITIVE_INFINITY)',
      },
    ],
  },
  {
    invariant: 'S3',
    name: 'an emergency byte that does nothing',
    faults: ['message', 'slow'],
    minutes: shortStormMinutes,
    seed: 16,
    changes: [
      {
        file: 'hardware-sim/chair.js',
        find: 'latchEmergencyStop(chair);\n        takeOrdinary(chair, other);',
        replace: 'takeOrdinary(chair, other);',
      },
    ],
  },
  {
    invariant: 'S3',
    name: 'an emergency latch that is not kept on the disk',
    faults: ['message', 'kill', 'reboot'],
    minutes: shortStormMinutes,
    seed: 10,
    changes: [
      { file: 'src/daemon/lasting-faults.js', find: "    estop: 'at once',\n", replace: "    estop: 'never',\n" },
    ],
  },
  {
    invariant: 'S3',
    name: 'a port that is opened without the byte',
    faults: ['message', 'kill'],
    minutes: shortStormMinutes,
    seed: 4,
    changes: [
      { file: 'src/chair/connection.js', find: 'if (this.isEmergencyLatched())', replace: 'if (this.isOpen === null)' },
    ],
  },
  {
    invariant: 'S4',
    name: 'a stop that is done when it was answered',
    faults: ['message', 'runaway'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/core/safety/stillness.js',
        find: "stillLines >= 2 ? ['still'] : []",
        replace: "watch.countsFromMs !== null ? ['still'] : []",
      },
    ],
  },
  {
    invariant: 'S4',
    name: 'a stop that is told as done when it was asked',
    faults: ['message'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/core/safety/seen-stop.js',
        find: 'askedWallMs: wallMs,\n    still: null,',
        replace: 'askedWallMs: wallMs,\n    still: true,',
      },
    ],
  },
  {
    invariant: 'S4',
    name: 'a stop that is never escalated',
    faults: ['runaway', 'message'],
    minutes: shortStormMinutes,
    seed: 4,
    changes: [
      {
        file: 'src/core/safety/stillness.js',
        find: 'if (!isEscalated && lateMs >= limits.escalateAfterMs)',
        replace: 'if (!isEscalated && lateMs >= Number.POSITIVE_INFINITY)',
      },
    ],
  },
  {
    invariant: 'S4',
    name: 'a stop that raises no alarm',
    faults: ['runaway', 'message'],
    minutes: shortStormMinutes,
    seed: 6,
    changes: [
      {
        file: 'src/core/safety/stillness.js',
        find: 'if (!isAlarmed && lateMs >= limits.alarmAfterMs)',
        replace: 'if (!isAlarmed && lateMs >= Number.POSITIVE_INFINITY)',
      },
    ],
  },
  {
    invariant: 'S7',
    name: 'a stop that is too late to be obeyed',
    faults: ['broker', 'message'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/adapters/mqtt/stop-lane.js',
        find: "fleet.stop(chairId, stop, 'mqtt', message.isLate);",
        replace: "if (!message.isLate)\n                fleet.stop(chairId, stop, 'mqtt', message.isLate);",
      },
    ],
  },
  {
    invariant: 'S14',
    name: 'keep-alives without evidence',
    faults: ['mute', 'slow', 'drop-line'],
    minutes: shortStormMinutes,
    seed: 2,
    changes: [
      {
        file: 'src/chair/clp/clp-chair.js',
        find: 'if (this.evidence.isGood(nowMs))\n            this.line.keep();',
        replace: 'this.line.keep();',
      },
    ],
  },
  {
    invariant: 'S14',
    name: 'a tick that does not mind having stood still',
    faults: ['hang', 'no-lease'],
    minutes: shortStormMinutes,
    seed: 4,
    changes: [
      {
        file: 'src/chair/clp/clp-chair.js',
        find: 'if (gapMs > limits.tickGapMsMax)',
        replace: 'if (gapMs > Number.POSITIVE_INFINITY)',
      },
      {
        file: 'src/core/safety/freshness.js',
        find: "lagMs - leastMs > limits.lagGrowthMsMax ? 'old' : 'fresh'",
        replace: "'fresh'",
      },
    ],
  },
  {
    invariant: 'S14',
    name: 'telemetry that may be as old as it likes',
    faults: ['hold'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/core/safety/freshness.js',
        find: "lagMs - leastMs > limits.lagGrowthMsMax ? 'old' : 'fresh'",
        replace: "'fresh'",
      },
    ],
  },
  {
    invariant: 'S14',
    name: 'a movement without evidence',
    faults: ['no-telemetry', 'drop-line', 'message'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/chair/clp/evidence.js',
        find: 'return this.askedAtMs === null && this.record.isEvidence(nowMs);',
        replace: 'return nowMs >= 0;',
      },
    ],
  },
  {
    invariant: 'S14',
    name: 'a start upon telemetry that nobody asked for',
    faults: ['message'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/chair/clp/clp-chair.js',
        find: "this.link.ask({ verb: 'STATUS' });",
        replace: 'this.evidence.came(true);',
      },
    ],
  },
  {
    invariant: 'S14',
    name: 'a session that goes on unseen',
    faults: ['no-telemetry', 'no-lease'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/chair/clp/evidence.js',
        find: '> limits.evidenceLostMs',
        replace: '> Number.POSITIVE_INFINITY',
      },
      {
        file: 'src/chair/clp/clp-line.js',
        find: '> silenceMsMax(armedSinceMs !== null, stoppedAgoMs)',
        replace: '> Number.POSITIVE_INFINITY',
      },
    ],
  },
  {
    invariant: 'S2',
    name: 'a fall that outlives its TTL',
    faults: ['message'],
    minutes: shortStormMinutes,
    changes: [
      { file: 'src/chair/clp/driving.js', find: 'Math.min(rampMs, Math.floor(ttlMs / 2))', replace: 'rampMs' },
      {
        file: 'hardware-sim/requests.js',
        find: 'Math.min(rampMs, Math.max(0, chair[name].ttlEndsAtMs - chair.nowMs) + firmware.ttlRampMs)',
        replace: 'rampMs',
      },
    ],
  },
  {
    invariant: 'S14',
    name: 'a keep-alive upon lines that were held back',
    faults: ['hold', 'hang'],
    minutes: shortStormMinutes,
    changes: [
      { file: 'src/chair/clp/record.js', find: ' && this.isInTime', replace: '' },
      {
        file: 'src/chair/clp/driving.js',
        find: "if (lag === 'old' && (this.isDriving || isStopping))",
        replace: "if (lag === 'old' && isStopping)",
      },
    ],
  },
];
