import { useState } from 'preact/hooks';
import type { LoginStep } from '../logic/page-app.js';
import type { Words } from '../words/english.js';
import { usePage } from './context.js';

export function loginFailure(words: Words, step: LoginStep): string | null {
  if (step.kind === 'working') return words.loginCode;
  if (step.kind === 'none') return null;
  if (step.code === 'rate_limited') return words.loginWait(step.retryAfterS ?? 60);
  if (step.code === 'no_answer') return words.loginNoAnswer;
  return step.isLink ? words.loginCodeWrong : words.loginWrong;
}

export function LoginForm() {
  const { app, words } = usePage();
  const [secret, setSecret] = useState('');
  const step = app.login.value;
  const submit = (event: Event) => {
    event.preventDefault();
    const text = secret.trim();
    if (text !== '' && step.kind !== 'working') void app.logInWith(text);
    setSecret('');
  };
  return (
    <form class="login" onSubmit={submit}>
      <p>{words.loginText}</p>
      <label>
        <span>{words.loginLabel}</span>
        <input
          type="password"
          autocomplete="current-password"
          value={secret}
          onInput={({ currentTarget }) => setSecret(currentTarget.value)}
        />
      </label>
      <p class="command-note" role="status">
        {loginFailure(words, step)}
      </p>
      <button type="submit" class="main-action">
        {words.loginButton}
      </button>
    </form>
  );
}

/** For who is not known here. */
export function LoginScreen() {
  const { words } = usePage();
  return (
    <section class="narrow">
      <h1 tabIndex={-1}>{words.loginTitle}</h1>
      <LoginForm />
    </section>
  );
}
