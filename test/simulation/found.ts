import type { Invariant } from './check.js';
import type { Step } from './plan.js';
import type { ChairName } from './setup.js';

/** A storm that once broke an invariant, cut down to what it needs. */
export interface Found {
  readonly invariant: Invariant;
  /** What was wrong. */
  readonly what: string;
  /** What the storm goes over; left out: a chair that speaks CLP/1. */
  readonly chair?: ChairName;
  readonly seed: number;
  readonly minutes: number;
  readonly steps: readonly Step[];
}

/** Each bug of the project among these is also among the sabotages, which shows that its return would be noticed. */
export const found: readonly Found[] = [
  {
    invariant: 'S2',
    what: 'the last fade of a program went to off with a ramp of over 5 s, longer than what was left of the TTL',
    seed: 1,
    minutes: 2,
    steps: [],
  },
  {
    invariant: 'S7',
    what: 'a stop within 200 ms after a greeting was not written, because the greeting counted as one',
    seed: 2,
    minutes: 5,
    steps: [
      { atMs: 270_111, action: { kind: 'flood', count: 310, forMs: 894 } },
      { atMs: 272_006, action: { kind: 'flood', count: 196, forMs: 578 } },
      { atMs: 274_057, action: { kind: 'fault', text: 'unplug', forMs: 3594 } },
      { atMs: 279_897, action: { kind: 'fight', gapMs: 276, forMs: 5842 } },
    ],
  },
  {
    invariant: 'S12',
    what: 'a start was taken up to 2 s after the person had left, because leaving counts after a second only',
    seed: 14,
    minutes: 5,
    steps: [
      { atMs: 173_635, action: { kind: 'fault', text: 'leave', forMs: 11_379 } },
      { atMs: 188_463, action: { kind: 'fault', text: 'leave', forMs: 3665 } },
      { atMs: 229_538, action: { kind: 'fault', text: 'leave', forMs: 76_859 } },
    ],
  },
  {
    invariant: 'S14',
    what: 'after the daemon had stood still in idle, a start sent one KEEP upon lines that had waited meanwhile',
    seed: 5,
    minutes: 1,
    steps: [{ atMs: 5000, action: { kind: 'hang', forMs: 2464 } }],
  },
  {
    invariant: 'S14',
    what: 'telemetry that came while STATUS still waited behind a stop without an answer counted as its evidence',
    seed: 50_230,
    minutes: 5,
    steps: [
      { atMs: 99_659, action: { kind: 'fault', text: 'garbage:0.9', forMs: 117 } },
      { atMs: 137_354, action: { kind: 'fault', text: 'corrupt:0.5:tx', forMs: 20_032 } },
      { atMs: 144_468, action: { kind: 'kill', downMs: 45, isTorn: false, isMachine: true } },
    ],
  },
  {
    invariant: 'S6',
    what: 'a lane that had been silent brought a start that was older than a stop, behind the number of the fence',
    seed: 71_141,
    minutes: 5,
    steps: [
      { atMs: 215_545, action: { kind: 'fault', text: 'overcurrent:back', forMs: 11_961 } },
      { atMs: 219_903, action: { kind: 'message', message: 'estop-lane' } },
      { atMs: 234_643, action: { kind: 'silence', side: 'commands', forMs: 1168, lateMs: 4549 } },
      { atMs: 235_732, action: { kind: 'broker', side: 'stops', forMs: 89_595 } },
      { atMs: 276_936, action: { kind: 'flood', count: 362, forMs: 406 } },
      { atMs: 295_032, action: { kind: 'silence', side: 'commands', forMs: 38_864, lateMs: 5459 } },
    ],
  },
  {
    invariant: 'S7',
    what: 'a stop topic counted as proven by what was from before another daemon had the chair',
    seed: 100_002,
    minutes: 5,
    steps: [
      { atMs: 152_543, action: { kind: 'deny', topic: 'chair2mqtt/chair/stop', forMs: 181_441 } },
      { atMs: 165_076, action: { kind: 'twin', epoch: 'greater', manner: 'strong', forMs: 23_013 } },
    ],
  },
  {
    invariant: 'S5',
    what: 'a start that was pressed at the chair when a stop came, and heard after it',
    seed: 120_014,
    minutes: 5,
    steps: [{ atMs: 150_241, action: { kind: 'fight', gapMs: 177, forMs: 8089 } }],
  },
  {
    invariant: 'S17',
    what: 'a hot zone that was on for as long as its program took to fade it out',
    seed: 120_584,
    minutes: 5,
    steps: [
      { atMs: 5000, action: { kind: 'line', trouble: 'lie', forMs: 8000 } },
      { atMs: 84_322, action: { kind: 'fault', text: 'hot:legs:67', forMs: 15_125 } },
    ],
  },
  {
    invariant: 'S16',
    what: 'a chair that chattered while its latch waited for the disk: what was held came together with the next',
    seed: 120_714,
    minutes: 5,
    steps: [
      { atMs: 162_776, action: { kind: 'fault', text: 'contradiction', forMs: 5652 } },
      { atMs: 163_779, action: { kind: 'fault', text: 'chatter:5', forMs: 21_976 } },
      { atMs: 163_953, action: { kind: 'disk', mood: 'full', forMs: 1780 } },
      { atMs: 165_408, action: { kind: 'fault', text: 'chatter:450', forMs: 28_350 } },
    ],
  },
  {
    invariant: 'S18',
    what: 'a start that came while remote starts were off and began because they were switched on while it waited',
    seed: 15,
    minutes: 6,
    steps: [
      { atMs: 120_127, action: { kind: 'message', message: 'remote-off' } },
      { atMs: 122_629, action: { kind: 'flood', count: 234, forMs: 1220 } },
      { atMs: 127_498, action: { kind: 'flood', count: 304, forMs: 915 } },
    ],
  },
  {
    invariant: 'S13',
    what: 'a start into the body scan of an automatic program of a person, which takes no speed: the check did not know why it ended',
    chair: 'rongtai',
    seed: 700_013,
    minutes: 6,
    steps: [
      { atMs: 18_510, action: { kind: 'fight', gapMs: 650, forMs: 7743 } },
      { atMs: 32_279, action: { kind: 'fault', text: 'split', forMs: 11_426 } },
      { atMs: 63_329, action: { kind: 'fault', text: 'button:automatic-3', forMs: 0 } },
      { atMs: 82_459, action: { kind: 'broker', side: 'stops', forMs: 42_422 } },
      { atMs: 99_145, action: { kind: 'fault', text: 'button:automatic-3', forMs: 0 } },
      { atMs: 113_557, action: { kind: 'kill', downMs: 1379, isTorn: true, isMachine: false } },
    ],
  },
];
