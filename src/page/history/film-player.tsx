import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChairState } from '../../core/status.js';
import { clockOf } from '../../core/words/codes.js';
import { usePage } from '../views/context.js';
import { Drawing } from '../views/drawing.js';
import type { Film, FilmMark } from './film.js';
import { useHistoryWords } from './history-words.js';

const speeds = [1, 2, 4, 8, 16] as const;
const frameMs = 100;
/** What a flight record lists is longer than anybody reads. */
const shownMarksMax = 100;

export interface FilmPlayerProps {
  readonly title: string;
  /** What else there is to say of it. */
  readonly notes: readonly string[];
  readonly film: Film;
  onClose(): void;
}

/** Where the film is, and what moves it. */
function useFilm(film: Film) {
  const { app } = usePage();
  const [at, setAt] = useState(0);
  const [speed, setSpeed] = useState<number>(4);
  const [isPlaying, setPlaying] = useState(false);
  useEffect(() => {
    if (!isPlaying) return;
    const timer = app.clock.every(frameMs, () => setAt((before) => Math.min(film.totalMs, before + frameMs * speed)));
    return () => app.clock.clear(timer);
  }, [app, film, isPlaying, speed]);
  useEffect(() => {
    if (at >= film.totalMs) setPlaying(false);
  }, [at, film]);
  const play = () => {
    if (at >= film.totalMs) setAt(0);
    setPlaying(!isPlaying);
  };
  return { at, setAt, speed, setSpeed, isPlaying, play };
}

function Marks({ film, onJump }: { readonly film: Film; onJump(ms: number): void }) {
  const words = useHistoryWords();
  const { words: page } = usePage();
  const textOf = ({ kind, what }: FilmMark): string => {
    if (kind === 'moment') return words.moment(what);
    return `${words.kinds[kind]}: ${what.replace(/_/g, ' ')}`;
  };
  const shown = film.marks.slice(0, shownMarksMax);
  if (shown.length === 0) return null;
  return (
    <>
      <h3>{words.happened}</h3>
      <ul class="film-marks">
        {shown.map((mark, index) => (
          <li key={index}>
            <button type="button" onClick={() => onJump(mark.ms)}>
              <span class="soft">{clockOf(mark.ms)}</span> {textOf(mark)}
            </button>
          </li>
        ))}
      </ul>
      {film.marks.length > shownMarksMax && <p class="soft">{page.andMore('', film.marks.length - shownMarksMax)}</p>}
    </>
  );
}

/** Something that was, watched again on the chair. */
export function FilmPlayer({ title, notes, film, onClose }: FilmPlayerProps) {
  const { words: page } = usePage();
  const words = useHistoryWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const { at, setAt, speed, setSpeed, isPlaying, play } = useFilm(film);
  useEffect(() => heading.current?.focus(), []);
  const zones = film.zonesAt(at);
  const state = film.stateAt(at);
  const isOccupied = film.occupiedAt(at);
  const facts = { name: title, programName: null, phaseName: null, leftMs: null, zones, occupied: isOccupied };
  const sentence = page.chairSentence({ ...facts, state: (state ?? 'running') as ChairState });
  return (
    <section class="film" aria-labelledby="film-title">
      <h2 id="film-title" ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <p class="soft">{film.isMeasured ? words.asMeasured : words.asPlanned}</p>
      {notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
      <div class="film-parts">
        <Drawing zones={zones} isOccupied={isOccupied === true} sentence={sentence} />
        <div class="film-controls">
          <p class="time-left">
            <span class="time-number">{clockOf(at)}</span> <span class="soft">/ {clockOf(film.totalMs)}</span>
          </p>
          <p class="film-state">{state === null ? '' : page.states[state as ChairState]}</p>
          <input
            type="range"
            aria-label={words.place}
            aria-valuetext={clockOf(at)}
            min={0}
            max={film.totalMs}
            step={frameMs}
            value={at}
            onInput={({ currentTarget }) => setAt(Number(currentTarget.value))}
          />
          <div class="film-buttons">
            <button type="button" class="main-action" onClick={play}>
              {isPlaying ? words.hold : words.play}
            </button>
            <label>
              {words.speed}{' '}
              <select value={speed} onChange={({ currentTarget }) => setSpeed(Number(currentTarget.value))}>
                {speeds.map((each) => (
                  <option key={each} value={each}>
                    {each} ×
                  </option>
                ))}
              </select>
            </label>
            <button type="button" onClick={onClose}>
              {words.close}
            </button>
          </div>
        </div>
      </div>
      <Marks film={film} onJump={setAt} />
    </section>
  );
}
