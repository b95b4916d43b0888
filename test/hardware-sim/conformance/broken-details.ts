import { telemetryLine } from '../../../hardware-sim/telemetry.js';
import { crc16, frameLine } from '../../../src/core/protocol/crc.js';
import type { BrokenController } from './broken-listeners.js';
import { type Broken, reframed, wordsOf } from './spoiled-chair.js';

const isVerb = (line: string, verb: string): boolean => wordsOf(line)[1] === verb;
const isRefusedHello = (line: string): boolean => isVerb(line, 'HELLO') && !line.includes(' HELLO 1 ');
const isOver0 = (line: string): boolean => isVerb(line, 'SET') && Number(wordsOf(line)[4]) > 0;

/** The payload in front of the last star where the check behind it is right, whatever bytes it holds. */
function payloadOf(line: string): string | null {
  const payload = line.slice(0, -5);
  return line.at(-5) === '*' && crc16(payload) === line.slice(-4) ? payload : null;
}

function passAs(line: string, change: (payload: string) => string, broken: Broken): boolean {
  const payload = payloadOf(line);
  if (payload === null || change(payload) === payload) return false;
  broken.pass(reframed(change(payload)));
  return true;
}

const sayTelemetry = (broken: Broken): void => broken.say(telemetryLine(broken.state).trimEnd());

function refuse(line: string, answer: string, broken: Broken): boolean {
  broken.reply(`${wordsOf(line)[0]} ${answer}`);
  return true;
}

