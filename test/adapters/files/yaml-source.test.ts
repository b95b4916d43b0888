import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../src/adapters/files/yaml-source.js';

const problemsOf = (text: string): string[] => {
  const source = readYaml(text, 'a.yaml');
  return source.kind === 'document' ? [] : source.problems.map((p) => `${p.file}:${p.line}:${p.column} ${p.message}`);
};

const documentOf = (text: string) => {
  const source = readYaml(text, 'a.yaml');
  if (source.kind !== 'document') throw new Error(JSON.stringify(source.problems));
  return source;
};

describe('a YAML file of plain data', () => {
  it('becomes plain values', () => {
    expect(documentOf('a: 1\nb: [x, 12s, 20..40, 1..0, off, true]\n').value).toEqual({
      a: 1,
      b: ['x', '12s', '20..40', '1..0', 'off', true],
    });
  });

  it('says where a value and its key stand', () => {
    const document = documentOf('a:\n  - { b: 1, c: 2 }\n  - d:\n      e: 3\n');
    expect(document.locate(['a', 0, 'c'])).toEqual({ line: 2, column: 16 });
    expect(document.locateKey(['a', 0, 'c'])).toEqual({ line: 2, column: 13 });
    expect(document.locate(['a', 1, 'd', 'e'])).toEqual({ line: 4, column: 10 });
  });

  it('points at the nearest value around a path that does not exist', () => {
    const document = documentOf('a:\n  - { b: 1 }\nc:\n');
    expect(document.locate(['a', 0, 'missing', 4])).toEqual({ line: 2, column: 5 });
    expect(document.locate(['nothing'])).toEqual({ line: 1, column: 1 });
    expect(document.locate([])).toEqual({ line: 1, column: 1 });
    expect(document.locateKey(['c'])).toEqual({ line: 3, column: 1 });
  });

  it('may be empty', () => {
    const document = documentOf('');
    expect(document.value).toBeNull();
    expect(document.locate(['a'])).toEqual({ line: 1, column: 1 });
  });

  it('keeps a key named __proto__ a plain key', () => {
    const { value } = documentOf('__proto__: { admin: true }\n');
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect((value as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe('what is refused', () => {
  it.each([
    ['doubled keys', 'a: 1\na: 2\n', 'a.yaml:2:1 the same key appears twice: remove one of the two'],
    [
      'anchors',
      'a: &x 1\n',
      'a.yaml:1:7 anchors are not allowed: write the value itself, in quotes if it begins with &',
    ],
    ['tags', 'a: !!str 1\n', 'a.yaml:1:10 tags are not allowed: write the value itself, in quotes if it begins with !'],
    [
      'unknown tags',
      'a: !secret x\n',
      'a.yaml:1:4 tags are not allowed: write the value itself, in quotes if it begins with !',
    ],
    ['a second document', 'a: 1\n---\nb: 2\n', 'a.yaml:2:1 a file holds one document only: remove the line ---'],
    ['tabs as indentation', 'a:\n\tb: 1\n', 'a.yaml:2:1 a tab: indent with spaces, not tabs'],
  ])('%s', (_name, text, problem) => {
    expect(problemsOf(text)).toContain(problem);
  });

  it('aliases, merges included', () => {
    expect(problemsOf('a: &x { b: 1 }\nc: *x\nd:\n  <<: *x\n')).toEqual([
      'a.yaml:1:7 anchors are not allowed: write the value itself, in quotes if it begins with &',
      'a.yaml:2:4 aliases are not allowed: write the value itself, in quotes if it begins with *',
      'a.yaml:4:7 aliases are not allowed: write the value itself, in quotes if it begins with *',
    ]);
  });

  it('keys that are not text', () => {
    expect(problemsOf('? [a, b]\n: 1\n')).not.toEqual([]);
  });

  it('a file over 256 KiB', () => {
    expect(problemsOf(`a: ${'x'.repeat(256 * 1024)}`)).toEqual(['a.yaml:1:1 the file is over 256 KiB']);
  });

  it('lists and maps without end, before they cost time', () => {
    const text = `a:\n${Array.from({ length: 20_000 }, (_, index) => `  a${index}:`).join('\n')}`;
    expect(problemsOf(text)).toEqual(['a.yaml:2:3 a list or map has more than 1000 entries']);
  });

  it('nesting without end', () => {
    expect(problemsOf('['.repeat(100_000))[0]).toMatch(/nested/);
    expect(problemsOf('{a: '.repeat(60_000))[0]).toMatch(/nested/);
    expect(problemsOf(`${'- '.repeat(40)}x`)).toEqual(['a.yaml:1:65 nested more than 32 deep']);
    expect(problemsOf(`${'- '.repeat(50_000)}x`)[0]).toMatch(/nested/);
  });

  it('garbage of every kind, without a throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const source = readYaml(text, 'a.yaml');
        if (source.kind === 'unreadable') expect(source.problems.length).toBeGreaterThan(0);
        else expect(source.locate(['a', 0])).toBeDefined();
      }),
    );
  });
});
