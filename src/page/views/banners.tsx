import { timeOfDay, usePage } from './context.js';
import { loginFailure } from './login-screen.js';

/** How far what is shown can be trusted. */
export function LinkBanner() {
  const { app, words } = usePage();
  const { isStale, silentS, seenAt, way } = app.link.condition.value;
  if (isStale) {
    return (
      <p class="banner stale">
        <strong>
          {/* Who hears the page is not told every second. */}
          <span aria-hidden="true">{words.offlineFor(silentS)}</span>
          <span class="unseen">{words.offline}</span>
        </strong>{' '}
        {seenAt !== null && words.seenAt(timeOfDay(words, seenAt, true))} {words.stopStillSends}
      </p>
    );
  }
  return way === 'polling' ? <p class="banner">{words.polling}</p> : null;
}

export function PassBanner() {
  const { app, words } = usePage();
  if (app.house.access.value?.kind !== 'pass') return null;
  return (
    <p class="banner">
      <strong>{words.passTitle}</strong> {words.passText}
    </p>
  );
}

/** A link that did not let anybody in says so where it lands. */
export function LinkRefused() {
  const { app, words } = usePage();
  const step = app.login.value;
  if (step.kind !== 'failed' || !step.isLink) return null;
  return (
    <p class="banner" role="alert">
      {loginFailure(words, step)}
    </p>
  );
}

/** Another daemon behind the same address: nothing of it is shown. */
export function OtherHouse() {
  const { words } = usePage();
  return (
    <section class="narrow other-house">
      <h1 tabIndex={-1}>{words.otherTitle}</h1>
      <p class="lead">{words.otherText}</p>
      <button type="button" class="main-action" onClick={() => location.reload()}>
        {words.otherReload}
      </button>
    </section>
  );
}
