import { describe, expect, it } from 'vitest';
import { type ServiceNote, serviceNotes } from '../../../src/core/wear/service-notes.js';
import { LivingChair, type Surroundings, shippedProgram, WatchedLife } from '../../support/chair-life.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const programs = ['relaxation', 'leg-circulation', 'post-workout', 'waves', 'lower-flexibility'].map(shippedProgram);
const intensities = [40, 60, 80, 100];
const durationMs = 10 * minuteMs;
const years = 20;

/** Two people of different weight, a cold and a warm half of the year, a supply and a sensor that are never quite the same. */
function surroundings(life: WatchedLife): Surroundings {
  const person = life.pick([0.93, 1.07]);
  const season = Math.sin((2 * Math.PI * life.day) / 365.25);
  return {
    load: person * (1 + 0.02 * season) * life.between(0.98, 1.02),
    roomC: 22 + 6 * season + life.between(-2, 2),
    bodyC: life.between(0, 1.5),
    noise: 0.05,
  };
}

const notesOf = ({ book }: WatchedLife): readonly ServiceNote[] => serviceNotes(book, {}, null, '2046-01-01T00:00:00Z');

describe('a chair that feels itself, on the simulator', () => {
  it(`tells of nothing in ${years} years without wear`, () => {
    const played = programs.flatMap((program) =>
      intensities.map((intensity) => ({
        program: program.id,
        intensity,
        lines: [...new LivingChair([]).play({ program, intensity, durationMs })],
      })),
    );
    const life = new WatchedLife(20);
    const lastDay = life.day + years * 365;
    let habits = played;
    while (life.day < lastDay && notesOf(life).length === 0) {
      // New habits every few months: another program, another intensity.
      if (life.sessions % 40 === 0) {
        const favourites = [life.pick(programs).id, life.pick(programs).id];
        const strong = [life.pick(intensities), life.pick(intensities)];
        habits = played.filter((each) => favourites.includes(each.program) && strong.includes(each.intensity));
      }
      const { lines } = life.pick(life.between(0, 1) < 0.8 ? habits : played);
      life.live(lines, lines.length, surroundings(life));
      life.restDays(life.pick([1, 1, 2, 3, 4]));
    }
    expect(notesOf(life)).toEqual([]);
    expect(life.sessions).toBeGreaterThan(3000);
    expect(JSON.stringify(life.book).length).toBeLessThan(40_000);
  });

  it('tells of a motor that wears before it draws 30 % more, and of a hose that leaks', () => {
    const chair = new LivingChair(['wear:back:0.02', 'leak:legs:0.1']);
    const life = new WatchedLife(7);
    let drawsMore: number | null = null;
    let leaks: number | null = null;
    while ((drawsMore === null || leaks === null) && life.sessions < 150) {
      const program = life.pick(programs.slice(0, 3));
      const intensity = life.pick(intensities.slice(1));
      life.live(chair.play({ program, intensity, durationMs }), durationMs / 100, surroundings(life));
      life.restDays(1);
      const notes = notesOf(life);
      if (notes.some(({ zone, code }) => zone === 'back' && code === 'draws_more'))
        drawsMore ??= (0.02 * chair.state.back.wornMs) / hourMs;
      if (notes.some(({ zone, code }) => zone === 'legs' && code === 'fills_slower'))
        leaks ??= (0.1 * chair.state.legs.leakedMs) / hourMs;
    }
    expect(notesOf(life).filter(({ zone }) => zone === 'seat')).toEqual([]);
    expect(drawsMore).toBeLessThan(0.3);
    expect(drawsMore).toBeGreaterThan(0.1);
    expect(leaks).toBeLessThan(1);
  });
});
