import { describe, expect, it } from 'vitest';
import type { Startable } from '../../src/core/web/frames.js';
import { FirstSteps, firstToStart } from '../../src/page/logic/first-steps.js';

class Memory {
  readonly texts = new Map<string, string>();
  read(name: string): string | null {
    return this.texts.get(name) ?? null;
  }
  write(name: string, text: string): void {
    this.texts.set(name, text);
  }
}

describe('the cards of a demo', () => {
  it('are all there for somebody who is new', () => {
    expect(new FirstSteps(new Memory()).left.value).toEqual(['start', 'hub', 'setup']);
  });

  it('stay away once they were put away, also when the page is opened again', () => {
    const memory = new Memory();
    const before = new FirstSteps(memory);
    before.putAway('hub');
    before.putAway('start');
    expect(before.left.value).toEqual(['setup']);
    expect(new FirstSteps(memory).left.value).toEqual(['setup']);
  });

  it('are all there where the browser remembers nothing that can be read', () => {
    const memory = new Memory();
    memory.write('chair2mqtt.put-away', '{"start":true}');
    expect(new FirstSteps(memory).left.value).toEqual(['start', 'hub', 'setup']);
  });
});

const answer = (program: string, ok: boolean): Startable => ({
  program,
  ok,
  code: ok ? 'ok' : 'not_in_state',
  message: '',
  values: {},
  retry_after_s: null,
  minutes_left: null,
  missing: null,
});

const offered = (...answers: readonly Startable[]) =>
  firstToStart(new Map(answers.map((each) => [each.program, each])))?.program ?? null;

describe('the program that a newcomer is offered', () => {
  it('is the quick break where that can be started', () => {
    expect(offered(answer('demo', true), answer('quick-break', true))).toBe('quick-break');
  });

  it('is another where only that can be started', () => {
    expect(offered(answer('posture', false), answer('quick-break', false), answer('relaxation', true))).toBe(
      'relaxation',
    );
  });

  it('is the quick break with its reason where none can be started', () => {
    expect(offered(answer('posture', false), answer('quick-break', false))).toBe('quick-break');
  });

  it('is none before it is known what can be started, and where nothing can ever be', () => {
    expect(firstToStart(undefined)).toBeNull();
    expect(offered(answer('posture', false))).toBeNull();
  });
});
