import { describe, expect, it } from 'vitest';
import { ChairQuestions } from '../../../src/chair/keyed/questions.js';
import { shippedProfile } from '../../support/shipped-profiles.js';

describe('questions and their answers [S4]', () => {
  const asked = (): ChairQuestions => new ChairQuestions(shippedProfile('hf8'));

  it('count one answer behind each question, however often it comes', () => {
    const questions = asked();
    for (let at = 1; at <= 3; at += 1) {
      questions.next(at * 200);
      for (let copy = 0; copy < 3; copy += 1) questions.answered();
      expect([questions.answers, questions.waiting]).toEqual([at, 0]);
    }
  });

  it('count no answer that nothing was asked for', () => {
    const questions = asked();
    questions.answered();
    expect(questions.answers).toBe(0);
  });

  it('count late answers one by one, as more is asked', () => {
    const questions = asked();
    for (let at = 1; at <= 3; at += 1) questions.next(at * 200);
    for (let at = 0; at < 3; at += 1) questions.answered();
    expect(questions.answers).toBe(1);
    for (let at = 4; at <= 6; at += 1) {
      questions.next(at * 200);
      questions.answered();
    }
    expect(questions.answers).toBe(4);
  });
});
