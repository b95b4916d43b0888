import { courseShapes } from '../../core/program/course-shapes.js';
import type { Timeline } from '../../core/program/timeline.js';
import { clockOf } from '../../core/words/codes.js';
import type { Zone } from '../../core/zones.js';
import type { KnownChair } from '../logic/house.js';
import { leftMs, positionMs, upcoming } from '../logic/look-ahead.js';
import { timelineColumns } from '../logic/page-app.js';
import { tracePath } from '../logic/strips.js';
import { CommandNote } from './command-note.js';
import { nameOfProgram, phaseName, usePage } from './context.js';
import { MarkStrip, PlaceMarks } from './place-marks.js';

function Cursor({ chair }: { readonly chair: KnownChair }) {
  const { app } = usePage();
  const at = positionMs(chair, app.playing.value) ?? 0;
  const share = chair.course === null ? 0 : at / (chair.course.total_s * 1000);
  return <span class="cursor" style={{ transform: `translateX(${share * 100}%)` }} />;
}

/** What was measured, over what is planned. */
function Trace({ chair, zone }: { readonly chair: KnownChair; readonly zone: Zone }) {
  const { app } = usePage();
  // Telemetry brings it on.
  void app.house.cell(chair.id)?.telemetry.value;
  const traces = app.traces.of(chair.status?.session?.id);
  return traces === null ? null : <path class="trace" d={tracePath(traces[zone])} />;
}

function CoursePicture({ chair, timeline }: { readonly chair: KnownChair; readonly timeline: Timeline }) {
  const { app, words } = usePage();
  const name = nameOfProgram(words, chair, timeline.programId);
  const phase = chair.status?.phase ?? '';
  const left = clockOf(leftMs(chair, app.playing.value) ?? 0);
  const { phases, lanes } = courseShapes(timeline, { width: timelineColumns, height: 100 });
  return (
    <div class="course">
      <div class="course-phases" aria-hidden="true">
        {phases.map(({ index, name: each, width }) => (
          <span
            key={index}
            class={`course-phase ${index === chair.status?.phase_index ? 'now' : ''}`}
            style={{ flexGrow: width }}
            title={phaseName(words, each)}
          />
        ))}
      </div>
      <MarkStrip chair={chair} />
      <div class="course-rows" role="img" aria-label={words.timelineText(name, phaseName(words, phase), left)}>
        {lanes.map(({ zone, area }) => (
          <div key={zone} class="course-row">
            <span class="course-zone" aria-hidden="true">
              {words.zones[zone]}
            </span>
            <svg viewBox={`0 0 ${timelineColumns} 100`} preserveAspectRatio="none" aria-hidden="true">
              <path class="plan" d={area} />
              <Trace chair={chair} zone={zone} />
            </svg>
          </div>
        ))}
        <div class="cursor-lane" aria-hidden="true">
          <Cursor chair={chair} />
        </div>
      </div>
      <p class="legend" aria-hidden="true">
        <span class="legend-plan" /> {words.planned} <span class="legend-trace" /> {words.measured}
      </p>
    </div>
  );
}

function LookAhead({ chair, timeline }: { readonly chair: KnownChair; readonly timeline: Timeline }) {
  const { app, words } = usePage();
  const at = positionMs(chair, app.playing.value);
  const next = at === null ? null : upcoming(timeline, at);
  return <p class="look-ahead">{next === null ? words.nothingAhead : words.upcoming(next)}</p>;
}

function TimeBig({ chair }: { readonly chair: KnownChair }) {
  const { app, words } = usePage();
  const left = leftMs(chair, app.playing.value) ?? 0;
  return (
    <p class="time-left">
      <span class="soft">{words.leftBefore}</span> <span class="time-number">{clockOf(left)}</span>{' '}
      <span class="soft">{words.leftAfter}</span>
    </p>
  );
}

const steps = { least: 10, most: 100, by: 10 } as const;

function Intensity({ chair, isOff }: { readonly chair: KnownChair; readonly isOff: boolean }) {
  const { app, words } = usePage();
  const intensity = chair.status?.intensity ?? 100;
  const isBusy = app.asking.pending.value.has(`${chair.id} adjust`);
  const to = (by: number) => {
    const wanted = Math.min(steps.most, Math.max(steps.least, intensity + by));
    if (!isBusy && wanted !== intensity) void app.command(chair.id, { command: 'adjust', intensity: wanted });
  };
  return (
    <fieldset class="stepper" aria-label={words.intensity}>
      <button type="button" disabled={isOff} aria-label={words.softer} onClick={() => to(-steps.by)}>
        −
      </button>
      <p>
        <span class="soft">{words.intensity}</span>
        <span class="stepper-number" aria-live="polite">
          {intensity} %
        </span>
      </p>
      <button type="button" disabled={isOff} aria-label={words.stronger} onClick={() => to(steps.by)}>
        +
      </button>
    </fieldset>
  );
}

function Controls({ chair }: { readonly chair: KnownChair }) {
  const { app, words } = usePage();
  const { id, state } = chair;
  const isOff = app.link.condition.value.isStale;
  const isPaused = state === 'paused';
  const may = state === 'running' || isPaused;
  return (
    <div class="controls">
      <Intensity chair={chair} isOff={isOff || !may} />
      <div class="control-row">
        <button
          type="button"
          class="main-action"
          disabled={isOff || !may}
          onClick={() => void app.command(id, { command: isPaused ? 'resume' : 'pause' })}
        >
          {isPaused ? words.resume : words.pause}
        </button>
        <button
          type="button"
          disabled={isOff || state !== 'running'}
          onClick={() => void app.command(id, { command: 'skip' })}
        >
          {words.skip}
        </button>
      </div>
      {(['adjust', 'pause', 'resume', 'skip'] as const).map((command) => (
        <CommandNote key={command} of={`${id} ${command}`} />
      ))}
    </div>
  );
}

/** The session that runs: where it is, what comes next, and what can be changed. */
export function SessionPanel({ chair }: { readonly chair: KnownChair }) {
  const { app, words } = usePage();
  const timeline = app.timelineOf(chair);
  const { status } = chair;
  if (status === null) return null;
  return (
    <section class="session" aria-label={words.timeline}>
      <header>
        <p class="soft">
          {chair.program === null ? '' : nameOfProgram(words, chair, chair.program)} ·{' '}
          {words.phaseOf((status.phase_index ?? 0) + 1, status.phases ?? 1)}
        </p>
        <p class="session-phase">{status.phase === null ? '' : phaseName(words, status.phase)}</p>
      </header>
      <TimeBig chair={chair} />
      {timeline === null ? <div class="course-place" /> : <CoursePicture chair={chair} timeline={timeline} />}
      {timeline !== null && <LookAhead chair={chair} timeline={timeline} />}
      {app.mayControl && <Controls chair={chair} />}
      {app.mayControl && chair.state === 'running' && <PlaceMarks chair={chair} />}
    </section>
  );
}
