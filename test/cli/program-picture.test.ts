import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programPicture } from '../../src/cli/program-picture.js';
import { textWidth } from '../../src/cli/text-width.js';
import { compile } from '../../src/core/program/compile.js';
import { courseShapes } from '../../src/core/program/course-shapes.js';
import { anyProgram } from '../core/program/any-program.js';
import { compiled, programOf } from '../core/program/sample.js';
import { pointsOf } from '../support/drawn-path.js';
import { elementsIn, readXml, type XmlElement } from '../support/xml.js';

interface Box {
  readonly what: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const numbersIn = (text: string | undefined): readonly number[] => (text ?? '').match(/-?[\d.]+/g)?.map(Number) ?? [];

/** Letters as they are on a phone, where they are largest. */
const largest = { text: 18, name: 20 };

function boxOfText({ attributes, text, children }: XmlElement): Box {
  const [x = 0, y = 0] = [Number(attributes['x']), Number(attributes['y'])];
  const look = attributes['class'] ?? '';
  const [fitted] = numbersIn(attributes['style']);
  const size = fitted ?? (look === 'name' ? largest.name : largest.text);
  const bold = children.map((child) => textWidth(child.text, size * 1.1)).reduce((sum, width) => sum + width, 0);
  const width = bold + textWidth(text, size);
  const left = look.includes('end') ? x - width : look.includes('middle') ? x - width / 2 : x;
  return { what: text, left, top: y - size * 0.8, right: left + width, bottom: y + size * 0.25 };
}

function boxOfPath(path: string, dx: number, dy: number): Box {
  const points = pointsOf(path);
  const [xs, ys] = [points.map(([x]) => x + dx), points.map(([, y]) => y + dy)];
  return { what: path, left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

/** Everything that is seen, with its place in the picture. */
function boxesIn(element: XmlElement): readonly Box[] {
  const { name, attributes, children } = element;
  const [x = 0, y = 0] = numbersIn(attributes['transform']);
  if (name === 'text') return [boxOfText(element)];
  if (name === 'path' && !/[HVhv]/.test(attributes['d'] ?? '')) return [boxOfPath(attributes['d'] ?? '', x, y)];
  if (name === 'rect') {
    const [left, top] = [Number(attributes['x'] ?? 0), Number(attributes['y'] ?? 0)];
    const [width, height] = [Number(attributes['width']), Number(attributes['height'])];
    return [{ what: 'rect', left, top, right: left + width, bottom: top + height }];
  }
  return children.flatMap(boxesIn);
}

function expectWithin(root: XmlElement): void {
  const [, , width = 0, height = 0] = numbersIn(root.attributes['viewBox']);
  const outside = boxesIn(root).filter(
    ({ left, top, right, bottom }) => !(left >= -0.01 && top >= 0 && right <= width + 0.01 && bottom <= height + 0.01),
  );
  expect(outside).toEqual([]);
}

const textsIn = (root: XmlElement): readonly string[] =>
  elementsIn(root)
    .filter(({ name }) => name === 'text')
    .map(({ text }) => text.trim());

const phaseName = fc.oneof(
  fc.constantFrom(
    '<&"',
    "</text> ]]> '",
    'Durchblutungsförderungsvorbereitungsmassagenzusammenfassung',
    'W'.repeat(60),
  ),
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 30 })
    .filter((text) => text.trim() !== '' && text.trim().length <= 60 && /^\P{Cc}*$/u.test(text)),
);

const named = fc.tuple(anyProgram, fc.array(phaseName, { minLength: 5, maxLength: 5 })).map(([data, names]) => {
  const phases: readonly object[] = Object(data).phases;
  return programOf(phases.map((phase, index) => ({ ...phase, name: names[index] })));
});

describe('the picture of a program', () => {
  it('is well formed, stays in its box and names every phase, for any program', () => {
    fc.assert(
      fc.property(named, (program) => {
        const timeline = compile(program);
        const picture = programPicture(timeline);
        // No number has more than two digits behind its point.
        expect(picture.replace(/<(title|desc|text)[\s\S]*?<\/\1>/g, '')).not.toMatch(
          /NaN|Infinity|undefined|\de-\d|\.\d{3}/,
        );
        const root = readXml(picture);
        expectWithin(root);
        const texts = textsIn(root);
        // What XML cannot hold is a question mark.
        const shown = program.phases.map(({ name }) => name.replace(/[\uFFFE\uFFFF]|\p{Cs}/gu, '?'));
        expect(texts).toEqual(expect.arrayContaining(shown));
      }),
    );
  });

  it('has the levels of the timeline, by the shapes that the page shows too', () => {
    fc.assert(
      fc.property(anyProgram, (data) => {
        const timeline = compile(programOf(Object(data).phases));
        const paths = elementsIn(readXml(programPicture(timeline))).filter(({ name }) => name === 'path');
        const drawn = paths.filter(({ attributes }) => attributes['class'] === 'level').slice(0, -1);
        const { lanes } = courseShapes(timeline, { width: 536, height: 54 });
        const moving = lanes.filter(({ zone }) =>
          timeline.setpoints.some((setpoint) => setpoint.zone === zone && setpoint.level > 0),
        );
        expect(drawn.map(({ attributes }) => attributes['d'])).toEqual(moving.map(({ area }) => area));
      }),
    );
  });

  it('is the same, byte for byte, each time', () => {
    fc.assert(
      fc.property(anyProgram, (data) => {
        const again = () => programPicture(compile(programOf(Object(data).phases)));
        expect(again()).toBe(again());
      }),
      { numRuns: 20 },
    );
  });

  it('says in words what it shows', () => {
    const timeline = compiled([
      { name: 'On', for: '1m', back: { knead: 40 } },
      { name: 'Off & away', for: '30s', legs: { compress: 20, rate: 4 } },
    ]);
    const root = readXml(programPicture(timeline));
    const [title, description] = root.children;
    expect(root.attributes).toMatchObject({ role: 'img', 'aria-labelledby': 'sample-title sample-desc' });
    expect([title?.name, title?.attributes['id'], title?.text]).toEqual(['title', 'sample-title', 'Sample']);
    expect([description?.name, description?.attributes['id']]).toEqual(['desc', 'sample-desc']);
    expect(description?.text).toBe(
      '1 min 30 s in 2 phases: On, Off & away. By zone: back up to level 40 and 27 °C, seat rests, legs up to level 20 and 25 °C.',
    );
  });

  it('has colours for day and night', () => {
    const picture = programPicture(compiled([{ name: 'One', for: '1m', back: { knead: 40 } }]));
    expect(picture).toContain('@media (prefers-color-scheme: dark)');
    expect(picture).not.toMatch(/(fill|stroke)="#/);
  });

  it('has room for one segment, and for a rest alone', () => {
    for (const zone of [{ back: { knead: 40 } }, {}]) {
      const root = readXml(programPicture(compiled([{ name: 'One', for: '1s', ...zone }])));
      expectWithin(root);
      expect(textsIn(root)).toEqual(expect.arrayContaining(['One', '0:00', '0:01', 'rests']));
    }
  });

  it('stays small and whole where a program has a hundred phases and moves five times a second for an hour', () => {
    const squeeze = [
      { compress: 90, for: '200ms', ramp: '0s' },
      { rest: '200ms', ramp: '0s' },
    ];
    const phases = Array.from({ length: 100 }, (_, index) => ({
      name: `Oberschenkelrückseitenlockerung ${index + 1}`,
      for: '36s',
      back: squeeze,
      seat: squeeze,
      legs: squeeze,
    }));
    const picture = programPicture(compiled(phases, {}));
    const root = readXml(picture);
    expectWithin(root);
    expect(textsIn(root)).toEqual(expect.arrayContaining(phases.map(({ name }) => name)));
    expect(picture.length).toBeLessThan(150_000);
  });
});
