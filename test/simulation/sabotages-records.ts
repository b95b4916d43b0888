import { type Sabotage, shortStormMinutes } from './sabotage-shape.js';

/** What has to be on the disk before it counts. */
export const sabotagesOfRecords: readonly Sabotage[] = [
  {
    invariant: 'S3',
    name: 'a latch that is told before it is on the disk',
    faults: ['message', 'disk', 'kill'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/core/safety/told-latch.js',
        find: "return nowMs - fromMs < savingMs ? 'saving' : 'unsaved';",
        replace: "return 'saved';",
      },
    ],
  },
  {
    invariant: 'S6',
    name: 'a start that does not wait until its id is on the disk',
    faults: ['message', 'disk'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/daemon/intake.js',
        find: 'const isKept = beginsSession(command) && command.id !== undefined;',
        replace: 'const isKept = false;',
      },
    ],
  },
  {
    invariant: 'S9',
    name: 'starts that are taken while nothing can be saved',
    faults: ['message', 'fight', 'disk'],
    minutes: shortStormMinutes,
    changes: [
      { file: 'src/core/safety/rules.js', find: 'isRemote(source) && unsaved !== null', replace: 'source === unsaved' },
      {
        file: 'src/daemon/intake.js',
        find: 'take(whyNot());\n            return;',
        replace: 'take(null);\n            return;',
      },
      { file: 'src/daemon/intake.js', find: '() => take(whyNot()));', replace: '() => take(null));' },
    ],
  },
  {
    invariant: 'usable',
    name: 'a save that is not repeated',
    faults: ['disk', 'message'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/core/record-keeping.js',
        find: 'dueAtMs: nowMs + waitMs,',
        replace: 'dueAtMs: Number.POSITIVE_INFINITY,',
      },
      {
        file: 'src/core/record-keeping.js',
        find: 'Math.min(keeping.dueAtMs, soonestMs)',
        replace: 'keeping.failures > 0 ? keeping.dueAtMs : soonestMs',
      },
    ],
  },
];
