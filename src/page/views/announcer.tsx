import { usePage } from './context.js';

/** What somebody hears who does not see the page: how the chair of this screen stands, when that changes, and at once what is wrong. */
export function Announcer() {
  const { app, words } = usePage();
  const shown = app.shownChair.value;
  const chair = shown === null ? null : app.chair(shown);
  const chairs = chair === null ? app.house.known() : [chair];
  const troubles = chairs.flatMap(({ name, fault }) => {
    if (fault === null) return [];
    const { what, todo } = words.faults[fault];
    return [`${name}: ${what}${chair === null ? '' : ` ${todo}`}`];
  });
  return (
    <div class="unseen">
      <p role="status">{chair === null ? '' : `${chair.name}: ${words.states[chair.state]}.`}</p>
      <p role="alert">{troubles.join(' ')}</p>
    </div>
  );
}
