import { frameLine, unframe } from '../../../src/core/protocol/crc.js';
import { type Broken, type Mistake, reframed, wordsOf } from './spoiled-chair.js';

/** A controller that is wrong in one way, and the clauses that have to say so. */
export type BrokenController = readonly [name: string, clauses: readonly string[], mistake: Mistake];

const isVerb = (line: string, verb: string): boolean => wordsOf(line)[1] === verb;
const validStart = /^[^*]*\*[0-9A-F]{4}/;

function takeTail(line: string, from: number, broken: Broken): boolean {
  if (line.length <= from) return false;
  broken.pass(`${line.slice(from)}\n`);
  return true;
}

/** Mistakes in framing, numbers and answers. */
export const brokenListeners: readonly BrokenController[] = [
  [
    'takes any CRC',
    ['framing.crc', 'framing.not-applied'],
    {
      line: (line, broken) => {
        const payload = /^([^*]+)\*[0-9A-Fa-f]{4}$/.exec(line)?.[1];
        if (payload === undefined) return false;
        broken.pass(reframed(payload));
        return true;
      },
    },
  ],
  [
    'takes a line without a CRC',
    ['framing.crc-missing'],
    {
      line: (line, broken) => {
        if (!/^\d+ [A-Z]/.test(line) || line.includes('*')) return false;
        broken.pass(reframed(line));
        return true;
      },
    },
  ],
  [
    'takes a CRC in lower case',
    ['framing.crc-case'],
    {
      line: (line, broken) => {
        broken.pass(`${line.replace(/\*[0-9a-f]{4}$/, (crc) => crc.toUpperCase())}\n`);
        return true;
      },
    },
  ],
  [
    'stops reading a line after the CRC',
    ['framing.trailing', 'framing.overflow-head', 'framing.crc-short'],
    {
      line: (line, broken) => {
        const start = validStart.exec(line)?.[0];
        if (start === undefined || unframe(start) === null) return false;
        broken.pass(`${start}\n`);
        return true;
      },
    },
  ],
  [
    'ends a line at byte 0',
    ['framing.nul'],
    {
      line: (line, broken) => {
        broken.pass(`${line.split('\0')[0]}\n`);
        return true;
      },
    },
  ],
  [
    'skips bytes outside the alphabet',
    ['framing.alphabet-control', 'framing.alphabet-high'],
    {
      line: (line, broken) => {
        broken.pass(`${line.replaceAll(/[^\x20-\x7e]/g, '')}\n`);
        return true;
      },
    },
  ],
  [
    'begins anew after 160 bytes without an LF',
    ['framing.overflow-tail'],
    { line: (line, broken) => takeTail(line, 160, broken) },
  ],
  [
    'lets its count of bytes wrap at 256',
    ['framing.overflow-wrap'],
    { line: (line, broken) => takeTail(line, 256, broken) },
  ],
  [
    'has room for 128 bytes',
    ['framing.longest'],
    {
      line: (line, broken) => {
        if (line.length > 127) broken.reply('0 ERR overflow');
        return line.length > 127;
      },
    },
  ],
  [
    'answers an empty line',
    ['framing.empty'],
    {
      line: (line, broken) => {
        if (line === '') broken.reply('0 ERR crc');
        return line === '';
      },
    },
  ],
  ['minds a CR', ['framing.crlf'], { line: (line) => line.endsWith('\r') && unframe(line.slice(0, -1)) !== null }],
  ['says ERR crc to an over-long line', ['framing.overflow'], { say: (said) => said.replace('overflow', 'crc') }],
  [
    'answers KEEP',
    ['keep.silent', 'answers.asked'],
    {
      after: (line, broken) => {
        if (line === '0 KEEP*073A') broken.reply('0 OK');
      },
    },
  ],
  [
    'refuses a line that is sent again',
    ['seq.again', 'seq.again-error', 'seq.again-after-keep'],
    {
      line: (line, broken) => {
        if (line !== broken.notes.get('last') || isVerb(line, 'HELLO')) {
          if (!line.startsWith('0 ')) broken.notes.set('last', line);
          return false;
        }
        broken.reply(`${wordsOf(line)[0]} ERR seq`);
        return true;
      },
    },
  ],
  [
    'runs a line that is sent again',
    ['seq.again-runs-nothing'],
    {
      line: (line, broken) => {
        if (line === broken.lastLine) broken.change({ lastSeq: null });
        return false;
      },
    },
  ],
  [
    'knows no old numbers',
    ['seq.old', 'seq.old-runs-nothing', 'seq.same-number', 'seq.wrap'],
    {
      line: (line, broken) => {
        if (line !== broken.lastLine) broken.change({ lastSeq: null });
        return false;
      },
    },
  ],
  [
    'takes a number of 600 behind for new',
    ['seq.old'],
    {
      line: (line, broken) => {
        const age = (broken.state.lastSeq ?? 0) - Number(wordsOf(line)[0]);
        if (age > 600) broken.change({ lastSeq: null });
        return false;
      },
    },
  ],
  [
    'takes every lower number for old',
    ['seq.not-old'],
    {
      line: (line, broken) => {
        const [seq = '0'] = wordsOf(line);
        const isOld = Number(seq) < (broken.state.lastSeq ?? 0) && Number(seq) > 0 && !isVerb(line, 'HELLO');
        if (isOld) broken.reply(`${seq} ERR seq`);
        return isOld;
      },
    },
  ],
  [
    'takes a SET with number 0',
    ['zero.set'],
    {
      line: (line, broken) => {
        if (!line.startsWith('0 SET')) return false;
        broken.pass(frameLine(`${((broken.state.lastSeq ?? 0) + 1) % 65_536} ${wordsOf(line).slice(1).join(' ')}`));
        return true;
      },
      say: (said) => (said === '0 OK' ? null : said),
    },
  ],
  [
    'lets KEEP touch the last number',
    ['seq.again-after-keep'],
    {
      after: (line, broken) => {
        if (line.startsWith('0 KEEP')) broken.change({ lastCrc: '073A' });
      },
    },
  ],
  [
    'does not restart its count at HELLO',
    ['hello.count', 'hello.repeated'],
    {
      line: (line, broken) => {
        if (isVerb(line, 'HELLO')) broken.notes.set('seq', broken.state.lastSeq ?? 0);
        return false;
      },
      after: (line, broken) => {
        if (isVerb(line, 'HELLO')) {
          broken.change({ lastSeq: Math.max(Number(broken.notes.get('seq') ?? 0), Number(wordsOf(line)[0])) });
        }
      },
    },
  ],
  [
    'answers everything twice',
    ['answers.once'],
    {
      say: (said, broken) => {
        if (/^[1-9]\d* (OK|ERR)/.test(said)) broken.reply(said);
        return said;
      },
    },
  ],
  ['takes a number of 65536', ['syntax.number-range'], numberCut()],
  [
    'calls an unknown verb an error of syntax',
    ['verb.unknown'],
    { say: (said) => said.replace('ERR verb', 'ERR syntax') },
  ],
  [
    'is greeted by any version',
    ['opening.version', 'hello.unsupported'],
    {
      line: (line, broken) => {
        if (!isVerb(line, 'HELLO')) return false;
        broken.pass(reframed(`${wordsOf(line)[0]} HELLO 1 ${wordsOf(line)[3]}`));
        return true;
      },
    },
  ],
];

function numberCut(): Mistake {
  return {
    line: (line, broken) => {
      const [seq = '', ...words] = wordsOf(line);
      if (!(Number(seq) > 65_535)) return false;
      broken.pass(reframed(`${(Number(seq) % 65_536) + 2000} ${words.join(' ')}`));
      return true;
    },
    say: (said) => said,
  };
}
