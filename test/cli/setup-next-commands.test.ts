import { describe, expect, it } from 'vitest';
import { commandsAfterDownload, programCall } from '../../src/cli/setup-words.js';
import { firstAnswers, knownIn } from '../../src/core/setup/answers.js';

describe('what a set-up says comes next', () => {
  it.each([
    ['/usr/local/bin/chair2mqtt', 'chair2mqtt'],
    ['/home/u/.npm-global/bin/chair2mqtt', 'chair2mqtt'],
    ['/home/u/.npm/_npx/1f/node_modules/.bin/chair2mqtt', 'npx chair2mqtt'],
    ['/home/u/chair2mqtt/dist/program/main.js', 'npx chair2mqtt'],
    ['', 'npx chair2mqtt'],
  ])('is called as it can be called where %s runs', (script, call) => {
    expect(programCall(script)).toBe(call);
    const answers = firstAnswers(knownIn(null));
    expect(commandsAfterDownload(answers, call)).toEqual([
      `${call} doctor`,
      `${call} commission chair`,
      `${call} start`,
    ]);
  });

  it('is to prove a chair by profile too: its stop', () => {
    const answers = firstAnswers(knownIn(null));
    const byProfile = { ...answers, chair: { ...answers.chair, driver: 'profile:hf8' } };
    expect(commandsAfterDownload(byProfile, 'chair2mqtt')).toContain('chair2mqtt commission chair');
  });
});
