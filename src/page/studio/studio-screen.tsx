import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { compile } from '../../core/program/compile.js';
import type { Program } from '../../core/program/schema.js';
import { type Zone, zones } from '../../core/zones.js';
import type { KnownChair } from '../logic/house.js';
import { hashFor } from '../logic/routes.js';
import { programName, usePage } from '../views/context.js';
import { AboutForm } from './about-form.js';
import { CourseChart } from './course-chart.js';
import { sessionDrafts } from './drafts.js';
import { FindingList } from './finding-list.js';
import { PhaseList } from './phase-list.js';
import { SaveBar } from './save-bar.js';
import type { PlacedFinding } from './studio-findings.js';
import { StudioVisit } from './studio-visit.js';
import { speakInStudio, studioSpoken, useStudioWords } from './studio-words.js';
import { TryPanel } from './try-panel.js';

/** What is not saved is there again when somebody comes back. */
const visits = new Map<string, StudioVisit>();

function useVisit(id: string): StudioVisit {
  const { app, words: page } = usePage();
  const words = useStudioWords();
  const visit = useMemo(() => {
    const known = visits.get(id);
    if (known !== undefined) return known;
    const opened = new StudioVisit(id, {
      clock: app.clock,
      network: app.network,
      drafts: sessionDrafts,
      mayEdit: () => app.house.access.value?.rights.includes('edit') ?? false,
      copyName: ({ id: from, name }) => words.copyName(programName(page, from, name)),
    });
    visits.set(id, opened);
    void opened.open();
    return opened;
  }, [id]);
  useEffect(
    () => () => {
      visits.delete(id);
      // Under the id that it has now, if it was saved under another.
      const now = visit.history.peek()?.now.id;
      if (visit.isDirty && now !== undefined) visits.set(visit.isCopy.peek() ? id : now, visit);
    },
    [id, visit],
  );
  return visit;
}

/** Takes the keyboard to where the last edit wants it, once that is drawn. */
function useWish(visit: StudioVisit): void {
  const wish = visit.wish.value;
  useEffect(() => {
    if (wish === null) return;
    const element = document.getElementById(wish);
    element?.focus();
    element?.scrollIntoView({ block: 'nearest' });
    visit.wish.value = null;
  }, [visit, wish]);
}

const isTextField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement && !['range', 'checkbox'].includes(target.type);

/** Ctrl-Z and Ctrl-Shift-Z, but not in a field that has its own. */
function useUndoKeys(visit: StudioVisit): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || isTextField(event.target)) return;
      event.preventDefault();
      if (event.shiftKey) visit.redo();
      else visit.undo();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [visit]);
}

function FileText({ visit, program }: { readonly visit: StudioVisit; readonly program: Program }) {
  const words = useStudioWords();
  const written = visit.text.value;
  const isOld = written !== null && written.of !== program;
  // What scrolls must scroll by keyboard, too.
  const box = (element: HTMLElement | null) => element?.setAttribute('tabindex', '0');
  return (
    <div>
      <h2>{words.text}</h2>
      <p class="soft" role="status">
        {written === null ? words.textNone : isOld ? words.textOld : ''}
      </p>
      {written !== null && (
        <section ref={box} class={`studio-text ${isOld ? 'old' : ''}`} aria-label={words.text}>
          <pre>{written.text}</pre>
        </section>
      )}
    </div>
  );
}

/** The zones that a chair has told of, if it has. */
const zonesOfChair = (chair: KnownChair | null) => {
  const told = Object.keys(chair?.status?.zones ?? {});
  return told.length === 0 ? null : zones.filter((zone) => told.includes(zone));
};

type ProgramFindings = typeof import('./studio-findings.js').programFindings;

/** The linter is a file of its own; null until it has come. Without it there is what the daemon says of the text. */
const linter: Signal<ProgramFindings | null> = signal(null);

function useFindings(program: Program, chairZones: readonly Zone[] | null): readonly PlacedFinding[] | null {
  const programFindings = linter.value;
  useEffect(() => {
    const none: ProgramFindings = () => [];
    import('./studio-findings.js').then(
      (file) => {
        linter.value = file.programFindings;
      },
      () => {
        linter.value = none;
      },
    );
  }, []);
  const zonesKey = chairZones?.join();
  return useMemo(() => programFindings?.(program, chairZones) ?? null, [programFindings, program, zonesKey]);
}

function Opened({ visit, program }: { readonly visit: StudioVisit; readonly program: Program }) {
  const { app } = usePage();
  const words = useStudioWords();
  const [chosen, setChosen] = useState<string | null>(null);
  useWish(visit);
  useUndoKeys(visit);
  const known = app.house.known();
  const chair = known.find(({ id }) => id === (chosen ?? (known.length === 1 ? known[0]?.id : ''))) ?? null;
  const chairZones = zonesOfChair(chair);
  const timeline = useMemo(() => compile(program), [program]);
  const findings = useFindings(program, chairZones);
  const hasErrors = findings?.some(({ severity }) => severity === 'error') ?? false;
  const written = visit.text.value;
  return (
    <>
      <h1 tabIndex={-1}>{words.title(program.name)}</h1>
      <SaveBar visit={visit} program={program} hasErrors={hasErrors} />
      <CourseChart visit={visit} timeline={timeline} program={program} />
      <div class="studio-columns">
        <div>
          <AboutForm visit={visit} program={program} />
          <PhaseList visit={visit} program={program} />
        </div>
        <div class="studio-side">
          <TryPanel visit={visit} program={program} chair={chair} hasErrors={hasErrors} choose={setChosen} />
          <FindingList
            visit={visit}
            findings={findings}
            fromService={written?.of === program ? written.findings : []}
          />
          <FileText visit={visit} program={program} />
        </div>
      </div>
    </>
  );
}

function Closed({ visit }: { readonly visit: StudioVisit }) {
  const { words: page } = usePage();
  const words = useStudioWords();
  const opening = visit.opening.value;
  return (
    <>
      <h1 tabIndex={-1}>{page.studio}</h1>
      <p class="note" role="status">
        {opening === 'working' ? words.loading : opening === 'missing' ? words.missing : words.unanswered}
      </p>
      {opening === 'unanswered' && (
        <button type="button" onClick={() => void visit.open()}>
          {words.tryAgain}
        </button>
      )}
      {opening === 'missing' && <a href={hashFor({ screen: 'chairs' })}>{words.toChairs}</a>}
    </>
  );
}

function Visited({ id }: { readonly id: string }) {
  const visit = useVisit(id);
  const program = visit.history.value?.now;
  return program === undefined || visit.opening.value !== 'ready' ? (
    <Closed visit={visit} />
  ) : (
    <Opened visit={visit} program={program} />
  );
}

function Hidden() {
  const { words: page } = usePage();
  const words = useStudioWords();
  return (
    <>
      <h1 tabIndex={-1}>{page.studio}</h1>
      <p class="note">{words.hidden}</p>
    </>
  );
}

/** A program, to be changed. */
export function StudioScreen() {
  const { app, words: page, language } = usePage();
  const [isMute, setMute] = useState(false);
  useEffect(() => void speakInStudio(language).catch(() => setMute(true)), [language]);
  const route = app.route.value;
  if (route.screen !== 'studio') return null;
  if (isMute) return <p role="alert">{page.roomFailed}</p>;
  if (studioSpoken.value === null) return <p class="note">{page.loading}</p>;
  return <div class="studio">{app.mayControl ? <Visited id={route.id} /> : <Hidden />}</div>;
}
