import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { httpStatusOf } from '../../src/adapters/http/replies.js';
import { resultCodes, statusFaultCodes } from '../../src/core/status.js';
import { filesBelow } from '../structure/tree.js';
import { quotedIn, root, textOf } from './page.js';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'programs/README.md',
  'hardware-sim/firmware/README.md',
  'hardware-sim/conformance/README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The part of an address that the heading has. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

const anchorsIn = (path: string): readonly string[] =>
  [...textOf(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

describe.each(pages)('the page %s', (page) => {
  it('links to files and headings that there are', () => {
    const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const wrong = links
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? page : join(dirname(page), file);
        if (!existsSync(join(root, target))) return true;
        return anchor !== undefined && !anchorsIn(target).includes(anchor);
      });
    expect(wrong).toEqual([]);
  });
});

describe('the page on troubles', () => {
  const words = quotedIn(textOf('docs/troubleshooting.md')).filter((word) => /^[a-z]+([._][a-z]+)+$/.test(word));

  it('names no word that the daemon does not say, and no key that there is not', () => {
    const said = filesBelow('src')
      .map(({ source }) => source.text)
      .join('\n');
    const keys = quotedIn(textOf('docs/configuration.md'));
    const isKnown = (word: string): boolean => keys.some((key) => key === word || key.endsWith(`.${word}`));
    expect(words.length).toBeGreaterThan(40);
    expect(words.filter((word) => !isKnown(word) && (word.includes('.') || !said.includes(word)))).toEqual([]);
  });

  it('has every refusal that is not a mistake in the command itself', () => {
    const mistakes = ['ok', 'too_large', 'rate_limited', 'invalid_json', 'invalid_command', 'link_down'];
    const named = quotedIn(textOf('docs/troubleshooting.md'));
    const wanted = resultCodes.filter((code) => !mistakes.includes(code) && !/program/.test(code));
    expect(wanted.filter((code) => !named.includes(code))).toEqual([]);
  });
});

describe('the page on HTTP', () => {
  const rows = [...textOf('docs/http.md').matchAll(/^\| (\d{3}) \| (.*) \|$/gm)].map(([, status, when = '']) => ({
    status: Number(status),
    codes: quotedIn(when).filter((word) => resultCodes.some((code) => code === word)),
  }));

  it('has the status of every code', () => {
    expect(rows.length).toBeGreaterThan(8);
    const wrong = rows.flatMap(({ status, codes }) =>
      codes.filter((code) => (httpStatusOf[code as keyof typeof httpStatusOf] ?? 409) !== status),
    );
    expect(wrong).toEqual([]);
    const told = rows.flatMap(({ codes }) => codes);
    expect(Object.keys(httpStatusOf).filter((code) => !told.includes(code))).toEqual([]);
  });
});

it('what to do after a fault is said for every fault', () => {
  const named = quotedIn(textOf('docs/safety.md').split('### What to do after a fault')[1] ?? '');
  expect(statusFaultCodes.filter((code) => !named.includes(code))).toEqual([]);
});
