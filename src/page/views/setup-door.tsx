import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePage } from './context.js';

/** The set-up is a file of its own: few need it, and those once. */
export function SetupDoor() {
  const { words } = usePage();
  const [room, setRoom] = useState<{ readonly Screen: FunctionComponent } | 'awaited' | 'failed'>('awaited');
  useEffect(() => {
    if (room !== 'awaited') return;
    import('../setup/setup-screen.js').then(
      ({ SetupScreen }) => setRoom({ Screen: SetupScreen }),
      () => setRoom('failed'),
    );
  }, [room]);
  if (room === 'awaited') return <p class="note">{words.loading}</p>;
  if (room !== 'failed') return <room.Screen />;
  return (
    <section class="narrow">
      <h1 tabIndex={-1}>{words.setup}</h1>
      <p class="lead" role="alert">
        {words.setUpFailed}
      </p>
      {/* A browser keeps a file that failed as failed. */}
      <button type="button" class="main-action" onClick={() => location.reload()}>
        {words.again}
      </button>
    </section>
  );
}
