import type { Finding } from '../../core/program/lint.js';
import { clockOf } from '../../core/words/codes.js';
import { phaseElementId } from './phase-card.js';
import { stepElementId } from './step-editor.js';
import type { PlacedFinding } from './studio-findings.js';
import type { StudioVisit } from './studio-visit.js';
import { useStudioWords } from './studio-words.js';

interface FindingListProps {
  readonly visit: StudioVisit;
  /** Null: the linter is still on its way. */
  readonly findings: readonly PlacedFinding[] | null;
  /** What the daemon says of the text of this very program. */
  readonly fromService: readonly Finding[];
}

/** Each finding leads to what it is about. */
export function FindingList({ visit, findings, fromService }: FindingListProps) {
  const words = useStudioWords();
  const jump = ({ phase, step, at }: PlacedFinding) => {
    visit.cursorMs.value = Math.round(at / 1000) * 1000;
    if (phase === null) return;
    visit.openPhase.value = phase;
    visit.wish.value = step === null ? phaseElementId(phase) : stepElementId(step);
  };
  const known = new Set((findings ?? []).map(({ rule, message }) => `${rule} ${message}`));
  const others = fromService.filter(({ rule, message }) => !known.has(`${rule} ${message}`));
  return (
    <section class="studio-findings" aria-labelledby="studio-findings">
      <h2 id="studio-findings">{words.findings}</h2>
      {findings === null && <p class="soft">{words.loading}</p>}
      {findings?.length === 0 && others.length === 0 && <p class="soft">{words.noFindings}</p>}
      <ul>
        {findings?.map((finding, index) => (
          <li key={index}>
            <button type="button" class={`studio-finding ${finding.severity}`} onClick={() => jump(finding)}>
              <strong>{finding.severity === 'error' ? words.errorWord : words.warningWord}</strong>{' '}
              {words.finding(finding)} <span class="soft">{words.at(clockOf(finding.at))}</span>
            </button>
          </li>
        ))}
        {others.map(({ message, severity }, index) => (
          <li key={`of-service-${index}`}>
            <p class={`studio-finding ${severity}`}>
              <strong>{words.fromService}</strong> {message}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
