import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePage } from './context.js';

/** Rooms are files of their own: few need them, and those seldom. */
const rooms = {
  setup: async () => (await import('../setup/setup-screen.js')).SetupScreen,
  history: async () => (await import('../history/history-screen.js')).HistoryScreen,
} as const satisfies Readonly<Record<string, () => Promise<FunctionComponent>>>;

/** Opens a room, when its file is there. */
export function RoomDoor({ to }: { readonly to: keyof typeof rooms }) {
  const { words } = usePage();
  const [room, setRoom] = useState<{ readonly Screen: FunctionComponent } | 'awaited' | 'failed'>('awaited');
  useEffect(() => {
    if (room !== 'awaited') return;
    rooms[to]().then(
      (Screen) => setRoom({ Screen }),
      () => setRoom('failed'),
    );
  }, [room, to]);
  if (room === 'awaited') return <p class="note">{words.loading}</p>;
  if (room !== 'failed') return <room.Screen />;
  return (
    <section class="narrow">
      <h1 tabIndex={-1}>{words[to]}</h1>
      <p class="lead" role="alert">
        {words.roomFailed}
      </p>
      {/* A browser keeps a file that failed as failed. */}
      <button type="button" class="main-action" onClick={() => location.reload()}>
        {words.again}
      </button>
    </section>
  );
}
