/** What the kit found of one clause. */
interface TestedClause {
  readonly id: string;
  readonly level: 'MUST' | 'SHOULD';
  readonly verdict: 'pass' | 'fail' | 'skip';
  readonly detail: string;
}

const counted = (
  verdicts: readonly TestedClause[],
  level: TestedClause['level'],
  verdict: TestedClause['verdict'],
): number => verdicts.filter((each) => each.level === level && each.verdict === verdict).length;

/** What a chair says may hold anything; a terminal must not obey it. */
const printable = (text: string): string => text.replaceAll(/\p{C}/gu, '?');

/** One line of the table. */
export const row = ({ id, level, verdict, detail }: TestedClause): string =>
  `${verdict.padEnd(4)}  ${level.padEnd(6)}  ${id.padEnd(30)}  ${printable(detail)}`.trimEnd();

/** The table of all verdicts with the sums under it. */
export function verdictTable(verdicts: readonly TestedClause[]): string {
  const sums = (['MUST', 'SHOULD'] as const).map(
    (level) =>
      `${level.padEnd(6)}  ${counted(verdicts, level, 'pass')} pass, ${counted(verdicts, level, 'fail')} fail, ${counted(verdicts, level, 'skip')} skip`,
  );
  const heading = `${'verdict level'.padEnd(14)}  ${'clause'.padEnd(30)}  detail`;
  return `${[heading, ...verdicts.map(row), '', ...sums].join('\n')}\n`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const escapeXml = (text: string): string => printable(text).replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);

function testCase({ id, level, verdict, detail }: TestedClause): string {
  const [group = ''] = id.split('.');
  const open = `    <testcase classname="clp1.${escapeXml(group)}" name="${escapeXml(`${id} (${level})`)}"`;
  if (verdict === 'pass') return `${open}/>`;
  const inside =
    verdict === 'fail' && level === 'MUST'
      ? `<failure message="${escapeXml(detail)}"/>`
      : `<skipped message="${escapeXml(verdict === 'fail' ? `${level} does not hold: ${detail}` : detail)}"/>`;
  return `${open}>${inside}</testcase>`;
}

/** JUnit XML. A SHOULD that does not hold is no failure: it is listed as skipped, with what was seen. */
export function junit(verdicts: readonly TestedClause[], port: string): string {
  const failures = counted(verdicts, 'MUST', 'fail');
  const skipped = verdicts.filter(({ verdict }) => verdict !== 'pass').length - failures;
  const sums = `tests="${verdicts.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${sums}>`,
    `  <testsuite name="CLP/1 conformance of ${escapeXml(port)}" ${sums}>`,
    ...verdicts.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
