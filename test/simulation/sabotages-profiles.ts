import { type Sabotage, shortStormMinutes } from './sabotage-shape.js';

/** What only chairs by profile do: a stop that is pressed, seen or only sent, and what is ours of a chair that a person drives too. */
export const sabotagesOfProfiles: readonly Sabotage[] = [
  {
    invariant: 'S4',
    name: 'a stop by key that is over when it was asked',
    chair: 'rongtai',
    faults: ['message', 'deaf-key', 'stuck', 'runaway'],
    minutes: shortStormMinutes,
    seed: 3,
    changes: [
      {
        file: 'src/core/profile/key-stop.js',
        find: '=> stillFrames >= 2 && (home',
        replace: '=> stillFrames >= 0 || (home',
      },
    ],
  },
  {
    invariant: 'S4',
    name: 'a stop by key that raises no alarm',
    chair: 'remote-bus',
    faults: ['message', 'deaf-key', 'stuck'],
    minutes: shortStormMinutes,
    seed: 5,
    changes: [
      {
        file: 'src/core/profile/key-stop.js',
        find: 'return nowMs - askedAtMs >= withinMs;',
        replace: 'return nowMs - askedAtMs >= 100 * withinMs;',
      },
    ],
  },
  {
    invariant: 'S4',
    name: 'a chair that is lost and is nobody’s any more',
    chair: 'rongtai',
    faults: ['unplug', 'mute', 'kill'],
    minutes: shortStormMinutes,
    seed: 10,
    changes: [
      {
        file: 'src/daemon/unit-memory.js',
        find: 'if (session !== null)\n            this.isOurs = true;',
        replace: '',
      },
    ],
  },
  {
    invariant: 'S4',
    name: 'a daemon that takes what its forerunner drove for the person’s',
    chair: 'remote-bus',
    faults: ['kill'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/chair/keyed/keyed-chair.js',
        find: 'this.isOurs = parts.wasMoving();',
        replace: 'this.isOurs = false;',
      },
    ],
  },
  {
    invariant: 'S7',
    name: 'a stop whose key nobody presses',
    chair: 'rongtai',
    faults: ['message', 'fight'],
    minutes: shortStormMinutes,
    changes: [{ file: 'src/chair/keyed/key-stop-procedure.js', find: 'this.press(plan, stop, nowMs);', replace: ';' }],
  },
  {
    invariant: 'S10',
    name: 'a value that is sent in one go',
    chair: 'hf8',
    faults: ['message'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/core/profile/unseen.js',
        find: "if (control.kind !== 'value')",
        replace: "if (control.kind === 'value')",
      },
    ],
  },
  {
    invariant: 'S13',
    name: 'a pause that did not show and lasts',
    chair: 'remote-bus',
    faults: ['message', 'stuck', 'lost-key', 'button'],
    minutes: shortStormMinutes,
    seed: 32,
    changes: [
      {
        file: 'src/chair/keyed/keyed-chair.js',
        find: 'this.driving = null;\n                this.isHeld = false;\n                this.parts.onSignal',
        replace: 'this.parts.onSignal',
      },
    ],
  },
  {
    invariant: 'S14',
    name: 'a silence that nobody minds',
    chair: 'hf8',
    faults: ['mute', 'deaf-key', 'lost-answer'],
    minutes: shortStormMinutes,
    changes: [
      {
        file: 'src/chair/keyed/key-line.js',
        find: '(this.isUp ? this.profile.silence : reopenMs)',
        replace: '(this.isUp ? 100 * reopenMs : reopenMs)',
      },
    ],
  },
  {
    invariant: 'S15',
    name: 'a lost chair that counts as stopped',
    chair: 'rongtai',
    faults: ['unplug', 'mute', 'terminate', 'bug'],
    minutes: shortStormMinutes,
    seed: 12,
    changes: [
      {
        file: 'src/daemon/stop-wait.js',
        find: '=> isOurs && !hasDeadMan ? false : null;',
        replace: '=> isOurs && hasDeadMan ? false : null;',
      },
    ],
  },
];
