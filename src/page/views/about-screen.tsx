import { useEffect, useState } from 'preact/hooks';
import type { KnownChair } from '../logic/house.js';
import { type DaemonAbout, maySeeChairs } from '../logic/page-app.js';
import { hashFor } from '../logic/routes.js';
import { type Language, usePage } from './context.js';
import { LoginForm } from './login-screen.js';

function Fact({ name, value }: { readonly name: string; readonly value: string | null }) {
  return value === null ? null : (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function ChairFactList({ chair }: { readonly chair: KnownChair }) {
  const { words } = usePage();
  const { about, name } = chair;
  if (about === null) return null;
  const guarantees = Object.entries(about.guarantees).map(([each, text]) => `${each.replace(/_/g, ' ')}: ${text}`);
  return (
    <section>
      <h2>{name}</h2>
      <dl class="facts">
        <Fact name={words.switchPlace} value={about.emergency_switch} />
        <Fact name={words.model} value={about.model} />
        <Fact name={words.serial} value={about.serial} />
        <Fact name={words.firmware} value={about.fw} />
        <Fact name={words.driver} value={about.driver} />
        <Fact name={words.guarantees} value={guarantees.length === 0 ? null : guarantees.join('; ')} />
      </dl>
    </section>
  );
}

function DaemonFacts() {
  const { app, words } = usePage();
  const [about, setAbout] = useState<DaemonAbout | null>(null);
  const may = maySeeChairs(app.house.access.value);
  useEffect(() => {
    if (!may) return;
    app.loadAbout();
    void app.aboutDaemon().then(setAbout);
  }, [app, may]);
  if (about === null) return null;
  const broker = about.mqtt === 'online' ? words.brokerOnline : words.brokerOffline;
  return (
    <>
      {about.unsaved.length > 0 && <p class="banner">{words.unsaved(about.unsaved.join(', '))}</p>}
      <dl class="facts">
        <Fact name={words.version} value={about.version} />
        <Fact name={words.runsSince} value={new Date(about.started_at).toLocaleString(words.locale)} />
        <Fact name={words.broker} value={app.isSetupAlone ? null : broker} />
      </dl>
      {app.isSetupAlone && <p class="note">{words.setupAlone}</p>}
    </>
  );
}

function LanguageChoice() {
  const { words, language, setLanguage } = usePage();
  return (
    <fieldset class="people">
      <legend>{words.language}</legend>
      {(['en', 'de'] as const satisfies readonly Language[]).map((each) => (
        <label key={each} lang={each}>
          <input type="radio" name="language" checked={each === language} onChange={() => setLanguage(each)} />
          <span>{words.languages[each]}</span>
        </label>
      ))}
    </fieldset>
  );
}

function LoginState() {
  const { app, words } = usePage();
  const access = app.house.access.value;
  if (access === null) return null;
  const { kind, until } = access;
  const isLoggedIn = kind === 'session' || kind === 'guest';
  return (
    <section>
      <h2>{words.loginTitle}</h2>
      <p>
        {kind === 'loopback' && app.mayOwn ? words.mayAllHere : words.loggedInAs[kind]}{' '}
        {until !== null && words.loggedInUntil(new Date(until).toLocaleString(words.locale))}
      </p>
      {isLoggedIn ? (
        <button type="button" onClick={() => void app.logOut()}>
          {words.logout}
        </button>
      ) : (
        !app.mayControl && <LoginForm />
      )}
    </section>
  );
}

/** What this is, who one is here, and what the chairs are. */
export function AboutScreen() {
  const { app, words } = usePage();
  return (
    <>
      <h1 tabIndex={-1}>{words.about}</h1>
      <DaemonFacts />
      <LanguageChoice />
      <LoginState />
      {app.mayOwn && (
        <a class="button" href={hashFor({ screen: 'setup' })}>
          {words.setup}
        </a>
      )}
      {app.house.known().map((chair) => (
        <ChairFactList key={chair.id} chair={chair} />
      ))}
      <p class="lead">{words.comfort}</p>
      <p class="soft">{words.keys}</p>
    </>
  );
}
