import { describe, expect, it } from 'vitest';
import { beginUnseenStop, stepUnseenStop, type UnseenStopFacts } from '../../../src/core/profile/unseen-stop.js';
import { stopDoubt } from '../../../src/core/safety/attention.js';

const withinMs = 3000;

/** What comes of a stop, looked at every 50 ms; `answersAt` is how many answers have come by then. */
function run(
  sight: UnseenStopFacts['sight'],
  untilMs: number,
  answersAt: (nowMs: number) => number = () => 0,
  waiting = 0,
): readonly string[] {
  let stop = beginUnseenStop(0, answersAt(0), waiting);
  const told: string[] = [];
  for (let nowMs = 0; nowMs <= untilMs; nowMs += 50) {
    const [next, effects] = stepUnseenStop(stop, {
      sight,
      answers: answersAt(nowMs),
      withinMs,
      canSend: true,
      nowMs,
    });
    stop = next;
    told.push(...effects.map((effect) => `${nowMs} ${effect}`));
    if (effects.includes('answered') || effects.includes('unseen')) break;
  }
  return told;
}

describe('[S4] a stop of a chair that only answers', () => {
  it('is sent at once and every 200 ms, and is done when the question behind the third was answered', () => {
    const answeredAt = (atMs: number) => (nowMs: number) => (nowMs >= atMs ? 3 : 0);
    expect(run('answers', 5000, answeredAt(500))).toEqual(['0 send', '200 send', '400 send', '500 answered']);
  });

  it('is not done by answers to what was asked before it, nor before it was sent three times', () => {
    const soon = (nowMs: number) => (nowMs >= 50 ? 5 : 0);
    expect(run('answers', 5000, soon, 2)).toEqual(['0 send', '200 send', '400 send', '450 answered']);
    const tooFew = (nowMs: number) => (nowMs >= 50 ? 4 : 0);
    expect(run('answers', 600, tooFew, 2)).toEqual(['0 send', '200 send', '400 send', '600 send']);
  });

  it('counts the answers from where it began', () => {
    const many = (nowMs: number) => (nowMs >= 700 ? 103 : nowMs >= 300 ? 102 : 100);
    expect(run('answers', 5000, many).at(-1)).toBe('700 answered');
  });

  it('alarms once when no answer comes in time, and goes on', () => {
    const told = run('answers', 4000);
    expect(told.filter((each) => each.endsWith('alarm'))).toEqual(['3000 alarm']);
    expect(told.filter((each) => each.endsWith('send'))).toHaveLength(21);
  });
});

describe('[S4] a daemon that stood still while it waited for answers', () => {
  const facts = { sight: 'answers', withinMs, canSend: true, answers: 0 } as const;
  const stoodStill = () =>
    stepUnseenStop(stepUnseenStop(beginUnseenStop(0, 0, 0), { ...facts, nowMs: 0 })[0], { ...facts, nowMs: 9000 });

  it('alarms only once it has looked again for as long as a chair may be silent', () => {
    const [stop, effects] = stoodStill();
    expect(effects).toEqual(['send']);
    expect(stepUnseenStop(stop, { ...facts, nowMs: 9450 })[1]).toEqual(['send']);
    const [late, alarm] = stepUnseenStop(stop, { ...facts, nowMs: 9500 });
    expect(alarm).toEqual(['send', 'alarm']);
    expect(stopDoubt(late.attention, withinMs, 9500)).toBe('own_delay');
  });

  it('is done by the answers that had come meanwhile', () => {
    const [stop] = stepUnseenStop(stoodStill()[0], { ...facts, nowMs: 9200 });
    expect(stepUnseenStop(stop, { ...facts, answers: 3, nowMs: 9250 })[1]).toEqual(['answered']);
  });

  it('calls a chair silent that does not answer while it looks, also where a key was on its way', () => {
    let [stop] = stepUnseenStop(beginUnseenStop(0, 0, 0), { ...facts, nowMs: 0 });
    for (let nowMs = 50; nowMs <= withinMs; nowMs += 50)
      [stop] = stepUnseenStop(stop, { ...facts, canSend: nowMs > 2000, nowMs });
    expect(stop.isAlarmed).toBe(true);
    expect(stopDoubt(stop.attention, withinMs, withinMs)).toBe('chair_silent');
  });
});

describe('[S4] a stop of a chair that shows nothing', () => {
  it('is sent three times over the time of its profile; then nobody can know more', () => {
    expect(run('none', 10_000)).toEqual(['0 send', '1000 send', '2000 send', '3000 unseen']);
  });

  it('is not proved by anything that comes', () => {
    expect(run('none', 10_000, (nowMs) => nowMs)).toEqual(['0 send', '1000 send', '2000 send', '3000 unseen']);
  });

  it('is not over before it was sent, however late it comes to that', () => {
    const late = { sight: 'none', answers: 0, withinMs, canSend: true, nowMs: 9000 } as const;
    const [sent, effects] = stepUnseenStop(beginUnseenStop(0, 0, 0), late);
    expect(effects).toContain('send');
    expect(effects).not.toContain('unseen');
    expect(stepUnseenStop(sent, late)[1]).toEqual(['unseen']);
  });
});