/** Mistakes in what a reader of the page may overlook. */
export const brokenDetails: readonly BrokenController[] = [
  [
    'looks at the CRC alone and not at the bytes',
    ['framing.alphabet-right'],
    { line: (line, broken) => passAs(line, (payload) => payload.replaceAll(/[^\x20-\x7e]/g, ''), broken) },
  ],
  [
    'takes the last star for the beginning of the check',
    ['framing.star-right'],
    { line: (line, broken) => passAs(line, (payload) => payload.replaceAll('*', ''), broken) },
  ],
  [
    'ignores every CR',
    ['framing.cr-once', 'framing.cr-inside'],
    {
      line: (line, broken) => {
        broken.pass(`${line.replaceAll('\r', '').replace(/x$/, '')}\n`);
        return true;
      },
    },
  ],
  [
    'ignores a line of blanks',
    ['framing.blanks'],
    { line: (line) => line.trim() === '' || payloadOf(line)?.trim() === '' },
  ],
  [
    'refuses level 0 while latched',
    ['estop.requests'],
    {
      line: (line, broken) => {
        const [, verb, , technique] = wordsOf(line);
        const latch = broken.state.faults[0];
        if (verb !== 'SET' || technique === 'off' || latch === undefined) return false;
        return !isOver0(line) && refuse(line, `ERR latched ${latch.code}`, broken);
      },
    },
  ],
  [
    'looks at no number of SET off',
    ['range.off'],
    {
      line: (line, broken) => {
        const [, verb, , technique, ...numbers] = wordsOf(line);
        const isWhole = verb === 'SET' && technique === 'off' && numbers.length === 4;
        return isWhole && numbers.every((each) => /^\d+$/.test(each)) && refuse(line, 'OK', broken);
      },
    },
  ],
  [
    'gives two T lines for a STATUS',
    ['status.order'],
    {
      after: (line, broken) => {
        if (isVerb(line, 'STATUS') && broken.isGreeted && line !== broken.lastLine) sayTelemetry(broken);
      },
    },
  ],
  [
    'gives a T line for a STATUS that is sent again',
    ['status.order'],
    {
      after: (line, broken) => {
        if (isVerb(line, 'STATUS') && broken.isGreeted && line === broken.lastLine) sayTelemetry(broken);
      },
    },
  ],
  [
    'answers after 240 ms',
    ['answers.time', 'stop.default'],
    {
      say: (said, broken) => {
        if (!/^[1-9]\d* (OK|ERR)/.test(said)) return said;
        broken.clock.after(240, () => broken.reply(said));
        return null;
      },
    },
  ],
  [
    'knows no RESET of an unknown cause',
    ['reset.none'],
    { line: (line, broken) => line.includes('RESET nothing') && refuse(line, 'ERR arg', broken) },
  ],
  [
    'stops at a HELLO that it refuses',
    ['hello.refused-running'],
    {
      line: (line, broken) => {
        if (isRefusedHello(line)) broken.pass('STOP\n');
        return false;
      },
    },
  ],
  [
    'counts from a HELLO that it refuses',
    ['hello.refused'],
    {
      after: (line, broken) => {
        if (isRefusedHello(line)) broken.change({ lastSeq: Number(wordsOf(line)[0]) });
      },
    },
  ],
  [
    'resets RATE at a HELLO that it refuses',
    ['hello.refused-rate'],
    {
      after: (line, broken) => {
        if (isRefusedHello(line)) broken.change({ periodMs: 1000 });
      },
    },
  ],
  [
    'is greeted by a HELLO without a name',
    ['opening.version', 'hello.arguments'],
    {
      line: (line, broken) => {
        const [seq, verb, ...words] = wordsOf(line);
        if (verb !== 'HELLO' || words.length === 2) return false;
        broken.pass(frameLine(`${seq} HELLO 1 nobody`));
        return true;
      },
    },
  ],
  [
    'lengthens a ramp by SET off',
    ['stop.never-longer-off', 'ttl.set-off', 'lease.no-ramp-anew'],
    {
      line: (line, broken) => {
        const [, verb, zone, technique, , , ramp] = wordsOf(line);
        if (verb !== 'SET' || technique !== 'off') return false;
        broken.changeZones((each, name) =>
          name === zone && each.level > 0 ? { slope: each.level / Math.max(1, Number(ramp)) } : {},
        );
        return false;
      },
    },
  ],
  [
    'is busy only where HELLO has met it armed',
    ['hello.busy-stopping'],
    {
      line: (line, broken) => {
        if (isVerb(line, 'HELLO')) broken.notes.set('armed', broken.state.isArmed ? 1 : 0);
        return false;
      },
      after: (line, broken) => {
        if (isVerb(line, 'HELLO') && broken.notes.get('armed') === 0) broken.change({ isSettling: false });
      },
    },
  ],
  [
    'hurries anew at each repeat of a fault',
    ['estop.slow'],
    {
      say: (said, broken) => {
        if (said.startsWith('E fault')) broken.change({ fastUntilMs: broken.state.nowMs + 3000 });
        return said;
      },
    },
  ],
  [
    'says fault where an emergency stop is not its only latch',
    ['latches.estop-first', 'telemetry.latch-mode'],
    { say: (said, broken) => (broken.state.faults.length > 1 ? said.replace(/^(T \d+) estop/, '$1 fault') : said) },
  ],
  [
    'stays in mode estop until its last latch has gone',
    ['latches.estop-first'],
    {
      say: (said, broken) => {
        if (said.startsWith('E fault estop')) broken.notes.set('estop', 1);
        if (broken.state.faults.length === 0) broken.notes.clear();
        return broken.notes.has('estop') ? said.replace(/^(T \d+) fault/, '$1 estop') : said;
      },
    },
  ],
  [
    'begins again where a latch is cleared in its ramp',
    ['lease.reset-ramping'],
    {
      line: (line, broken) => {
        const isEarly = isVerb(line, 'RESET') && broken.state.legs.level > 0;
        if (isEarly) broken.changeZones(({ level }) => ({ target: level }));
        return false;
      },
    },
  ],
  [
    'blows a bag up again at the next renewal',
    ['air.renewed'],
    {
      line: (line, broken) => {
        if (!isOver0(line)) return false;
        broken.changeZones((each, name) =>
          wordsOf(line)[2] === name && each.level === 0 && each.target === 0 && each.next === null
            ? { asked: { ...each.asked, technique: 'off' } }
            : {},
        );
        return false;
      },
    },
  ],
  [
    'answers the end of an over-long line with byte 0x18 in it',
    ['estop.byte-overflow'],
    {
      after: (line, broken) => {
        if (/x{100}$/.test(line) && broken.state.faults.length > 0) broken.reply('0 ERR overflow');
      },
    },
  ],
  [
    'names an unknown verb before it was greeted',
    ['opening.verbs'],
    { line: (line, broken) => isVerb(line, 'FLY') && !broken.isGreeted && refuse(line, 'ERR verb', broken) },
  ],
  [
    'looks at numbers before names',
    ['errors.order', 'errors.order-technique'],
    {
      line: (line, broken) => {
        const [, verb, , , level, , ramp, ttl] = wordsOf(line);
        const isOdd = Number(level) > 100 || Number(ramp) > 60_000;
        return verb === 'SET' && broken.isGreeted && isOdd && ttl !== 'soon' && level !== 'five'
          ? refuse(line, 'ERR range', broken)
          : false;
      },
    },
  ],
  [
    'looks at its latches first',
    ['errors.order-latched'],
    {
      line: (line, broken) =>
        isOver0(line) && broken.state.faults[0] !== undefined
          ? refuse(line, `ERR latched ${broken.state.faults[0].code}`, broken)
          : false,
    },
  ],
  [
    'is busy before it is latched',
    ['errors.order-busy'],
    {
      line: (line, broken) => isOver0(line) && broken.state.isSettling && refuse(line, 'ERR busy', broken),
    },
  ],
  [
    'shows rate 0 for a motor at its own rate',
    ['zones.own-rate'],
    { say: (said) => said.replaceAll(/:(vibrate|knead|roll|tap),(\d+),\d+/g, ':$1,$2,0') },
  ],
  [
    'lets STATUS renew a TTL',
    ['ttl.other-requests'],
    {
      after: (line, broken) => {
        if (!isVerb(line, 'STATUS')) return;
        broken.changeZones(({ ttlEndsAtMs }) => ({ ttlEndsAtMs: ttlEndsAtMs + 1000 }));
      },
    },
  ],
  ['shows no lease at rest', ['lease.at-rest'], { say: (said) => said.replace(/^(T \d+ idle) \d+/, '$1 0') }],
  [
    'has a longest TTL under its lease',
    ['lease.figures'],
    { say: (said) => said.replace('lease=600 ttl=5000', 'lease=1500 ttl=1000') },
  ],
];
