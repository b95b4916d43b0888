import type { BrokenController } from './broken-listeners.js';
import { type Broken, reframed, wordsOf } from './spoiled-chair.js';

const isVerb = (line: string, verb: string): boolean => wordsOf(line)[1] === verb;
const isSetOff = (line: string): boolean => isVerb(line, 'SET') && wordsOf(line)[4] === '0';
const endless = Number.POSITIVE_INFINITY;

const withArgument = (line: string, at: number, change: (value: number) => number): string => {
  const words = [...wordsOf(line)];
  words[at] = String(change(Number(words[at])));
  return reframed(words.join(' '));
};

const clip =
  (at: number, max: number) =>
  (line: string, broken: Broken): boolean => {
    if (!isVerb(line, 'SET') || !(Number(wordsOf(line)[at]) > max)) return false;
    broken.pass(withArgument(line, at, () => max));
    return true;
  };

/** Mistakes in SET, TTL, lease and stops. */
export const brokenMovers: readonly BrokenController[] = [
  ['clips a level', ['range.level'], { line: clip(4, 100) }],
  ['clips a ramp', ['range.ramp'], { line: clip(6, 60_000) }],
  ['clips a TTL', ['range.ttl', 'range.nothing-changes'], { line: clip(7, 5000) }],
  [
    'lets a level wrap at 256',
    ['range.level'],
    {
      line: (line, broken) => {
        if (!isVerb(line, 'SET') || !(Number(wordsOf(line)[4]) > 255)) return false;
        broken.pass(withArgument(line, 4, (level) => level % 256));
        return true;
      },
    },
  ],
  [
    'clips the ramp of a STOP',
    ['range.stop'],
    {
      line: (line, broken) => {
        if (!isVerb(line, 'STOP') || !(Number(wordsOf(line)[2]) > 2000)) return false;
        broken.pass(withArgument(line, 2, () => 2000));
        return true;
      },
    },
  ],
  [
    'never lets a TTL run out',
    ['ttl.expires', 'ttl.shortest', 'ttl.soft'],
    { after: (_line, broken) => broken.changeZones(() => ({ ttlEndsAtMs: endless })) },
  ],
  ['does not report a TTL', ['ttl.event', 'ttl.shortest'], { say: (said) => (said.startsWith('E ttl') ? null : said) }],
  [
    'lets KEEP renew a TTL',
    ['ttl.expires', 'ttl.event'],
    {
      after: (line, broken) => {
        if (!line.startsWith('0 KEEP')) return;
        broken.changeZones(({ ttlEndsAtMs }) => ({ ttlEndsAtMs: ttlEndsAtMs < endless ? ttlEndsAtMs + 200 : endless }));
      },
    },
  ],
  [
    'lets the SET of one zone renew all TTLs',
    ['ttl.own'],
    {
      after: (line, broken) => {
        if (!isVerb(line, 'SET')) return;
        broken.changeZones(({ ttlEndsAtMs }) => ({
          ttlEndsAtMs: ttlEndsAtMs < endless ? ttlEndsAtMs + 2000 : endless,
        }));
      },
    },
  ],
  [
    'disarms when a TTL runs out',
    ['ttl.armed'],
    {
      say: (said, broken) => {
        if (said.startsWith('E ttl')) broken.change({ isArmed: false });
        return said;
      },
    },
  ],
  [
    'lets damaged lines renew the lease',
    ['lease.no-damaged-line'],
    {
      after: (line, broken) => {
        if (line !== '' && wordsOf(line).length === 0) broken.pass(reframed('0 KEEP'));
      },
      say: (said) => said,
    },
  ],
  [
    'lets empty lines renew the lease',
    ['lease.no-noise'],
    {
      after: (line, broken) => {
        if (line.trim() === '') broken.pass(reframed('0 KEEP'));
      },
    },
  ],
  [
    'lets KEEP alone renew the lease',
    ['lease.any-valid-line'],
    {
      line: (line, broken) => {
        broken.notes.set('lease', broken.state.leaseEndsAtMs);
        return line === 'never';
      },
      after: (line, broken) => {
        const before = Number(broken.notes.get('lease') ?? 0);
        if (!line.startsWith('0 KEEP') && !isVerb(line, 'SET') && broken.state.isArmed)
          broken.change({ leaseEndsAtMs: before });
      },
    },
  ],
  [
    'has a lease twice as long as it says',
    ['lease.expires', 'lease.event', 'lease.first-set'],
    { after: (_line, broken) => broken.change({ leaseEndsAtMs: broken.state.leaseEndsAtMs + 300 }) },
  ],
  [
    'has a lease shorter than it says',
    ['lease.not-early', 'lease.event'],
    {
      after: (line, broken) => {
        if (wordsOf(line).length > 0) broken.change({ leaseEndsAtMs: broken.state.leaseEndsAtMs - 250 });
      },
    },
  ],
  [
    'latches no lease',
    ['lease.latched'],
    {
      say: (said, broken) => {
        if (said.startsWith('E fault lease')) broken.change({ faults: [] });
        return said;
      },
    },
  ],
  ['does not say E lease', ['lease.event'], { say: (said) => (said === 'E lease' ? null : said) }],
  ['shows a lease that never changes', ['lease.shown'], { say: (said) => said.replace(/^(T \d+ \w+) \d+/, '$1 600') }],
  [
    'is disarmed by SET off',
    ['lease.armed-at-zero', 'set.ramp-off'],
    {
      after: (line, broken) => {
        if (isSetOff(line)) broken.change({ isArmed: false });
      },
    },
  ],
  [
    'is armed by SET off',
    ['set.off-at-rest'],
    {
      after: (line, broken) => {
        if (isSetOff(line)) broken.change({ isArmed: true });
      },
    },
  ],
  [
    'stays armed after a STOP',
    ['stop.final', 'lease.after-stop'],
    {
      after: (line, broken) => {
        if (isVerb(line, 'STOP')) broken.change({ isArmed: true });
      },
    },
  ],
  [
    'begins a ramp anew at each STOP',
    ['stop.never-longer'],
    {
      line: (line, broken) => {
        if (isVerb(line, 'STOP')) broken.changeZones(({ level }) => ({ target: level, slope: 0 }));
        return false;
      },
    },
  ],
  [
    'stops only the first zone',
    ['stop.default', 'stop.ramp'],
    {
      after: (line, broken) => {
        const { seat, legs } = broken.state;
        if (isVerb(line, 'STOP')) {
          broken.change({ seat: { ...seat, target: seat.level }, legs: { ...legs, target: legs.level } });
        }
      },
    },
  ],
  [
    'stops at once whatever the ramp',
    ['stop.default', 'stop.ramp'],
    {
      line: (line, broken) => {
        if (!isVerb(line, 'STOP')) return false;
        broken.pass(reframed(`${wordsOf(line)[0]} STOP 0`));
        return true;
      },
    },
  ],
  [
    'knows no bare STOP',
    ['stop.bare', 'stop.bare-crlf', 'opening.bare-stop'],
    {
      line: (line, broken) => {
        if (line.trim() === 'STOP') broken.reply('0 ERR crc');
        return line.trim() === 'STOP';
      },
    },
  ],
  [
    'answers a bare STOP',
    ['stop.bare', 'estop.bare-stop', 'opening.bare-stop'],
    {
      after: (line, broken) => {
        if (line === 'STOP') broken.reply('0 OK');
      },
    },
  ],
  [
    'needs HELLO for STOP',
    ['opening.stop'],
    {
      line: (line, broken) => {
        const refuses = isVerb(line, 'STOP') && !broken.isGreeted;
        if (refuses) broken.reply(`${wordsOf(line)[0]} ERR hello`);
        return refuses;
      },
    },
  ],
  [
    'jumps to another technique',
    ['set.technique-change'],
    {
      line: (line, broken) => {
        const [, verb, zone, technique] = wordsOf(line);
        if (verb === 'SET') {
          broken.changeZones((each, name) =>
            name === zone && each.technique !== technique
              ? { level: 0, driven: 0, technique: 'off', dwellMs: 0, target: 0 }
              : {},
          );
        }
        return false;
      },
    },
  ],
  [
    'takes a SET later that it has called busy',
    ['hello.busy'],
    {
      say: (said, broken) => {
        if (said.endsWith('ERR busy')) {
          const [, ...words] = wordsOf(broken.lastLine);
          broken.clock.after(600, () => broken.pass(reframed(`${(broken.state.lastSeq ?? 0) + 1} ${words.join(' ')}`)));
        }
        return said;
      },
    },
  ],
  [
    'begins a ramp anew at each renewal',
    ['set.renewal-ramp'],
    {
      line: (line, broken) => {
        if (isVerb(line, 'SET')) broken.changeZones(({ asked }) => ({ asked: { ...asked, level: asked.level + 0.5 } }));
        return false;
      },
    },
  ],
];
