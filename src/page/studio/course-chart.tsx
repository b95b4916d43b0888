import { courseShapes } from '../../core/program/course-shapes.js';
import type { Program } from '../../core/program/schema.js';
import { temperatureLine } from '../../core/program/temperature-line.js';
import { phaseAt, type Timeline } from '../../core/program/timeline.js';
import { showDuration } from '../../core/time-text.js';
import { clockOf } from '../../core/words/codes.js';
import { usePage } from '../views/context.js';
import { Drawing } from '../views/drawing.js';
import { plannedZones } from './moment.js';
import type { StudioVisit } from './studio-visit.js';
import { useStudioWords } from './studio-words.js';

const size = { width: 360, height: 100 };
const stepMs = 1000;

/** The shapes of a timeline do not change; the cursor moves over them. */
const pictures = new WeakMap<Timeline, ReturnType<typeof draw>>();

function draw(timeline: Timeline) {
  const { phases, lanes } = courseShapes(timeline, size);
  return { phases, lanes: lanes.map((lane) => ({ ...lane, warmth: temperatureLine(timeline, lane.zone, size) })) };
}

function pictureOf(timeline: Timeline) {
  const known = pictures.get(timeline) ?? draw(timeline);
  pictures.set(timeline, known);
  return known;
}

interface ChartProps {
  readonly visit: StudioVisit;
  readonly timeline: Timeline;
}

function CourseLanes({ visit, timeline }: ChartProps) {
  const { words: page } = usePage();
  const words = useStudioWords();
  const { totalMs } = timeline;
  const { phases, lanes } = pictureOf(timeline);
  const at = visit.cursorMs.value;
  const now = phaseAt(timeline, at).index;
  const point = ({ currentTarget, clientX }: MouseEvent) => {
    const { left, width } = (currentTarget as Element).getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (clientX - left) / width));
    visit.cursorMs.value = Math.round((share * totalMs) / stepMs) * stepMs;
  };
  return (
    <div class="course">
      <div class="course-phases" aria-hidden="true">
        {phases.map(({ index, width }) => (
          <span key={index} class={`course-phase ${index === now ? 'now' : ''}`} style={{ flexGrow: width }} />
        ))}
      </div>
      <div class="course-rows" role="img" aria-label={words.chartText(showDuration(totalMs), phases.length)}>
        {lanes.map(({ zone, area, warmth }) => (
          <div key={zone} class="course-row">
            <span class="course-zone" aria-hidden="true">
              {page.zones[zone]}
              <small>{words.hottest(Math.round(warmth.hottestC))}</small>
            </span>
            {/* For the pointer only: the slider below does the same for every other way. */}
            <svg
              viewBox={`0 0 ${size.width} ${size.height}`}
              preserveAspectRatio="none"
              aria-hidden="true"
              onPointerDown={point}
            >
              <path class="plan" d={area} />
              <path class="forecast" d={warmth.line} />
            </svg>
          </div>
        ))}
        <div class="cursor-lane" aria-hidden="true">
          <span class="cursor" style={{ transform: `translateX(${(at / totalMs) * 100}%)` }} />
        </div>
      </div>
      <input
        class="studio-place"
        type="range"
        aria-label={words.place}
        aria-valuetext={words.placeText(clockOf(at), phaseAt(timeline, at).name)}
        min={0}
        max={totalMs}
        step={stepMs}
        value={at}
        onInput={({ currentTarget }) => {
          visit.cursorMs.value = Number(currentTarget.value);
        }}
      />
      <p class="legend" aria-hidden="true">
        <span class="legend-plan" /> {page.planned} <span class="legend-forecast" /> {words.forecast}
      </p>
    </div>
  );
}

interface CourseChartProps extends ChartProps {
  readonly program: Program;
}

/** The whole course with a cursor in it, and what the chair does there. */
export function CourseChart({ visit, timeline, program }: CourseChartProps) {
  const { words: page } = usePage();
  const words = useStudioWords();
  const at = visit.cursorMs.value;
  const zones = plannedZones(timeline, at);
  const phaseName = phaseAt(timeline, at).name;
  const leftMs = timeline.totalMs - at;
  const facts = { name: words.placeText(clockOf(at), phaseName), programName: null, phaseName, leftMs, zones };
  const sentence = page.chairSentence({ ...facts, state: 'running', occupied: null });
  return (
    <section class="studio-course" aria-label={words.chart}>
      <div>
        <CourseLanes visit={visit} timeline={timeline} />
        <p class="studio-moment">
          <strong>{clockOf(at)}</strong> / {clockOf(timeline.totalMs)} · {phaseName}
        </p>
      </div>
      <figure class="picture">
        <Drawing zones={zones} isOccupied={false} sentence={`${program.name}. ${sentence}`} />
        <ul class="zone-figures">
          {zones.map(({ zone, level, technique }) => (
            <li key={zone}>
              <p class="soft">{page.zones[zone]}</p>
              <p>
                <span class="zone-number">{level}</span>
              </p>
              <p class="zone-technique">{page.techniques[technique ?? 'off']}</p>
            </li>
          ))}
        </ul>
      </figure>
    </section>
  );
}
