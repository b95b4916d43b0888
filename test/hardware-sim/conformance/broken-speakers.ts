import type { BrokenController } from './broken-listeners.js';
import { type Broken, wordsOf } from './spoiled-chair.js';

const isVerb = (line: string, verb: string): boolean => wordsOf(line)[1] === verb;
const isHello = (line: string): boolean => isVerb(line, 'HELLO');
const groups = /(back|seat|legs):(\w+),(\d+),(\d+)/g;

const everySecond =
  (mode: string) =>
  (said: string, broken: Broken): string | null => {
    if (!said.startsWith('T ') || !said.includes(` ${mode} `)) return said;
    const count = Number(broken.notes.get('count') ?? 0) + 1;
    broken.notes.set('count', count);
    return count % 2 === 0 ? said : null;
  };

const everyThird = (said: string, broken: Broken): string => {
  const count = Number(broken.notes.get('third') ?? 0) + 1;
  broken.notes.set('third', count);
  return count % 3 === 0 ? said.replace(/,\d+,(\d+),-$/, ',-,$1,-') : said;
};

/** Mistakes in telemetry, HELLO, the emergency stop and latches. */
export const brokenSpeakers: readonly BrokenController[] = [
  ['sends T too slowly while armed', ['telemetry.armed', 'telemetry.armed-at-zero'], { say: everySecond('run') }],
  ['sends T too slowly after a stop', ['telemetry.after-stop', 'telemetry.after-hello'], { say: everySecond('idle') }],
  [
    'sends no T before HELLO',
    ['opening.telemetry'],
    { say: (said, broken) => (said.startsWith('T ') && !broken.isGreeted ? null : said) },
  ],
  [
    'copies the level from SET',
    ['set.ramp-up', 'set.ramp-down', 'stop.default'],
    {
      say: (said, broken) =>
        said.startsWith('T ')
          ? said.replaceAll(
              groups,
              (all, zone: 'back' | 'seat' | 'legs', technique: string, level: string, rate: string) => {
                const last = broken.notes.get(zone);
                const asked = broken.state[zone].asked.level;
                if (asked > 0) broken.notes.set(zone, asked);
                return level === '0' || last === undefined
                  ? all
                  : `${zone}:${technique},${asked > 0 ? asked : last},${rate}`;
              },
            )
          : said,
    },
  ],
  ['shows a technique at level 0', ['telemetry.off'], { say: (said) => said.replaceAll(':off,0,0', ':vibrate,0,0') }],
  [
    'leaves the rate when a zone is off',
    ['telemetry.off'],
    { say: (said) => said.replaceAll(':off,0,0', ':off,0,30') },
  ],
  [
    'shows its zones in another order',
    ['framing.forms'],
    { say: (said) => said.replace(/(back:\S+) (seat:\S+)/, '$2 $1') },
  ],
  ['leaves a zone out of T', ['telemetry.zones'], { say: (said) => said.replace(/ legs:\S+/, '') }],
  [
    'says idle while armed',
    ['telemetry.mode', 'lease.first-set'],
    { say: (said) => said.replace(/^(T \d+) run/, '$1 idle') },
  ],
  [
    'says idle during a ramp down',
    ['stop.mode', 'telemetry.mode'],
    { say: (said) => said.replace(/^(T \d+) stop/, '$1 idle') },
  ],
  [
    'says idle while latched',
    ['telemetry.latch-mode', 'estop.event'],
    { say: (said) => said.replace(/^(T \d+) (estop|fault)/, '$1 idle') },
  ],
  [
    'counts its uptime in seconds',
    ['telemetry.uptime'],
    { say: (said) => said.replace(/^T (\d+)/, (_all, ms: string) => `T ${Math.floor(Number(ms) / 1000)}`) },
  ],
  ['loses a sensor now and then', ['sensors.constant'], { say: everyThird }],
  [
    'shows 300 degrees and goes on',
    ['sensors.plausible'],
    { say: (said) => said.replace(/,\d+,(\d+),-$/, ',3000,$1,-') },
  ],
  [
    'ignores RATE',
    ['telemetry.rate'],
    {
      line: (line, broken) => {
        if (isVerb(line, 'RATE') && broken.isGreeted) broken.reply(`${wordsOf(line)[0]} OK`);
        return isVerb(line, 'RATE') && broken.isGreeted;
      },
    },
  ],
  [
    'keeps RATE over HELLO',
    ['telemetry.after-hello'],
    {
      line: (line, broken) => {
        if (isHello(line)) broken.notes.set('period', broken.state.periodMs);
        return false;
      },
      after: (line, broken) => {
        if (isHello(line)) broken.change({ periodMs: Number(broken.notes.get('period')) });
      },
    },
  ],
  [
    'has no T line ready for STATUS',
    ['status.order'],
    {
      line: (line, broken) => {
        if (isVerb(line, 'STATUS') && broken.isGreeted) broken.reply(`${wordsOf(line)[0]} OK`);
        return isVerb(line, 'STATUS') && broken.isGreeted;
      },
    },
  ],
  [
    'answers before HELLO',
    ['opening.verbs'],
    {
      line: (line, broken) => {
        if (isVerb(line, 'CAPS') && !broken.isGreeted) broken.reply(`${wordsOf(line)[0]} OK vibrate:20-90`);
        return isVerb(line, 'CAPS') && !broken.isGreeted;
      },
    },
  ],
  [
    'has another boot id at each HELLO',
    ['hello.boot'],
    {
      say: (said, broken) =>
        said.replace(/boot=\w{4}/, () => `boot=${String(broken.clock.nowMs() % 10_000).padStart(4, '0')}`),
    },
  ],
  [
    'has the same boot id after a restart',
    ['restart.boot'],
    {
      onOpened: (broken) => broken.clock.after(2, () => broken.chair.inject('reboot')),
      say: (said) => said.replace(/boot=\w{4}/, 'boot=0001'),
    },
  ],
  ['writes its boot id in lower case', ['hello.form'], { say: (said) => said.replace(/boot=\w{4}/, 'boot=ab0f') }],
  ['has a lease of 5 s', ['lease.figures'], { say: (said) => said.replace('lease=600', 'lease=5000') }],
  [
    'goes on moving over HELLO',
    ['hello.stops'],
    {
      line: (line, broken) => {
        if (isHello(line) && broken.state.isArmed)
          broken.reply(
            `${wordsOf(line)[0]} OK 1 fw=x/1 model=x id=X boot=0000 lease=600 ttl=5000 zones=back,seat,legs`,
          );
        return isHello(line) && broken.state.isArmed;
      },
    },
  ],
  [
    'is never busy',
    ['hello.busy'],
    {
      after: (line, broken) => {
        if (isHello(line)) broken.change({ isSettling: false });
      },
    },
  ],
  [
    'takes the emergency byte at the start of a line only',
    ['estop.byte-in-line', 'estop.byte-half-line', 'estop.byte-last'],
    {
      bytes: (text, held) =>
        [...text].filter((each, at) => each !== '\u0018' || (at === 0 ? held === '' : text[at - 1] === '\n')).join(''),
    },
  ],
  [
    'takes the emergency byte when its line ends',
    ['estop.byte-alone', 'estop.byte-half-line'],
    {
      bytes: (text, _held, broken) => {
        if (text.includes('\u0018')) broken.notes.set('waits', 1);
        return text.replaceAll('\u0018', '');
      },
      line: (_line, broken) => {
        if (broken.notes.delete('waits')) broken.pass('\u0018\n');
        return false;
      },
    },
  ],
  [
    'is late with the emergency stop',
    ['estop.byte'],
    {
      bytes: (text, _held, broken) => {
        if (text.includes('\u0018')) broken.clock.after(300, () => broken.pass('\u0018\n'));
        return text.replaceAll('\u0018', '');
      },
    },
  ],
  [
    'answers the line with the emergency byte',
    ['estop.byte-alone', 'estop.byte-in-line', 'estop.byte-first'],
    {
      bytes: (text, _held, broken) => {
        if (text.includes('\u0018')) broken.reply('0 ERR crc');
        return text;
      },
    },
  ],
  [
    'latches no emergency stop',
    ['estop.latched', 'estop.stays'],
    {
      say: (said, broken) => {
        if (said.startsWith('E fault estop')) broken.change({ faults: [] });
        return said;
      },
    },
  ],
  [
    'clears its latches at HELLO',
    ['estop.hello', 'lease.survives-hello', 'opening.latched'],
    {
      line: (line, broken) => {
        if (isHello(line)) broken.change({ faults: [] });
        return false;
      },
    },
  ],
  [
    'clears every latch at any RESET',
    ['reset.own', 'estop.requests'],
    {
      line: (line, broken) => {
        if (isVerb(line, 'RESET')) broken.change({ faults: [] });
        return false;
      },
    },
  ],
  [
    'says OK to RESET and clears nothing',
    ['reset.estop', 'lease.reset'],
    {
      line: (line, broken) => {
        if (isVerb(line, 'RESET')) broken.reply(`${wordsOf(line)[0]} OK`);
        return isVerb(line, 'RESET');
      },
    },
  ],
  [
    'names the newest latch',
    ['latches.oldest'],
    {
      say: (said, broken) =>
        broken.state.faults.length > 1 ? said.replace('ERR latched lease', 'ERR latched estop') : said,
    },
  ],
  [
    'says a fault once',
    ['estop.stays', 'lease.repeats'],
    {
      say: (said, broken) => {
        if (said.startsWith('E clear')) broken.notes.clear();
        if (!said.startsWith('E fault')) return said;
        const isAgain = broken.notes.has(said);
        broken.notes.set(said, 1);
        return isAgain ? null : said;
      },
    },
  ],
  [
    'lets a bare STOP renew its lease',
    ['stop.bare-no-lease'],
    {
      after: (line, broken) => {
        if (line === 'STOP' || wordsOf(line).length > 0) broken.notes.set('atMs', broken.clock.nowMs());
      },
      say: (said, broken) => {
        const leftMs = Math.max(0, Math.round(600 - (broken.clock.nowMs() - Number(broken.notes.get('atMs') ?? 0))));
        return said.replace(/^(T \d+ \w+) \d+/, `$1 ${leftMs}`);
      },
    },
  ],
];
