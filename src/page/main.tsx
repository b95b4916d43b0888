import { signal } from '@preact/signals';
import { type ComponentChildren, render } from 'preact';
import { browserClock, browserMemory, browserNetwork } from './browser.js';
import { FirstSteps } from './logic/first-steps.js';
import { PageApp } from './logic/page-app.js';
import { codeIn, routeOf } from './logic/routes.js';
import { type Language, PageParts } from './views/context.js';
import { Page } from './views/page.js';
import { StopBar, StopOutcomePanel } from './views/stop-bar.js';
import type { Words } from './words/english.js';

export * from './page-parts.js';

const languageKey = 'chair2mqtt.language';

const firstLanguage = (): Language =>
  (browserMemory.read(languageKey) ?? navigator.language).startsWith('de') ? 'de' : 'en';

/** One language at first load. */
const wordsIn = async (language: Language): Promise<Words> =>
  language === 'de' ? (await import('./words/german.js')).german : (await import('./words/english.js')).english;

const { hash } = location;
// A code is used once and must not stay in the address, the history or a picture of the screen.
if (codeIn(hash) !== null) history.replaceState(null, '', `${location.pathname}${location.search}`);

const app = new PageApp(browserClock, browserNetwork, hash);
const firstSteps = new FirstSteps(browserMemory);
const spoken = signal<{ readonly language: Language; readonly words: Words } | null>(null);

async function show(language: Language): Promise<void> {
  const words = await wordsIn(language);
  document.documentElement.lang = language;
  spoken.value = { language, words };
}

addEventListener('hashchange', () => {
  app.route.value = routeOf(location.hash);
});
addEventListener('pagehide', () => app.sender.leave());
for (const event of ['pageshow', 'online'] as const) addEventListener(event, () => app.link.wake());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') app.link.wake();
});

function Parts({ children }: { readonly children: ComponentChildren }) {
  const parts = spoken.value;
  if (parts === null) return null;
  const setLanguage = (language: Language) => {
    browserMemory.write(languageKey, language);
    void show(language);
  };
  return <PageParts.Provider value={{ app, firstSteps, ...parts, setLanguage }}>{children}</PageParts.Provider>;
}

/** The stops stand in a place of their own: nothing that fails in the rest takes them away. They come last for the keyboard. */
function draw(id: string, children: ComponentChildren): void {
  const place = document.getElementById(id);
  if (place === null) return;
  place.textContent = '';
  render(<Parts>{children}</Parts>, place);
}

/** The words first: until they are there, what stands in the HTML says what to do. */
void show(firstLanguage()).then(() => {
  draw(
    'stop',
    <>
      <StopOutcomePanel />
      <StopBar />
    </>,
  );
  draw('page', <Page />);
});
