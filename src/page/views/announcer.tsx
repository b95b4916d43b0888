import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { PageApp } from '../logic/page-app.js';
import type { Words } from '../words/english.js';
import { usePage } from './context.js';

/** What may be old, or is another's, is not said. */
const mayTell = ({ house, link }: PageApp): boolean => !house.isOther.value && !link.condition.value.isStale;

function standing(app: PageApp, words: Words): string {
  if (!mayTell(app)) return '';
  const shown = app.shownChair.value;
  const chair = shown === null ? null : app.chair(shown);
  return chair === null ? '' : `${chair.name}: ${words.states[chair.state]}.`;
}

function troubles(app: PageApp, words: Words): string {
  if (!mayTell(app)) return '';
  const shown = app.shownChair.value;
  const chairs = app.house.known().filter(({ id }) => shown === null || id === shown);
  const told = chairs.flatMap(({ name, fault }) => {
    if (fault === null) return [];
    const { what, todo } = words.faults[fault];
    return [`${name}: ${what}${shown === null ? '' : ` ${todo}`}`];
  });
  return told.join(' ');
}

/** What somebody hears who does not see the page: how the chair of this screen stands, when that changes, and at once what is wrong. */
export function Announcer() {
  const { app, words } = usePage();
  const status = useMemo(() => computed(() => standing(app, words)), [app, words]);
  const alert = useMemo(() => computed(() => troubles(app, words)), [app, words]);
  return (
    <div class="unseen">
      <p role="status">{status.value}</p>
      <p role="alert">{alert.value}</p>
    </div>
  );
}
