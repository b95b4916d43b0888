import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePage } from './context.js';

interface Room {
  readonly screen: () => Promise<FunctionComponent>;
  /** Beside the page; the build gives it its name. */
  readonly style: string;
}

/** Rooms are files of their own: few need them, and those seldom. */
const rooms = {
  setup: {
    screen: async () => (await import('../setup/setup-screen.js')).SetupScreen,
    style: './setup-unhashed.css',
  },
  history: {
    screen: async () => (await import('../history/history-screen.js')).HistoryScreen,
    style: './history-unhashed.css',
  },
  studio: {
    screen: async () => (await import('../studio/studio-screen.js')).StudioScreen,
    style: './studio-unhashed.css',
  },
} as const satisfies Readonly<Record<string, Room>>;

/** Resolves when it is in force. */
const addStyle = (href: string): Promise<unknown> =>
  new Promise((onload, onerror) => {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href, onload, onerror }));
  });

async function open({ screen, style }: Room): Promise<FunctionComponent> {
  const isThere = document.head.querySelector(`link[href="${style}"]`) !== null;
  const [Screen] = await Promise.all([screen(), isThere ? null : addStyle(style)]);
  return Screen;
}

/** Opens a room, when its file is there. */
export function RoomDoor({ to }: { readonly to: keyof typeof rooms }) {
  const { words } = usePage();
  const [room, setRoom] = useState<{ readonly Screen: FunctionComponent } | 'awaited' | 'failed'>('awaited');
  useEffect(() => {
    if (room !== 'awaited') return;
    open(rooms[to]).then(
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
