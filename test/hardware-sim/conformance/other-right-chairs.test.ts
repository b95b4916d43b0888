import { describe, expect, it } from 'vitest';
import { runKit } from './kit-bench.js';
import { type Broken, type Mistake, spoiled, wordsOf } from './spoiled-chair.js';

/** Answers a request that this chair does not take, once greeted. */
function refuse(line: string, broken: Broken, answer: string): boolean {
  if (!broken.isGreeted || Number(wordsOf(line)[0]) === 0) return false;
  broken.reply(`${wordsOf(line)[0]} ${answer}`);
  return true;
}

const shortTtl: Mistake = {
  line: (line, broken) =>
    wordsOf(line)[1] === 'SET' && Number(wordsOf(line)[7]) > 1000 && refuse(line, broken, 'ERR range'),
  say: (said) => said.replace('ttl=5000', 'ttl=1000'),
};

const shortLease: Mistake = {
  after: (line, broken) => {
    if (wordsOf(line).length > 0) broken.change({ leaseEndsAtMs: broken.state.leaseEndsAtMs - 300 });
  },
  say: (said) =>
    said
      .replace('lease=600', 'lease=300')
      .replace(/^(T \d+ \w+) (\d+)/, (_all, head: string, left: string) => `${head} ${Math.min(300, Number(left))}`),
};

const countingLease: Mistake = {
  after: (line, broken) => {
    if (wordsOf(line).length > 0) broken.notes.set('atMs', broken.clock.nowMs());
  },
  say: (said, broken) => {
    const leftMs = Math.max(0, Math.round(600 - (broken.clock.nowMs() - Number(broken.notes.get('atMs') ?? 0))));
    return said.replace(/^(T \d+ \w+) \d+/, `$1 ${leftMs}`);
  },
};

const oneZone: Mistake = {
  line: (line, broken) =>
    ['SET', 'CAPS'].includes(wordsOf(line)[1] ?? '') &&
    ['back', 'seat'].includes(wordsOf(line)[2] ?? '') &&
    (wordsOf(line)[1] === 'SET' || wordsOf(line).length === 3) &&
    refuse(line, broken, 'ERR unsupported'),
  say: (said) => said.replace('zones=back,seat,legs', 'zones=legs').replace(/ back:\S+ seat:\S+/, ''),
};

const withoutSensors: Mistake = {
  say: (said) => said.replace(/^(T \d+ \w+ \d+) \S+ \S+/, '$1 - -').replaceAll(/(:\w+,\d+,\d+),-?\d+,\d+,/g, '$1,-,-,'),
};

const restless: Mistake = {
  say: (said, broken) => {
    const count = Number(broken.notes.get('count') ?? 0) + 1;
    broken.notes.set('count', count);
    if (said.startsWith('T ') && count % 5 === 0) broken.reply(`E occupied ${count % 2}`);
    return said.replace(/^(T \d+ \w+ \d+) \S+/, `$1 ${['0', '1', '?'][count % 3]}`);
  },
};

const restarting: Mistake = {
  onOpened: (broken) => broken.clock.after(2, () => broken.chair.inject('reboot@0s+1500ms')),
};

const chairs: readonly (readonly [string, Mistake])[] = [
  ['takes no TTL over 1 s', shortTtl],
  ['has a lease of 300 ms', shortLease],
  ['counts its lease down at rest too', countingLease],
  ['has legs alone', oneZone],
  ['has no sensors', withoutSensors],
  ['has somebody sitting down and getting up all the time', restless],
  ['restarts when its port is opened', restarting],
];

describe('the kit passes a chair that', () => {
  it.each(chairs)('%s', async (_name, mistake) => {
    const run = await runKit({ spoil: spoiled(mistake) });
    expect(run.verdicts.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(run.ending).toBe('still');
  });

  it('restarts when its port is opened, and checks its boot ids then', async () => {
    const run = await runKit({ only: /^restart\./, spoil: spoiled(restarting) });
    expect(run.verdicts.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
  });
});
