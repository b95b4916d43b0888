import type { Row } from '../replay/rows.js';
import type { ToldRecord } from '../replay/tell.js';
import { withoutControls } from './process-edge.js';

/** Seconds from the fault, to the millisecond. */
const clock = (t: number): string => {
  const text = (t / 1000).toFixed(3);
  return Number(text) > 0 ? `+${text}` : text.replace(/^-(0\.000)$/, '$1');
};

function line({ t, toT, sign, text, replayed }: Row): string {
  const time = toT === null || clock(toT) === clock(t) ? clock(t) : `${clock(t)} to ${clock(toT)}`;
  return `${time.padStart(18)}  ${sign} ${text}${replayed === null ? '' : `  [${replayed}]`}`;
}

const signs = 'Signs: > to the chair, < from the chair, @ command, = state, ! event, * line and daemon, ~ nothing new';

/** A flight record that was told, as people read it. */
export function flightWords({ rows, summary }: ToldRecord): string {
  const lines = [...summary.opening, '', `  ${signs}`, '', ...rows.map(line), '', ...summary.closing];
  return `${lines.map(withoutControls).join('\n').trimEnd()}\n`;
}
