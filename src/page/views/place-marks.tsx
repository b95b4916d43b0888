import { useEffect, useState } from 'preact/hooks';
import type { ProgramMarks } from '../../core/web/history.js';
import type { Zone } from '../../core/zones.js';
import type { KnownChair } from '../logic/house.js';
import { usePage } from './context.js';

type Kind = ProgramMarks[number]['what'];

const kinds = ['nice', 'softer', 'turned_down', 'skipped'] as const satisfies readonly Kind[];
const markedZones = ['back', 'seat', 'legs'] as const;

const askAgainMs = 3000;

/** Where this person liked it, wanted it softer, turned it down and skipped in this program so far, over its timeline. */
export function MarkStrip({ chair }: { readonly chair: KnownChair }) {
  const { app, words } = usePage();
  const [marks, setMarks] = useState<ProgramMarks>([]);
  const { program, status } = chair;
  const person = status?.session?.person ?? null;
  const may = app.mayOwn && program !== null && person !== null;
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (!may) return;
    let isOver = false;
    void app.asking.marks(program, person).then((told) => {
      if (isOver) return;
      setMarks(told ?? []);
      if (told === null) app.clock.after(askAgainMs, () => setAsked(asked + 1));
    });
    return () => {
      isOver = true;
    };
  }, [app, may, program, person, asked]);
  if (!may || marks.length === 0) return null;
  const counts = kinds.flatMap((kind) => {
    const count = marks.filter(({ what }) => what === kind).length;
    return count === 0 ? [] : [words.markCounts[kind](count)];
  });
  return (
    <div class="mark-strip" role="img" aria-label={words.markStrip(counts.join(', '))}>
      {marks.map(({ share, what, at, zone }) => (
        <span key={`${at} ${share} ${what} ${zone}`} class={`place-mark ${what}`} style={{ left: `${share * 100}%` }} />
      ))}
    </div>
  );
}

/** Says of the place where the session is how it feels. Nothing changes by it now. */
export function PlaceMarks({ chair }: { readonly chair: KnownChair }) {
  const { app, words } = usePage();
  const [said, setSaid] = useState<'nothing' | 'kept' | 'not kept'>('nothing');
  const telemetry = app.house.cell(chair.id)?.telemetry.value;
  const moving = markedZones.filter((zone) => (telemetry?.zones[zone]?.level ?? 0) > 0);
  const isOff = app.link.condition.value.isStale;
  const mark = async (zone: Zone, what: 'nice' | 'softer') => {
    setSaid('nothing');
    setSaid((await app.asking.markPlace(chair.id, { zone, what })) ? 'kept' : 'not kept');
  };
  return (
    <details class="place-marks">
      <summary>{words.howIsIt}</summary>
      <p class="soft">{words.howIsItText}</p>
      {moving.map((zone) => (
        <p key={zone} class="control-row">
          {(['nice', 'softer'] as const).map((what) => (
            <button key={what} type="button" disabled={isOff} onClick={() => void mark(zone, what)}>
              {words.markPlace[what](zone)}
            </button>
          ))}
        </p>
      ))}
      <p class="command-note" role="status">
        {said === 'nothing' ? '' : said === 'kept' ? words.markKept : words.markNotKept}
      </p>
    </details>
  );
}
