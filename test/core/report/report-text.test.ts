import { describe, expect, it } from 'vitest';
import { Redactor } from '../../../src/core/report/redactor.js';
import { type ReportSection, reportText } from '../../../src/core/report/report-text.js';

const nothing = new Redactor({ secrets: [], people: [], computers: [], own: [], home: '/' });
const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n');
const section = (over: Partial<ReportSection>): ReportSection => ({
  title: 'Log',
  text: lines,
  keeps: 'end',
  bytesMax: 100,
  ...over,
});

describe('the text of a report', () => {
  it('begins with what it is and what is in it', () => {
    const text = reportText('Read this.', [section({ title: 'Versions' }), section({})], nothing);
    expect(text.startsWith('Read this.\n\nIn it:\n  1. Versions\n  2. Log\n')).toBe(true);
    expect(text).toContain('2. Log\n======\n');
  });

  it('keeps the end of what is too long, says how much is missing, and cuts no line', () => {
    const text = reportText('', [section({})], nothing);
    expect(text).toContain('(88 lines are left out here, for length)\nline 88\n');
    expect(text).toMatch(/line 99\n$/);
  });

  it('keeps the beginning where that is newest', () => {
    const text = reportText('', [section({ keeps: 'beginning' })], nothing);
    expect(text).toMatch(/line 0\n[\s\S]*line 12\n\(87 lines are left out here, for length\)\n$/);
  });

  it('shortens a line without end, and only after its secrets are gone', () => {
    const redactor = new Redactor({ secrets: ['hunter22'], people: [], computers: [], own: [], home: '/' });
    const text = reportText(
      '',
      [section({ text: `${'x'.repeat(996)}hunter22${'y'.repeat(500)}`, bytesMax: 4000 })],
      redactor,
    );
    expect(text).not.toContain('hunt');
    expect(text).toContain('... (1505 characters)');
  });

  it('holds nothing that a terminal would obey', () => {
    const text = reportText('', [section({ text: '\u001b[31mPROBLEM\u001b[0m a\u0007b\tc\r\nd' })], nothing);
    expect(text).toContain('PROBLEM a?b\tc\nd\n');
  });

  it('says where a part holds nothing', () => {
    expect(reportText('', [section({ text: '' })], nothing)).toContain('(nothing)');
  });
});
