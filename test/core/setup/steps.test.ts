import { describe, expect, it } from 'vitest';
import { firstAnswers, knownIn } from '../../../src/core/setup/answers.js';
import { proven, refuted } from '../../../src/core/setup/findings.js';
import {
  answersUpTo,
  basisOf,
  goneTo,
  mayWrite,
  newSetupSheet,
  type SetupSheet,
  startedOver,
  stateOfStep,
  testedFindings,
  withAnswers,
  withResult,
} from '../../../src/core/setup/steps.js';
import { type SetupStepId, setupStepIds } from '../../../src/core/web/setup.js';

const good = proven('file_ready', {}, 'good');
const bad = refuted('file_unwritable', {}, 'bad', 'do something');
const begun = newSetupSheet(firstAnswers(knownIn(null)));

const tested = (sheet: SetupSheet, step: SetupStepId, finding = good): SetupSheet =>
  withResult(sheet, step, basisOf(step, sheet.answers), [finding]);

const allPassed = (sheet: SetupSheet): SetupSheet => setupStepIds.reduce((all, step) => tested(all, step), sheet);

const passedOf = (sheet: SetupSheet): readonly SetupStepId[] =>
  setupStepIds.filter((step) => stateOfStep(sheet, step) === 'passed');

const { port, chair, broker, people } = begun.answers;

describe('a file that has changed under the set-up', () => {
  const after = firstAnswers(knownIn({ mqtt: { url: 'mqtt://new', username: 'hand' }, chairs: [{ id: 'chair' }] }));
  const answered = withAnswers(allPassed(begun), {
    port: { ...port, port: '/dev/ttyUSB0' },
    broker: { ...broker, ca_file: '/ca' },
  });
  const again = startedOver({ ...answered, step: 'file' }, begun.answers, after);

  it('leaves nothing proven, and begins with the first step', () => {
    expect([again.step, passedOf(again), mayWrite(again)]).toEqual(['port', [], false]);
    expect(again.revision).toBeGreaterThan(answered.revision);
  });

  it('keeps what was answered, and follows it in what was not', () => {
    expect(again.answers.port.port).toBe('/dev/ttyUSB0');
    expect(again.answers.chair.id).toBe('chair-2');
    expect(again.answers.broker).toMatchObject({ url: 'mqtt://new', username: 'hand', ca_file: '/ca' });
  });
});

describe('a step of the set-up', () => {
  it('is left only after a test that succeeded', () => {
    expect(goneTo(begun, 'next')).toBeNull();
    expect(goneTo(tested(begun, 'port', bad), 'next')).toBeNull();
    expect(goneTo(tested(begun, 'port'), 'next')?.step).toBe('chair');
  });

  it('may always be left for the one before', () => {
    const second = goneTo(tested(begun, 'port'), 'next');
    expect(second === null ? null : goneTo(second, 'back')?.step).toBe('port');
    expect(goneTo(begun, 'back')).toBeNull();
  });

  it('has nothing behind the last', () => {
    expect(goneTo({ ...allPassed(begun), step: 'file' }, 'next')).toBeNull();
  });

  it.each([
    ['port', { port: { ...port, port: '/dev/ttyUSB0' } }, ['chair', 'broker', 'people']],
    ['driver', { chair: { ...chair, driver: 'profile:remote-bus' } }, ['port', 'broker', 'people']],
    ['baud rate', { chair: { ...chair, baud_rate: 57_600 } }, ['port', 'broker', 'people']],
    ['id', { chair: { ...chair, id: 'hall' } }, ['port', 'handshake', 'people']],
    ['name', { chair: { ...chair, name: 'Hall' } }, ['port', 'handshake', 'broker', 'people']],
    ['password', { broker: { ...broker, password: 'x' } }, ['port', 'chair', 'handshake', 'people']],
    ['person', { people: { ...people, person: 'guest' } }, ['port', 'chair', 'handshake', 'broker']],
  ])('is proven no more when the %s that its test was about has changed, and the others are', (_, sent, left) => {
    const after = withAnswers(allPassed(begun), sent);
    expect(passedOf(after)).toEqual(left);
    expect(mayWrite(after)).toBe(false);
    expect(passedOf(withAnswers(after, begun.answers))).toEqual([...setupStepIds]);
  });

  it('is not proven by a test that was about an answer of before', () => {
    const basis = basisOf('broker', begun.answers);
    const changed = withAnswers(begun, { broker: { ...broker, url: 'mqtt://other' } });
    const late = withResult(changed, 'broker', basis, [good]);
    expect(stateOfStep(late, 'broker')).toBe('open');
    expect(testedFindings(late, 'broker')).toEqual([]);
  });

  it('about the chair is not asked where no chair is added', () => {
    const without = withAnswers(begun, { port: { adds_chair: false, port: '' } });
    expect(stateOfStep(without, 'handshake')).toBe('skipped');
    const next = goneTo(tested(without, 'port'), 'next');
    expect(next?.step).toBe('broker');
    expect(next === null ? null : goneTo(next, 'back')?.step).toBe('port');
  });
});

describe('the test of a step', () => {
  it('looks at what was answered up to there, and at what is proposed for the rest', () => {
    const given = {
      port: { adds_chair: true, port: 'x' },
      chair: { ...chair, id: 'hall' },
      broker: { ...broker, url: 'homeassistant' },
      people: { ...people, person: 'ben' },
    };
    const changedIn = (step: SetupStepId): readonly string[] => {
      const seen = answersUpTo(step, given, begun.answers);
      return Object.entries(seen).flatMap(([id, answer]) => (Object.values(given).includes(answer) ? [id] : []));
    };
    expect(setupStepIds.map((step) => changedIn(step).join())).toEqual([
      'port',
      'port,chair',
      'port,chair',
      'port,chair,broker',
      'port,chair,broker,people',
      'port,chair,broker,people',
    ]);
  });
});

describe('the file of a set-up', () => {
  it('may be written when every step was passed, with a warning or without', () => {
    expect(mayWrite(allPassed(begun))).toBe(true);
    expect(mayWrite(tested(allPassed(begun), 'broker', { ...good, kind: 'warning' }))).toBe(true);
    for (const step of setupStepIds) expect(mayWrite(tested(allPassed(begun), step, bad))).toBe(false);
  });
});

describe('the revision of a set-up', () => {
  it('grows with everything that changes, and with nothing else', () => {
    expect(withAnswers(begun, {}).revision).toBe(begun.revision);
    expect(withAnswers(begun, begun.answers).revision).toBe(begun.revision);
    expect(withAnswers(begun, { port: { adds_chair: true, port: 'x' } }).revision).toBeGreaterThan(begun.revision);
    expect(tested(begun, 'port').revision).toBeGreaterThan(begun.revision);
  });
});
